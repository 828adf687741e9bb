"""Weights on their way: fetched in a thread of its own, so that a page may go and come back."""

from __future__ import annotations

import threading
from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel
from starlette.requests import Request

from whetstone.core.errors import WhetstoneError
from whetstone.core.values.model import PullsWeights


class PullState(BaseModel):
    """How far the weights are: `done` of `total` bytes while it is `running`, and how it ended.

    `total` is unknown for as long as a tool of Python's fetches them. `error` is the sentence of a failure.
    """

    backend: str = ""
    running: bool = False
    done: int = 0
    total: int | None = None
    finished: bool = False
    error: str | None = None


class Pulling:
    """Fetches weights, those of one backend at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = PullState()

    def state(self) -> PullState:
        """Return how far it is."""
        with self._lock:
            return self._state.model_copy()

    def begin(self, backend: str, weights: PullsWeights) -> PullState:
        """Fetch, unless that is under way, and return how far it is."""
        with self._lock:
            if not self._state.running:
                self._state = PullState(backend=backend, running=True)
                threading.Thread(target=self._pull, args=(weights,), name="pull", daemon=True).start()
            return self._state.model_copy()

    def _pull(self, weights: PullsWeights) -> None:
        try:
            weights.pull(self._tell)
        except WhetstoneError as error:
            self._end(error=str(error))
        except Exception as error:
            self._end(error=f"the weights could not be fetched: unexpected {type(error).__name__}: {error}")
        else:
            self._end()

    def _tell(self, done: int, total: int | None) -> None:
        with self._lock:
            self._state.done, self._state.total = done, total

    def _end(self, error: str | None = None) -> None:
        with self._lock:
            self._state.running, self._state.finished, self._state.error = False, error is None, error


async def _pulling(request: Request) -> Pulling:
    state = request.app.state
    if not hasattr(state, "pulling"):
        state.pulling = Pulling()
    found: Pulling = state.pulling
    return found


HerePulling = Annotated[Pulling, Depends(_pulling)]
"""The parameter of a handler that is given what fetches weights."""
