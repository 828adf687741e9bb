"""When a call that failed is made again, and when a model is given up."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from whetstone.core.jobs.answering import Outcome

_UNREACHABLE = 3
_REFUSING = 8
"""So many calls in a row that failed for good, by time or by refusal, and a model is given up."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds before each repetition of a call: one that failed, and one of a model that is busy.

    What a busy model itself asks for goes before; where that is more than `longest`, it is asked once more
    after so long, and then no more. A backend has its own quick retries
    within a call, so these begin where those end.
    """

    failed: tuple[float, ...] = (1.0, 4.0, 16.0)
    busy: tuple[float, ...] = (5.0, 20.0, 60.0)
    longest: float = 60.0

    def before(self, repetition: int, outcome: Outcome) -> float | None:
        """Return the seconds before this repetition, from 0; `None` where there should be none."""
        planned = self.busy if outcome.busy else self.failed
        if not outcome.passing or repetition >= len(planned):
            return None
        wanted = planned[repetition] if outcome.retry_after is None else outcome.retry_after
        if repetition and wanted > self.longest:
            return None
        return min(wanted, self.longest)


class Patience:
    """Repeats calls of one model that fail, and gives the model up after several that failed for good.

    One that has answered before is not given up for what it refuses. The first call of each round of
    questions is made even to a model that was given up before, but once only.

    Attributes:
        trouble: what went wrong last and when it is tried again, in a sentence; empty after an answer.
        failed: how many calls failed for good, by the sentence that says why.
    """

    def __init__(self, pauses: Pauses) -> None:
        self.trouble = ""
        self.failed: Counter[str] = Counter()
        self._pauses = pauses
        self._hopeless = False
        self._given_up = asyncio.Event()
        self._in_a_row: list[Outcome] = []
        self._has_answered = False

    def begin(self) -> None:
        """Begin another round of questions, in which one more failure gives up a model that only fails."""
        self._given_up = asyncio.Event()
        del self._in_a_row[: -_UNREACHABLE + 1]

    async def outcome(self, call: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """Return what comes of `call`, after all repetitions."""
        repetition = 0
        while not self._given_up.is_set():
            outcome = await call()
            if not outcome.error:
                self._in_a_row.clear()
                self._has_answered, self._hopeless, self.trouble = True, False, ""
                return outcome
            pause = None if self._hopeless else self._pauses.before(repetition, outcome)
            self.trouble = outcome.error + (f"; asked again in {pause:.0f} s" if pause else "")
            if pause is None or await self._given_up_within(pause):
                self._note(outcome)
                return outcome
            repetition += 1
        last = self._in_a_row[-1]
        self.failed[last.error] += 1
        return Outcome(error=last.error)

    async def _given_up_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                return await self._given_up.wait()
        except TimeoutError:
            return False

    def _note(self, failure: Outcome) -> None:
        self.failed[failure.error] += 1
        self._in_a_row.append(failure)
        last, refused = self._in_a_row[-_UNREACHABLE:], self._in_a_row[-_REFUSING:]
        unreachable = len(last) == _UNREACHABLE and all(outcome.passing for outcome in last)
        refusing = len(refused) == _REFUSING and len({outcome.error for outcome in refused}) == 1
        if unreachable or (refusing and not self._has_answered):
            self._given_up.set()
            self._hopeless = True
