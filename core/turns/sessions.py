"""Sessions: turns of one conversation that were spoken in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from whetstone.core.turns.own import OwnTurn

GAP = 6 * 3_600
"""Seconds without a turn in a conversation after which the next one begins a session.

It is longer than a meal and shorter than a night's sleep: what is talked about in a day stays together, so
that a session is not told by another one which goes on about the same matter. (In a log of IRC that we
measured, any gap from two hours to a day gives the same sessions.)
"""

MOST = 200
"""Turns of a session, at the most: in a log without times, and in talk without a pause, so many are one."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Session(NamedTuple):
    """A session by its place: the conversation, and how many sessions that had before."""

    conversation: str
    number: int


@dataclass(slots=True)
class _Open:
    """The last session of a conversation, as far as it was read; `last` are its latest two times."""

    number: int = 0
    turns: int = 0
    last: tuple[float, ...] = ()


def in_sessions(turns: Iterable[OwnTurn]) -> Iterator[tuple[Session, OwnTurn]]:
    """Yield each turn with its session, in the order of `turns`, which is that of the log.

    A session ends with its conversation, with `GAP` seconds after the later of the two turns before, or after
    `MOST` turns. So a clock that goes backwards ends none, nor does it when it is put right; and a turn
    without a time that can be read belongs to the session before it. Of each conversation a few numbers are
    held.
    """
    latest: dict[str, _Open] = {}
    for turn in turns:
        session = latest.setdefault(turn.conversation, _Open())
        time = seconds(turn.at)
        paused = time is not None and session.last and time - max(session.last) > GAP
        if session.turns and (paused or session.turns >= MOST):
            session.number += 1
            session.turns = 0
        session.turns += 1
        session.last = session.last if time is None else (*session.last[-1:], time)
        yield Session(turn.conversation, session.number), turn


def seconds(at: str) -> float | None:
    """Return a time of the log in seconds since 1970, UTC where it names no zone; `None` where it is none."""
    try:
        time = datetime.fromisoformat(at)
    except ValueError:
        return None
    return ((time if time.tzinfo else time.replace(tzinfo=UTC)) - _EPOCH).total_seconds()
