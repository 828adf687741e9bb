"""The lines of a PDF page, from the pieces of text that are painted on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its text, its place (points from the left and from the bottom) and the size of its letters."""

    text: str
    left: float
    height: float
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines in the order of reading."""

    lines: list[Line] = field(default_factory=list)


def page_of(page: Any) -> Page:
    """Return the lines of a page of pypdf's."""
    pieces: list[tuple[str, float, float, float]] = []

    def visit(text: str, around: Any, matrix: Any, font: Any, size: float) -> None:
        if text:
            left = matrix[4] * around[0] + matrix[5] * around[2] + around[4]
            height = matrix[4] * around[1] + matrix[5] * around[3] + around[5]
            scale = abs(matrix[3] * around[3]) or abs(matrix[1] * around[1]) or 1.0
            pieces.append((text, float(left), float(height), float(size) * float(scale)))

    page.extract_text(visitor_text=visit)
    return Page(_lines(pieces))


def _lines(pieces: list[tuple[str, float, float, float]]) -> list[Line]:
    """Join pieces to lines: pypdf says where one ends with a line feed."""
    made: list[Line] = []
    held: list[tuple[str, float, float, float]] = []
    for text, left, height, size in pieces:
        first, *more = text.split("\n")
        held.append((first, left, height, size))
        for part in more:
            made += _line(held)
            held = [(part, left, height, size)]
    made += _line(held)
    return made


def _line(held: list[tuple[str, float, float, float]]) -> list[Line]:
    words = " ".join("".join(text for text, *_ in held).replace("\xa0", " ").split())
    if not words:
        return []
    full = [piece for piece in held if piece[0].strip()]
    widest = max(full, key=lambda piece: len(piece[0]))
    return [Line(words, full[0][1], widest[2], round(widest[3], 1))]
