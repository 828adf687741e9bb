"""The user's own turns, read from the log in its order and a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.errors import HistoryError
from whetstone.core.history import History
from whetstone.core.log.turns import Branches
from whetstone.core.text.own_words import own_words

if TYPE_CHECKING:
    from whetstone.core.log.turns import Place
    from whetstone.core.log.view import View
    from whetstone.core.values.turn import Record

_STRETCH = 1_024
"""Records that are looked at with one question to the index."""

_RUNS = 100
"""A sample is taken from this many places of the log."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What another speaker said. `speaker` is the name in the log; empty where there is none."""

    id: str
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class OwnTurn:
    """A turn of the user's: words of their own that stand beside another speaker's message.

    `text` is the user's own words only, of the version that is on the latest branch where the message was
    edited; `at` is its time as the log has it. `before` is the other speaker's message that it follows,
    `after` the last one that follows it, and one of them is there. `speaker` is the
    user's name in the log, `persona` is who was talked with, and `source` where the record comes from
    (`whetstone`, or the chat format that it was imported with).
    """

    id: str
    at: str
    conversation: str
    text: str
    before: Heard | None
    after: Heard | None
    speaker: str = ""
    persona: str | None = None
    source: str = "whetstone"


def own_turns(history: History) -> Iterator[OwnTurn]:
    """Yield the user's turns in the order of the log: as many as `history.counts().answered`.

    The log is read once, and a few of its records are held at a time. What is appended meanwhile is left
    for the next time.

    Raises:
        HistoryError: the log was written anew meanwhile, by a deletion for example.
        HomeError: the log cannot be read.
    """
    head, records = history.ask(lambda view: (view.state.head, view.state.records))
    branches = Branches()
    for first in range(0, records, _STRETCH):
        yield from _told(history, head, branches, first, min(first + _STRETCH, records) - 1)


def sampled_turns(history: History, most: int) -> list[OwnTurn]:
    """Return up to `most` of the user's turns, in the order of the log: all of them, or runs spread evenly.

    Raises:
        HistoryError, HomeError: as `own_turns`.
    """
    head, records, turns = history.ask(
        lambda view: (view.state.head, view.state.records, view.state.answered)
    )
    if turns <= most:
        return list(own_turns(history))
    found: list[OwnTurn] = []
    branches = Branches()
    for run in range(_RUNS):
        start, end = run * records // _RUNS, (run + 1) * records // _RUNS
        wanted = (run + 1) * most // _RUNS - run * most // _RUNS
        while wanted and start < end:
            stop = min(start + _STRETCH, end)
            some = _told(history, head, branches, start, stop - 1, wanted)
            found += some
            wanted -= len(some)
            start = stop
    return found


def _told(
    history: History, head: bytes, branches: Branches, first: int, last: int, most: int | None = None
) -> list[OwnTurn]:
    def question(view: View) -> list[OwnTurn] | None:
        if view.state.head != head:
            return None
        try:
            return _read(view, view.places(first, last, branches)[:most])
        except Exception:  # the index was damaged: what it told of branches may be wrong as well
            branches.forget()
            raise

    found = history.ask(question)
    if found is None:
        raise HistoryError("the chat log was written anew while its turns were read; try again")
    return found


def _read(view: View, places: Iterable[Place]) -> list[OwnTurn]:
    heard: dict[int, Heard | None] = {}

    def hear(number: int | None) -> Heard | None:
        if number is None:
            return None
        if number not in heard:
            record = view.record(number)
            heard[number] = Heard(record.id, record.speaker or "", record.text) if record else None
        return heard[number]

    turns = (_turn(view.record(place.number), place, hear) for place in places)
    return [turn for turn in turns if turn is not None]


def _turn(record: Record | None, place: Place, hear: Callable[[int | None], Heard | None]) -> OwnTurn | None:
    if record is None:
        return None
    return OwnTurn(
        id=record.id,
        at=record.at,
        conversation=record.conversation,
        text=own_words(record.text),
        before=hear(place.before),
        after=hear(place.after),
        speaker=record.speaker or "",
        persona=record.persona,
        source=record.source,
    )
