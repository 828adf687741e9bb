"""The split of the user's turns by session and time: what is built on, and what is sealed to measure with."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from whetstone.core.errors import HistoryError
from whetstone.core.turns.own import OwnTurn
from whetstone.core.turns.sessions import Session, in_sessions, seconds

BUILT_ON = 0.8
"""The share of the turns, the earliest ones, that a clone is built on."""


@dataclass(frozen=True, slots=True)
class Split:
    """Which sessions are sealed: the latest ones, which hold about a fifth of the turns.

    `seal` is `sha256:` over the sealed turns (their conversations, ids and words, and the words of the
    message before each), `built_on` and `held_out` count turns. With a single session nothing is sealed.
    """

    sealed: frozenset[Session]
    seal: str
    built_on: int
    held_out: int

    def to_build_on(self, turns: Iterable[OwnTurn]) -> Iterator[OwnTurn]:
        """Yield those of `turns`, all of the log in its order, that may be built on."""
        return (turn for session, turn in in_sessions(turns) if session not in self.sealed)

    def opened(self, turns: Iterable[OwnTurn]) -> Iterator[OwnTurn]:
        """Yield those of `turns`, all of the log in its order, that are sealed.

        Raises:
            HistoryError: they are others than those that were sealed; known when the last one was yielded.
        """
        digests = _Digests()
        for session, turn in in_sessions(turns):
            if session in self.sealed:
                digests.add(session, turn)
                yield turn
        if digests.seal(self.sealed) != self.seal:
            raise HistoryError(
                "the chat log no longer holds the turns that were sealed when the clone was built; "
                "build it anew"
            )


@dataclass(slots=True)
class _Digests:
    """What was said in each session, as a running SHA-256."""

    of: dict[Session, hashlib._Hash] = field(default_factory=dict)

    def add(self, session: Session, turn: OwnTurn) -> None:
        before = turn.before.text if turn.before else None
        line = json.dumps([turn.conversation, turn.id, turn.text, before]).encode() + b"\n"
        self.of.setdefault(session, hashlib.sha256()).update(line)

    def seal(self, sealed: Iterable[Session]) -> str:
        whole = hashlib.sha256()
        for session in sorted(sealed):
            if session in self.of:
                whole.update(self.of[session].digest())
        return f"sha256:{whole.hexdigest()}"


def split(turns: Iterable[OwnTurn]) -> Split:
    """Return the split of `turns`, all of the log in its order.

    Sessions are put in the order of the middle of their turns' times, so that a clock which was wrong for
    a while moves little; those of the same time stay in the order of the log. They are cut where the share
    that is built on comes nearest to `BUILT_ON`, with at least one session on either side. A session is
    never on both sides, and neither are the versions of a message, of which only one is a turn. Of each
    turn the time is held, and of each session a digest.
    """
    digests = _Digests()
    times: dict[Session, array[float]] = {}
    sizes: dict[Session, int] = {}
    for session, turn in in_sessions(turns):
        digests.add(session, turn)
        sizes[session] = sizes.get(session, 0) + 1
        held = times.setdefault(session, array("d"))
        if (time := seconds(turn.at)) is not None:
            held.append(time)
    ordered = in_time(times)
    sealed = frozenset(ordered[_cut([sizes[session] for session in ordered]) :])
    held_out = sum(sizes[session] for session in sealed)
    return Split(sealed, digests.seal(sealed), sum(sizes.values()) - held_out, held_out)


def in_time(times: Mapping[Session, array[float]]) -> list[Session]:
    """Return the sessions by the middle of their times.

    One without times follows the session before it in its conversation; where there is none, it comes first.
    """
    middles: dict[Session, float] = {}
    for session in sorted(times):
        held = sorted(times[session])
        before = middles.get(Session(session.conversation, session.number - 1), float("-inf"))
        middles[session] = held[(len(held) - 1) // 2] if held else before
    return sorted(times, key=lambda session: middles[session])


def _cut(sizes: list[int]) -> int:
    """Return how many of the sessions are built on."""
    total = sum(sizes)
    built, best, cut = 0, float("inf"), len(sizes)
    for place, size in enumerate(sizes[:-1], 1):
        built += size
        if (away := abs(built - BUILT_ON * total)) < best:
            best, cut = away, place
    return cut
