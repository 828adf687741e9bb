"""The model with its budget, as the steps of distilling see it: ask, check the answers, ask again once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from whetstone.core.distilling.answers import Heard, heard
from whetstone.core.distilling.checks import Ground
from whetstone.core.distilling.claims import Claim, Dropped, Facet, Shown
from whetstone.core.distilling.prompts import again
from whetstone.core.values.asking import Answer, Asking
from whetstone.core.values.model import ChatRequest

UNKNOWN_CONTEXT = 8_192
"""Where a model's context is not known, in tokens."""

MOST_TOKENS = 12_000
"""A request shows passages of at most so many tokens, however large the context."""

_MARGIN = 320
"""Tokens kept for the chat template, and for the answer and the hint of a second attempt."""


class Caller:
    """Asks about the author `name` and counts.

    Attributes:
        name: the author's name.
        language: the ISO 639 code of the language that claims are in.
        calls: how many calls were made.
        dropped: what was not taken so far, in order.
    """

    def __init__(
        self,
        name: str,
        language: str,
        asking: Asking,
        known: Callable[[str], bool],
        repairs: int,
        found: Callable[[Claim], None] | None = None,
    ) -> None:
        self.name = name
        self.language = language
        self.calls = 0
        self.dropped: list[Dropped] = []
        self.count_tokens = asking.count_tokens
        self._asking = asking
        self._known = known
        self._repairs = repairs
        self._found = found

    def ground(self, sources: dict[int, list[Shown]], said: str) -> Ground:
        """Return what findings are held against: passages by their numbers, and the instructions."""
        return Ground(self.name, self.language, sources, said, self._known)

    def reply_tokens(self, wanted: int) -> int:
        """Return how long a reply may be: what is `wanted`, or a quarter of a small context."""
        return min(wanted, (self._asking.context_tokens or UNKNOWN_CONTEXT) // 4)

    def room(self, instructions: str, reply_tokens: int) -> int:
        """Return how many tokens of passages fit into a request with these instructions."""
        context = self._asking.context_tokens or UNKNOWN_CONTEXT
        return min(MOST_TOKENS, context - reply_tokens - self.count_tokens(instructions) - _MARGIN)

    def ask(
        self,
        phase: str,
        requests: Sequence[ChatRequest],
        arrived: Callable[[int, Answer], None] | None = None,
    ) -> list[Answer]:
        """Return the answers; each request is a call. `arrived` is told of each, as of `Asking.ask`."""
        if not requests:
            return []
        self.calls += len(requests)
        if arrived is None:
            return self._asking.ask(phase, requests)
        return self._asking.ask(phase, requests, arrived)

    def tell(self, claims: Iterable[Claim]) -> None:
        """Tell whoever wants to know of claims that stood up to the checks."""
        if self._found is not None:
            for claim in claims:
                self._found(claim)

    def repairs(self, places: Sequence[int]) -> list[int]:
        """Return the first of `places`, as many as may still be asked for once more."""
        granted = list(places[: self._repairs])
        self._repairs -= len(granted)
        return granted

    def heard(
        self,
        phase: str,
        requests: Sequence[ChatRequest],
        grounds: Iterable[Ground],
        defaults: Iterable[Facet | None],
    ) -> list[Heard]:
        """Return what came of each request; the first useless answers are asked for once more, with a hint.

        `defaults` are the facets of findings that name none.
        """
        grounds, defaults = list(grounds), list(defaults)
        answers, found = self._heard_as_they_come(phase, requests, grounds, defaults)
        poor = self.repairs([place for place, one in enumerate(found) if one.why])
        repeated = [
            again(requests[place], answers[place].text, found[place].why, self.name, self.language)
            for place in poor
        ]
        for one in found:
            self.dropped += one.dropped
        for place, answer in zip(poor, self.ask(f"{phase} again", repeated), strict=True):
            found[place] = heard(answer, grounds[place], defaults[place])
            self.dropped += found[place].dropped
            self.tell(found[place].claims)
        return found

    def _heard_as_they_come(
        self,
        phase: str,
        requests: Sequence[ChatRequest],
        grounds: Sequence[Ground],
        defaults: Sequence[Facet | None],
    ) -> tuple[list[Answer], list[Heard]]:
        """Return the answers and what came of each; who wants to know is told of claims as they come."""
        come: dict[int, Heard] = {}

        def hear(place: int, answer: Answer) -> None:
            come[place] = heard(answer, grounds[place], defaults[place])
            self.tell(come[place].claims)

        answers = self.ask(phase, requests, hear if self._found is not None else None)
        told = zip(answers, grounds, defaults, strict=True)
        return answers, [come.get(place) or heard(*one) for place, one in enumerate(told)]
