"""What a clone is made from: the user's own turns, sanitized, with the latest sessions kept back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.errors import MirrorError
from whetstone.core.sanitizing.known_names import KnownNames
from whetstone.core.turns import OwnTurn, Session, in_sessions, own_turns, split
from whetstone.core.values.job import Work
from whetstone.plugins.mirror.parameters import CONSENT, CloneParameters

if TYPE_CHECKING:
    from whetstone.core.history import History
    from whetstone.core.sanitizing.scrubbing import Scrubber
    from whetstone.core.sanitizing.service import Looked

MOST_TURNS = 20_000
"""Turns that a clone is built on at the most; of more, an even sample is."""

HELD_OUT_TURNS = 2_000
"""Turns that are kept back and looked at, at the most."""

_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class CleanTurn:
    """A turn without what is personal. `before` is the other speaker's message, sanitized as well."""

    id: str
    at: str
    session: Session
    text: str
    before: str = ""

    @property
    def day(self) -> str:
        """The day of the turn, as the log has it."""
        return self.at[:10]


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """The turns that a clone is built on, those that were sealed, and what was looked for in them.

    `turns` and `held_out` are in the order of the log; `all_turns` and `all_held_out` count what they are
    samples of. `seal` is a hash over all that is held out. `sources` counts turns by where their records
    come from, `speakers` are the names that the user has in the log.
    """

    turns: tuple[CleanTurn, ...]
    held_out: tuple[CleanTurn, ...]
    all_turns: int
    all_held_out: int
    seal: str
    sources: Counter[str]
    speakers: tuple[str, ...]
    names: KnownNames
    scrubber: Scrubber
    looked: Looked


def taken(work: Work, parameters: CloneParameters) -> Taken:
    """Return the user's turns, sealed and sanitized.

    Raises:
        MirrorError: there is no consent, there are too few turns, or it is not clear who the user is.
        SanitizerError: the log is withheld, for a sanitizer failed or is missing.
    """
    if parameters.consent != CONSENT:
        raise MirrorError(f"a clone is made of oneself only, and on one's own word: say --{CONSENT}")
    history: History = work.host.history
    sources, speakers = _whose(history, parameters.me)
    count = sum(sources.values())
    if count < parameters.turns:
        raise MirrorError(
            f"{count} turns of yours are too few for a clone, which needs {parameters.turns}: chat on, or "
            "bring chats along with `whetstone history import`"
        )
    me = {name.casefold() for name in speakers}
    work.tell("sealing", 0, 1)
    parts = split(_mine(own_turns(history), me))
    if not parts.held_out:
        raise MirrorError(
            "all your turns stand in one session, so nothing can be kept back to measure the clone with; "
            "come back after another talk"
        )
    looked = work.host.sanitizing.looked()
    work.tell("learning names", 0, 1)
    names = _names_in(history)
    scrubber = work.host.sanitizing.open(names)
    built, kept = _sampled(_mine(own_turns(history), me), parts.sealed, parts.built_on, parts.held_out)
    return Taken(
        turns=tuple(_clean(work, scrubber, built)),
        held_out=tuple(_clean(work, scrubber, kept)),
        all_turns=parts.built_on,
        all_held_out=parts.held_out,
        seal=parts.seal,
        sources=sources,
        speakers=speakers,
        names=names,
        scrubber=scrubber,
        looked=looked,
    )


def log_texts(history: History) -> Iterator[str]:
    """Yield what anyone said in the log, to hold something else against it; titles too."""
    return (record.text for record in history.records() if record.text)


def _whose(history: History, named: Collection[str]) -> tuple[Counter[str], tuple[str, ...]]:
    """Return the turns by source, and the names that the user has in the log.

    Raises:
        MirrorError: they are under several names, and it was not said that all are the user's; or none is
            under a name that was given.
    """
    by_name: Counter[str] = Counter()
    sources: dict[str, Counter[str]] = {}
    spelled: dict[str, str] = {}
    for turn in own_turns(history):
        key = turn.speaker.casefold()
        spelled.setdefault(key, turn.speaker)
        by_name[key] += 1
        sources.setdefault(key, Counter())[turn.source] += 1
    wanted = [name.casefold() for name in named]
    own = [key for key in by_name if key in wanted or key in ("", "user")] if named else list(by_name)
    told = ", ".join(f"{spelled[key] or 'user'} ({count:,})" for key, count in by_name.most_common(8))
    if unknown := [name for name in named if name.casefold() not in by_name]:
        raise MirrorError(f"nobody named {unknown[0]} has turns of yours in the log; there are: {told}")
    if not named and len(set(by_name) - {"", "user"}) > 1:
        raise MirrorError(
            f"your turns are under several names: {told}; a clone is of one person, so say which of them are "
            "you, each with --me NAME"
        )
    found: Counter[str] = Counter()
    for key in own:
        found.update(sources[key])
    return found, tuple(sorted({spelled[key] for key in own}))


def _mine(turns: Iterable[OwnTurn], names: Collection[str]) -> Iterator[OwnTurn]:
    return (turn for turn in turns if turn.speaker.casefold() in names)


def _names_in(history: History) -> KnownNames:
    names = KnownNames()
    for record in history.records():
        if record.kind == "turn":
            names.learn(None if record.persona or record.speaker == "user" else record.speaker, record.text)
    return names


def _sampled(
    turns: Iterable[OwnTurn], sealed: Collection[Session], built_on: int, held_out: int
) -> tuple[list[tuple[Session, OwnTurn]], list[tuple[Session, OwnTurn]]]:
    """Return the turns to build on and those held out, of each an even sample."""
    found: tuple[list[tuple[Session, OwnTurn]], list[tuple[Session, OwnTurn]]] = ([], [])
    seen = [0, 0]
    sizes, most = (built_on, held_out), (MOST_TURNS, HELD_OUT_TURNS)
    for session, turn in in_sessions(turns):
        side = int(session in sealed)
        wanted = min(sizes[side], most[side])
        if (seen[side] + 1) * wanted // sizes[side] > seen[side] * wanted // sizes[side]:
            found[side].append((session, turn))
        seen[side] += 1
    return found


def _clean(work: Work, scrubber: Scrubber, turns: list[tuple[Session, OwnTurn]]) -> Iterator[CleanTurn]:
    for first in range(0, len(turns), _AT_ONCE):
        work.tell("sanitizing", first, len(turns))
        batch = turns[first : first + _AT_ONCE]
        befores = [turn.before.text if turn.before else "" for _, turn in batch]
        said = scrubber.scrub([turn.text for _, turn in batch] + befores)
        texts, heard = said[: len(batch)], said[len(batch) :]
        for (session, turn), text, before in zip(batch, texts, heard, strict=True):
            yield CleanTurn(turn.id, turn.at, session, text.text, before.text)
    work.tell("sanitizing", len(turns), len(turns))
