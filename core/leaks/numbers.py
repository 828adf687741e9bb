"""Numbers as a cartridge writes them, whatever separates their digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from whetstone.core.leaks.contents import PROSE, Piece

SHORT = 3
"""Digits that a number has at the least, to be looked for."""

WHOLE = 5
"""Digits from which on separators do not count; a shorter number is looked for as it is, in prose alone."""

FIGURE = 7
"""Digits from which on a number is looked for among the figures in JSON too."""

LONG = 9
"""Digits from which on a number is found as the end or the beginning of a longer one too."""

_LONGEST = 40
_GROUPS = re.compile(r"\d(?:[\W_]{0,4}\d)*")
_HASHES = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{128})(?![0-9a-f])")
_DIGITS = re.compile(r"\d+")
_CLOSE = re.compile(r"[ .\-/()\u00a0\u2009\u202f\u2010-\u2013]{0,2}|,")
_PLAIN = re.compile(r"(?<![\w.,])\d{3,4}(?![\w%]|[.,]\d)")


class Numbers:
    """Every number in some pieces, and every one that its neighbours make with it.

    Digits stand together with up to four characters between them that are neither letters nor digits. A
    number of `WHOLE` to eight digits has to begin and end where digits do, beside no letter, with no more
    between them than what people set inside a number; one of `LONG` or more may begin or end inside a
    longer one, as a telephone number does whose country code was left out. Hashes are no numbers.
    """

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._whole: dict[str, list[Piece]] = {}
        self._within: dict[str, list[tuple[str, Piece]]] = {}
        self._short: dict[str, list[Piece]] = {}
        for piece in pieces:
            self._read(piece)

    def find(self, digits: str, text: str) -> list[Piece]:
        """Return the pieces in which `digits` stand, those of the number written as `text`."""
        if len(digits) < WHOLE:
            return self._short.get(digits, [])
        found = list(self._whole.get(digits, []))
        if len(digits) >= LONG:
            for sought in dict.fromkeys(_spellings(digits, text)):
                for stretch, piece in self._within.get(sought[:LONG], []):
                    if stretch.startswith(sought):
                        found.append(piece)
                for stretch, piece in self._within.get(sought[: -LONG - 1 : -1], []):
                    if stretch.startswith(sought[::-1]):
                        found.append(piece)
        return list({id(piece): piece for piece in found}.values())

    def _read(self, piece: Piece) -> None:
        text = _HASHES.sub("-", piece.text)
        for group in _GROUPS.finditer(text):
            parts = list(_DIGITS.finditer(group[0]))
            digits = [_plain(part[0]) for part in parts]
            between = [group[0][one.end() : other.start()] for one, other in pairwise(parts)]
            close = [_CLOSE.fullmatch(some) is not None for some in between]
            before, after = text[group.start() - 1 : group.start()], text[group.end() : group.end() + 1]
            ends = (before.isalpha(), after.isalpha())
            for first in range(len(digits)):
                self._runs(digits, close, first, piece, ends)
        if piece.reading in PROSE:
            for found in _PLAIN.finditer(piece.text):
                self._short.setdefault(_plain(found[0]), []).append(piece)

    def _runs(
        self, digits: list[str], close: list[bool], first: int, piece: Piece, ends: tuple[bool, bool]
    ) -> None:
        least = FIGURE if piece.reading in ("number", "raw") else WHOLE
        joined, together = "", not (ends[0] and first == 0)
        for last in range(first, len(digits)):
            joined += digits[last]
            together = together and (last == first or close[last - 1])
            alone = together and not (ends[1] and last == len(digits) - 1)
            if len(joined) >= least and (alone or len(joined) >= LONG):
                self._whole.setdefault(joined, []).append(piece)
            if len(joined) > _LONGEST:
                break
        if len(joined) >= LONG:
            self._within.setdefault(joined[:LONG], []).append((joined, piece))
        before = "".join(digits[max(0, first - _LONGEST) : first + 1])[::-1]
        if len(before) >= LONG:
            self._within.setdefault(before[:LONG], []).append((before, piece))


def _plain(digits: str) -> str:
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)


def _spellings(digits: str, text: str) -> Iterator[str]:
    """Yield `digits`, and those that are left of an international number without its country's."""
    yield digits
    if text.lstrip(" (").startswith(("+", "00")):
        for skipped in (1, 2, 3, 4, 5):
            if len(digits) - skipped >= LONG:
                yield digits[skipped:]
