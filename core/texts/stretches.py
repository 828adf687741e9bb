"""Putting paragraphs together to stretches, and keeping count of what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from whetstone.core.texts.wording import plain_name, same_title
from whetstone.core.values.text import LeftOut, Stretch, TextBlock

MOST = 64_000
"""Characters of a stretch, at most."""

_BEGINNING = 80


@dataclass(slots=True)
class Outline:
    """Where in a file a reader is: the work, and the headings above."""

    work: str = ""
    headings: list[tuple[int, str]] = field(default_factory=list)

    def begin_work(self, title: str) -> None:
        """Enter another work."""
        self.work, self.headings = title, []

    def enter(self, rank: int, heading: str) -> None:
        """Enter a section whose heading has a rank: it closes those of the same and of larger ranks."""
        while self.headings and self.headings[-1][0] >= rank:
            self.headings.pop()
        if not same_title(heading, self.work):
            self.headings.append((rank, heading))

    @property
    def section(self) -> str:
        """The headings, outermost first."""
        return " › ".join(heading for _, heading in self.headings)

    @property
    def shown(self) -> str:
        """The work and the section in a line."""
        return " › ".join(part for part in (self.work, self.section) if part)


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
    """Collects what is left out, as long as it is for one reason in one place."""

    def __init__(self, source: int) -> None:
        self._source = source
        self._key = ("", "")
        self._begins = ""
        self._characters = 0

    def add(self, reason: str, where: str, text: str) -> Iterator[LeftOut]:
        """Count a paragraph; yield what was counted before for another reason or in another place."""
        if (reason, where) != self._key:
            yield from self.flush()
            self._key = (reason, where)
        if not self._begins:
            self._begins = beginning(text)
        self._characters += len(text)

    def flush(self) -> Iterator[LeftOut]:
        """Yield what is there."""
        if self._characters:
            reason, where = self._key
            yield LeftOut(self._source, reason, where, self._characters, self._begins)
            self._begins, self._characters = "", 0


def beginning(text: str) -> str:
    """Return how a text begins, in a line."""
    line = " ".join(text[: 2 * _BEGINNING].split())
    return line if len(line) <= _BEGINNING else f"{line[:_BEGINNING].rsplit(' ', 1)[0]}…"


@dataclass(slots=True)
class Section:
    """A section of which it is not known yet whose words it holds.

    `blocks` are its paragraphs and inner headings; `certain` says that what ended it begins the work itself.
    """

    heading: TextBlock | None
    blocks: list[TextBlock] = field(default_factory=list)
    size: int = 0
    marked: bool = False
    certain: bool = False

    def add(self, block: TextBlock) -> None:
        """Add a paragraph or a heading."""
        self.blocks.append(block)
        self.size += len(block.text)

    def paragraphs(self) -> list[str]:
        """Return the texts of all that is no heading."""
        return [block.text for block in self.blocks if block.level == 0 and block.role != "heading"]

    def parts(self) -> Iterator[Section]:
        """Yield what stands under its own heading, and under each heading inside of it."""
        part = Section(self.heading, marked=self.marked)
        for block in self.blocks:
            if block.role == "heading" or block.level:
                yield part
                part = Section(block, marked=self.marked)
            else:
                part.add(block)
        yield part


def key_of(heading: str) -> str:
    """Return what a heading is compared by with entries of a table of contents."""
    return plain_name(heading.rstrip(" .0123456789"))
