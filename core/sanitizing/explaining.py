"""A text sanitized, with what was found in it: for whoever may see the original."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from whetstone.core.sanitizing.names.known import KnownNames
from whetstone.core.sanitizing.scrubbing import Sanitized
from whetstone.core.sanitizing.service import Looked, Sanitizing
from whetstone.core.values.turn import Record


@dataclass(frozen=True, slots=True)
class Replaced:
    """What was found at a place of a text. `start`, `end` and `original` are of the text before.

    It is in no repr, for it holds what must not leave.
    """

    start: int
    end: int
    type: str
    score: float
    sanitizers: tuple[str, ...]
    placeholder: str
    original: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Explained:
    """A text without what is personal, what that was, counted by type, and what looked for it."""

    text: str
    found: tuple[Replaced, ...]
    counts: Counter[str]
    looked: Looked


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: `before` it was sanitized, and `after`; without a `type` where they agree."""

    before: str = field(repr=False)
    after: str
    type: str = ""


def explained(sanitizing: Sanitizing, text: str) -> Explained:
    """Return `text` sanitized as a log, of which each line is a message.

    Who is addressed in one of them is known in all.

    Raises:
        SanitizerError: a sanitizer failed, or one that the settings ask for is missing.
    """
    looked = sanitizing.looked()
    names = KnownNames()
    for line in text.splitlines():
        names.learn(None, line)
    scrubber = sanitizing.open(names)
    (done,) = scrubber.scrub([text])
    return Explained(done.text, replaced(text, done), scrubber.counts, looked)


def replaced(text: str, done: Sanitized) -> tuple[Replaced, ...]:
    """Return what was found in `text`, in its order."""
    return tuple(
        Replaced(
            one.start,
            one.end,
            one.type,
            one.score,
            one.sanitizers,
            placeholder,
            text[one.start : one.end],
        )
        for one, placeholder in zip(done.found, done.placeholders, strict=True)
    )


def pieces(text: str, found: Iterable[Replaced]) -> Iterator[Piece]:
    """Yield the pieces of `text`: what was found, and what stands between."""
    end = 0
    for one in found:
        if one.start > end:
            yield Piece(text[end : one.start], text[end : one.start])
        yield Piece(one.original, one.placeholder, one.type)
        end = one.end
    if end < len(text):
        yield Piece(text[end:], text[end:])


def names_in(records: Iterable[Record]) -> KnownNames:
    """Return the names of those who speak in the log or are told of in it."""
    names = KnownNames()
    for record in records:
        if record.kind == "turn":
            names.learn(None if record.persona or record.speaker == "user" else record.speaker, record.text)
    return names
