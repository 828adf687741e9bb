"""A sample of the user's own messages, before and after they are sanitized as those of a clone are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whetstone.core.host import Host
from whetstone.core.sanitizing.explaining import Piece, names_in, pieces, replaced
from whetstone.core.sanitizing.names.known import KnownNames
from whetstone.core.sanitizing.service import Looked
from whetstone.core.turns import OwnTurn
from whetstone.core.turns.own import sampled_turns
from whetstone.core.values.sanitizing import TYPES

_SAMPLE = 2_000
_LOOKED_AT = 200
_SHOWN = 14
_OF_A_TYPE = 2
_UNTOUCHED = 3
_WHOLE = 50_000
"""Messages of a log from all of which names are learned; of a longer one only those of the sample are."""

_NAMELESS = frozenset({"", "user"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A message in pieces; `touched` says that something was found in it."""

    pieces: tuple[Piece, ...]
    touched: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What sanitizing does to a sample.

    `messages` are some of the `sampled` ones, of which `touched` held something; `counts` are of all of them,
    by type. Names were learned from `learned` messages of `log` ones. `me` counts the turns of the sample by
    the user's names in the log; those without a name are always the user's.
    """

    looked: Looked
    messages: tuple[Shown, ...]
    sampled: int
    touched: int
    counts: dict[str, int]
    learned: int
    log: int
    me: dict[str, int]


def preview(host: Host) -> Preview:
    """Return how the user's own messages look once they are sanitized.

    Raises:
        SanitizerError: a sanitizer failed, or one that the settings ask for is missing.
        HistoryError, HomeError: the log cannot be read, or was written anew meanwhile.
    """
    looked = host.sanitizing.looked()
    log = host.history.counts().turns
    turns = sampled_turns(host.history, _SAMPLE)
    names, learned = _names(host, turns, log)
    some = turns[:: max(1, len(turns) // _LOOKED_AT)]
    texts = [turn.text for turn in some]
    scrubber = host.sanitizing.open(names)
    found = [replaced(text, done) for text, done in zip(texts, scrubber.scrub(texts), strict=True)]
    shown = [Shown(tuple(pieces(text, one)), bool(one)) for text, one in zip(texts, found, strict=True)]
    touched = _telling([one for one in shown if one.touched])
    untouched = [one for one in shown if not one.touched]
    return Preview(
        looked=looked,
        messages=(*touched[:_SHOWN], *untouched[:_UNTOUCHED]),
        sampled=len(some),
        touched=len(touched),
        counts=in_order(scrubber.counts),
        learned=learned,
        log=log,
        me=_me(turns),
    )


def _telling(touched: list[Shown]) -> list[Shown]:
    """Return the messages with those first that show a type of which few were shown before them."""
    seen: Counter[str] = Counter()
    first: list[Shown] = []
    then: list[Shown] = []
    for one in touched:
        types = {piece.type for piece in one.pieces if piece.type}
        (first if any(seen[type] < _OF_A_TYPE for type in types) else then).append(one)
        seen.update(types)
    return first + then


def in_order(counts: Counter[str]) -> dict[str, int]:
    """Return what was found by type, in the order in which the types are told."""
    known = {type: place for place, type in enumerate(TYPES)}
    return dict(sorted(counts.items(), key=lambda item: (known.get(item[0], len(known)), item[0])))


def _names(host: Host, turns: Sequence[OwnTurn], log: int) -> tuple[KnownNames, int]:
    if log <= _WHOLE:
        return names_in(host.history.records()), log
    names = KnownNames()
    said = list(_said(turns))
    for speaker, text in said:
        names.learn(speaker, text)
    for info in host.history.conversations():
        for speaker in info.speakers:
            names.learn(speaker, "")
    return names, len(said)


def _said(turns: Sequence[OwnTurn]) -> Iterator[tuple[str | None, str]]:
    for turn in turns:
        yield (turn.speaker if turn.speaker not in _NAMELESS else None), turn.text
        for heard in (turn.before, turn.after):
            if heard is not None:
                yield (heard.speaker if not turn.persona else None) or None, heard.text


def _me(turns: Sequence[OwnTurn]) -> dict[str, int]:
    spelled: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for turn in turns:
        if (key := turn.speaker.casefold()) not in _NAMELESS:
            counts[spelled.setdefault(key, turn.speaker)] += 1
    return dict(counts.most_common())
