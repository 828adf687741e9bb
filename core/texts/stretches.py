"""Putting paragraphs together to stretches, and keeping count of what is left out."""

from __future__ import annotations

from collections.abc import Iterator

from whetstone.core.values.text import LeftOut, Stretch

MOST = 64_000
"""Characters of a stretch, at most."""

_BEGINNING = 80


class Writer:
    """Collects paragraphs of one section after the other and yields them as stretches."""

    def __init__(self, source: int) -> None:
        self._source = source
        self._place = ("", "")
        self._parts: list[str] = []
        self._size = 0
        self._starts: dict[str, int] = {}

    def write(self, work: str, section: str, paragraphs: list[str]) -> Iterator[Stretch]:
        """Add paragraphs; yield what is full, or whose section is over."""
        if (work, section) != self._place:
            yield from self.flush()
            self._place = (work, section)
        for paragraph in paragraphs:
            for start in range(0, len(paragraph), MOST):
                piece = paragraph[start : start + MOST]
                if self._size + len(piece) + 2 > MOST:
                    yield from self.flush()
                self._parts.append(piece)
                self._size += len(piece) + 2

    def flush(self) -> Iterator[Stretch]:
        """Yield what is there."""
        if self._parts:
            work, section = self._place
            text = "\n\n".join(self._parts)
            start = self._starts.get(work, 0)
            self._starts[work] = start + len(text)
            yield Stretch(self._source, work, section, start, text)
            self._parts, self._size = [], 0


class Rest:
    """Counts what is left out, as long as it is for one reason in one place."""

    def __init__(self, source: int) -> None:
        self._source = source
        self.reason = ""
        self._where = ""
        self._begins = ""
        self._characters = 0

    def add(self, reason: str, where: str, text: str) -> Iterator[LeftOut]:
        """Count a paragraph; yield what was counted before for another reason or in another place."""
        if (reason, where) != (self.reason, self._where):
            yield from self.flush()
            self.reason, self._where = reason, where
        if not self._characters:
            self._begins = beginning(text)
        self._characters += len(text)

    def flush(self) -> Iterator[LeftOut]:
        """Yield what is there."""
        if self._characters:
            yield LeftOut(self._source, self.reason, self._where, self._characters, self._begins)
        self.reason, self._characters = "", 0


def beginning(text: str) -> str:
    """Return how a text begins, in a line."""
    line = " ".join(text[: 2 * _BEGINNING].split())
    return line if len(line) <= _BEGINNING else f"{line[:_BEGINNING].rsplit(' ', 1)[0]}…"
