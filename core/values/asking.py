"""Asking a model many things at once, under a budget of calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from whetstone.core.values.model import ChatRequest


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said to one request.

    `error` is the sentence that says why there is no text, after all retries; empty otherwise. `model` is
    the name of the model that really answered.
    """

    text: str
    error: str = ""
    model: str = ""


@runtime_checkable
class Asking(Protocol):
    """A model with a number of calls that may still be made.

    Attributes:
        name: the model, as the user named it.
        small: whether it is a very small one, which follows only the simplest of instructions.
        context_tokens: the largest prompt plus reply, in tokens; `None` when it is not known.
        left: calls left of the budget.
    """

    name: str
    small: bool
    context_tokens: int | None
    left: int

    @property
    def failed(self) -> Mapping[str, int]:
        """How many calls came to nothing after all retries, by the sentence that says why."""

    def count_tokens(self, text: str) -> int:
        """Return the number of tokens of `text`."""

    def ask(
        self,
        phase: str,
        requests: Sequence[ChatRequest],
        arrived: Callable[[int, Answer], None] | None = None,
    ) -> list[Answer]:
        """Return the answers, in the requests' order; progress is told under the name `phase`.

        Each request takes one call from the budget, whether it was answered before or not, so that a
        resumed job decides as the first one did. Rate limits, time-outs and broken connections are
        retried with growing pauses; what still fails is an answer with an `error`. `arrived` is told of each
        answer as it comes, with the place of its request (since hook API 1.3).

        Raises:
            ValueError: there are more requests than calls left.
            JobCancelled: the job was cancelled.
        """
