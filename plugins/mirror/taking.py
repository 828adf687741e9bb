"""What a clone is made from: the user's own turns, sanitized, with the latest sessions kept back."""

from __future__ import annotations

import hashlib
import shlex
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from whetstone.core.errors import MirrorError
from whetstone.core.sanitizing.explaining import names_in
from whetstone.core.sanitizing.names.known import KnownNames
from whetstone.core.turns import OwnTurn, Session, in_sessions, own_turns, split
from whetstone.core.values.cloning import CONSENT
from whetstone.core.values.job import Work
from whetstone.plugins.mirror.parameters import CloneParameters

if TYPE_CHECKING:
    from whetstone.core.history import History
    from whetstone.core.sanitizing.scrubbing import Scrubber
    from whetstone.core.sanitizing.service import Looked
    from whetstone.core.values.turn import Record

T = TypeVar("T")

MOST_TURNS = 20_000
"""Turns that a clone is built on at the most; of more, an even sample is."""

HELD_OUT_TURNS = 2_000
"""Turns that are kept back and looked at, at the most."""

_WITH_MODELS = frozenset(("chatgpt", "claude", "open-webui", "sillytavern"))
_STEP = 2_000
_NAMELESS = ("", "user")
"""Names that Whetstone's own log and exports have for whoever uses them."""


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

    @property
    def seed(self) -> str:
        """What decides which canaries are planted: a hash over the ids of `turns`."""
        return hashlib.sha256("\n".join(turn.id for turn in self.turns).encode()).hexdigest()


def taken(work: Work, parameters: CloneParameters) -> Taken:
    """Return the user's turns, sealed and sanitized.

    Raises:
        MirrorError: there is no consent, there are too few turns, or it is not clear who the user is.
        SanitizerError: the log is withheld, for a sanitizer failed or is missing.
    """
    if parameters.consent != CONSENT:
        raise MirrorError(f"a clone is made of oneself only, and on one's own word: say --{CONSENT}")
    history: History = work.host.history
    counts = history.counts()
    whose = Whose(parameters.me)
    parts = split(whose.mine(told(work, "sealing", own_turns(history), counts.answered)))
    sources, speakers = whose.told()
    _check(sources.total(), parts.held_out, parameters.turns)
    looked = work.host.sanitizing.looked()
    names = names_in(told(work, "learning names", history.records(), counts.turns))
    scrubber = work.host.sanitizing.open(names)
    mine = Whose(parameters.me).mine(told(work, "taking turns", own_turns(history), counts.answered))
    built, kept = sampled(mine, parts.sealed, parts.built_on, parts.held_out)
    return Taken(
        turns=tuple(cleaned(work, scrubber, built)),
        held_out=tuple(cleaned(work, scrubber, kept)),
        all_turns=parts.built_on,
        all_held_out=parts.held_out,
        seal=parts.seal,
        sources=sources,
        speakers=speakers,
        names=names,
        scrubber=scrubber,
        looked=looked,
    )


def told(work: Work, phase: str, things: Iterable[T], total: int) -> Iterator[T]:
    """Yield `things`, telling now and then how many of `total` went by."""
    for number, thing in enumerate(things):
        if number % _STEP == 0:
            work.tell(phase, min(number, total), total)
        yield thing
    work.tell(phase, total, total)


def is_a_models(record: Record) -> bool:
    """Return whether a model wrote a message: a persona here, or what answers in chats with models."""
    by_model = (
        record.persona or record.model or record.source in _WITH_MODELS or record.speaker == "assistant"
    )
    return record.role == "assistant" and bool(by_model)


class Whose:
    """Whose turns a log's own turns are: those under the names in `me`, or all where none is given."""

    def __init__(self, me: Collection[str]) -> None:
        self._me = me
        self._wanted = {name.casefold() for name in me} | set(_NAMELESS)
        self._sources: dict[str, Counter[str]] = {}
        self._spelled: dict[str, str] = {}

    def mine(self, turns: Iterable[OwnTurn]) -> Iterator[OwnTurn]:
        """Yield the user's among `turns`, and count all of them."""
        for turn in turns:
            key = turn.speaker.casefold()
            self._spelled.setdefault(key, turn.speaker)
            self._sources.setdefault(key, Counter())[turn.source] += 1
            if not self._me or key in self._wanted:
                yield turn

    def told(self) -> tuple[Counter[str], tuple[str, ...]]:
        """Return the user's turns by source, and the names that they stand under.

        Raises:
            MirrorError: they are under several names, and it was not said that all are the user's; or none
                is under a name that was given.
        """
        counts = Counter({key: sources.total() for key, sources in self._sources.items()})
        listed = ", ".join(f"{self._spelled[key] or 'user'} ({n:,})" for key, n in counts.most_common(8))
        if unknown := [name for name in self._me if name.casefold() not in counts]:
            raise MirrorError(
                f"nobody named {unknown[0]} has turns of yours in the log; there are: {listed or 'none'}"
            )
        if not self._me and len(set(counts) - set(_NAMELESS)) > 1:
            named = [self._spelled[key] for key, _ in counts.most_common() if key not in _NAMELESS]
            raise MirrorError(
                f"your turns are under several names: {listed}; a clone is of one person, so if all of them "
                f"are you, say {' '.join(f'--me {shlex.quote(name)}' for name in named[:8])}, else leave out "
                "whoever is not"
            )
        own = [key for key in counts if not self._me or key in self._wanted]
        sources = sum((self._sources[key] for key in own), Counter[str]())
        return sources, tuple(sorted(self._spelled[key] for key in own))


def _check(turns: int, held_out: int, wanted: int) -> None:
    if turns < wanted:
        raise MirrorError(
            f"{turns} turns of yours are too few for a clone, which needs {wanted}: chat on, or bring chats "
            "along with `whetstone history import`"
        )
    if not held_out:
        raise MirrorError(
            "all your turns stand in one session, so nothing can be kept back to measure the clone with; "
            "come back after another talk"
        )


def sampled(
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


def cleaned(work: Work, scrubber: Scrubber, turns: list[tuple[Session, OwnTurn]]) -> Iterator[CleanTurn]:
    """Yield `turns` as `scrubber` leaves them, each with the message before it."""
    befores = [turn.before.text if turn.before else "" for _, turn in turns]
    texts = [turn.text for _, turn in turns] + befores
    said = scrubber.scrub(texts, lambda done: work.tell("sanitizing", done // 2, len(turns)))
    work.tell("sanitizing", len(turns), len(turns))
    for (session, turn), text, before in zip(turns, said, said[len(turns) :], strict=False):
        yield CleanTurn(turn.id, turn.at, session, text.text, before.text)
