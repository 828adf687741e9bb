"""The second scan: a sanitizer reads what was made, as it read the log."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple, Protocol

from whetstone.core.errors import LeakError, WhetstoneError
from whetstone.core.leaks.contents import Piece
from whetstone.core.leaks.folding import words_of
from whetstone.core.leaks.ordinary import written_as_name

_SCANNED = ("text", "value", "key", "name", "decoded")
_OURS = re.compile(r"\[?[A-Z][A-Z_]*_\d+\]?|sha256:[0-9a-f]{64}|[0-9a-f]{64}")


class Stretch(Protocol):
    """What a scan finds: characters from `start` to `end` of a text, and their type; `Span` is one."""

    @property
    def start(self) -> int:
        """The first character."""

    @property
    def end(self) -> int:
        """The character after the last."""

    @property
    def type(self) -> str:
        """What it is."""


Scan = Callable[[Sequence[str]], Sequence[Sequence[Stretch]]]
"""Finds what must not be in texts: stretches for each, in their order."""


class Sighting(NamedTuple):
    """What a scan found: the piece in which it begins, its characters there, and its type."""

    piece: Piece
    first: int
    last: int
    type: str

    @property
    def text(self) -> str:
        """What was found."""
        return self.piece.text[self.first : self.last]

    @property
    def is_name(self) -> bool:
        """Whether it may be a name or a word, for it has letters alone, and is no secret."""
        letters = any(map(str.isalpha, self.text))
        return letters and self.type != "SECRET" and not re.search(r"[\d@/\\:_=+]", self.text)

    def is_written_as_name(self, ordinary: frozenset[bytes]) -> bool:
        """Return whether it has a capital letter, and one of the `ordinary` words is `written_as_name`."""
        words = words_of(self.text)
        if len(words) == 1 and words[0] in ordinary:
            around = self.piece.text[: self.last + 1]
            return written_as_name(around, words[0]) > written_as_name(
                self.piece.text[: self.first], words[0]
            )
        return self.text != self.text.lower() or self.text == self.text.upper()


def scanned(scan: Scan, pieces: Iterable[Piece]) -> Iterator[Sighting]:
    """Yield what `scan` finds.

    The lines of a text are scanned as one text, for their context. A cartridge's own hashes and the
    placeholders of a sanitizer are not findings.

    Raises:
        LeakError: it failed, or what it returned does not fit the texts.
    """
    texts: list[tuple[str, list[int], list[Piece]]] = []
    for (_, reading), group in groupby(
        (piece for piece in pieces if piece.reading in _SCANNED), lambda piece: (piece.file, piece.reading)
    ):
        together = list(group)
        texts += [_joined(together)] if reading == "text" else [_joined([piece]) for piece in together]
    for (text, starts, members), found in zip(
        texts, _found(scan, [text for text, _, _ in texts]), strict=True
    ):
        for stretch in found:
            if not 0 <= stretch.start < stretch.end <= len(text):
                raise LeakError(_failed("found something outside of the text"))
            if _OURS.fullmatch(text[stretch.start : stretch.end].strip()) or _within_ours(text, stretch):
                continue
            at = bisect_right(starts, stretch.start) - 1
            piece = members[at]
            first = stretch.start - starts[at]
            yield Sighting(piece, first, min(stretch.end - starts[at], len(piece.text)), stretch.type)


def _joined(pieces: list[Piece]) -> tuple[str, list[int], list[Piece]]:
    starts, size = [], 0
    for piece in pieces:
        starts.append(size)
        size += len(piece.text) + 1
    return "\n".join(piece.text for piece in pieces), starts, pieces


def _found(scan: Scan, texts: list[str]) -> Sequence[Sequence[Stretch]]:
    try:
        found = scan(texts)
    except WhetstoneError:
        raise
    except Exception as error:
        raise LeakError(_failed(f"raised {type(error).__name__}")) from None
    if len(found) != len(texts):
        raise LeakError(_failed(f"answered {len(found)} of {len(texts)} texts"))
    return found


def _failed(what: str) -> str:
    return f"the second scan {what}, so nothing was saved; leave out the sanitizer that failed, or update it"


def _within_ours(text: str, stretch: Stretch) -> bool:
    return any(
        found.start() <= stretch.start and stretch.end <= found.end() for found in _OURS.finditer(text)
    )
