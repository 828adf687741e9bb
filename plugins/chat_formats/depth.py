"""A look at JSON while it is read: its reader pays for nesting with the square of the depth in memory."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import BinaryIO, NamedTuple

DEEPEST = 200
"""Levels that a JSON text may have. An export has a dozen, and what a tool was given in it some more."""

_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_OTHERS = bytes(set(range(256)) - _STEPS.keys())


class _Place(NamedTuple):
    """How many brackets are open, whether in a string, and a backslash that belongs to the next byte."""

    level: int = 0
    in_string: bool = False
    held: bytes = b""


class Shallow:
    """A JSON file that ends where it goes deeper than `DEEPEST` levels; `cut` says that it did."""

    def __init__(self, file: BinaryIO) -> None:
        self.cut = False
        self._file = file
        self._place = _Place()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, as far as they are not too deep."""
        data = b"" if self.cut else self._file.read(size)
        start = self._place
        self._place, deepest = _through(start, data)
        if deepest <= DEEPEST:
            return data
        self.cut = True
        return data[
            : bisect_left(range(len(data)), DEEPEST + 1, key=lambda end: _through(start, data[: end + 1])[1])
        ]


def _through(place: _Place, data: bytes) -> tuple[_Place, int]:
    """Return where `data` leads to from `place`, and how deep it goes on the way at the most."""
    plain = (place.held + data).replace(b"\\\\", b"")
    pieces = plain.replace(b'\\"', b"").split(b'"')
    marks = b"".join(pieces[place.in_string :: 2]).translate(None, _OTHERS)
    opened = marks.count(b"[") + marks.count(b"{")
    deepest = place.level + opened
    if deepest > DEEPEST:
        deepest = max(accumulate((_STEPS[mark] for mark in marks), initial=place.level))
    level = place.level + 2 * opened - len(marks)
    in_string = place.in_string ^ (len(pieces) % 2 == 0)
    return _Place(level, in_string, b"\\" if plain.endswith(b"\\") else b""), deepest
