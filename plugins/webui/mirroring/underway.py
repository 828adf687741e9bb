"""Work that takes longer than a request may: begun once, and waited for by whoever asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, TimeoutError
from typing import Generic, TypeVar

T = TypeVar("T")

_FRESH = 10.0
"""Seconds for which a result that nobody waited for is still told."""


class Underway(Generic[T]):
    """Runs `work` in a thread of its own, one run at a time."""

    def __init__(self, work: Callable[[], T], name: str) -> None:
        self._work = work
        self._name = name
        self._lock = threading.Lock()
        self._run: Future[T] | None = None
        self._ended = 0.0

    def within(self, seconds: float) -> T | None:
        """Return what comes of the work; `None` where that takes longer, and it is still at it.

        It is begun where it is not at it. Ask again soon, to be told what came of that run.

        Raises:
            WhetstoneError: whatever the work raises.
        """
        with self._lock:
            if self._run is None or (self._run.done() and time.monotonic() - self._ended > _FRESH):
                self._run = self._begun()
            run = self._run
        try:
            result = run.result(seconds)
        except TimeoutError:
            if not run.done():
                return None
            raise
        finally:
            with self._lock:
                if run.done() and self._run is run:
                    self._run = None
        return result

    def _begun(self) -> Future[T]:
        run: Future[T] = Future()

        def work() -> None:
            try:
                result = self._work()
            except BaseException as error:
                self._ended = time.monotonic()
                run.set_exception(error)
            else:
                self._ended = time.monotonic()
                run.set_result(result)

        threading.Thread(target=work, name=self._name, daemon=True).start()
        return run
