"""Texts that a persona is made from: what a text format reads, and the passages taken from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal, Protocol, runtime_checkable

BlockRole = Literal[
    "text",
    "heading",
    "title",
    "author",
    "licence",
    "contents",
    "introduction",
    "notes",
    "caption",
    "furniture",
    "others",
]
"""What a block is, as far as its file says so.

`text` is running text, `heading` a heading of the text. `title` and `author` say whose work begins here.
The others are what a reader leaves out: `licence` (also colophon and imprint), `contents` (a table of
contents, an index), `introduction` (front or back matter that the file marks as such), `notes` (footnotes,
endnotes), `caption`, `furniture` (navigation, page numbers, running heads), `others` (what other people
say: a quoted mail, another speaker).
"""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph or a heading, in the order of its file.

    `text` keeps the words as they are and says nothing of layout: one space between words, a line feed
    only where the text has a line of its own (verse, the name of who speaks above what they say). Marks
    that point to notes are not part of it. `level` is a heading's depth, 1 at the top; 0 where the file does
    not say it.
    """

    text: str
    role: BlockRole = "text"
    level: int = 0


@runtime_checkable
class TextFormat(Protocol):
    """Reads one kind of file into blocks. Returned by `whetstone_text_formats`.

    Attributes:
        name: how the format is called in reports.
        suffixes: file name endings in small letters, with the dot.
    """

    name: str
    suffixes: tuple[str, ...]

    def recognises(self, head: bytes, filename: str) -> bool:
        """Return whether a file with this name that begins with `head` (at most 4 KiB) is one."""

    def read(self, file: BinaryIO, filename: str) -> Iterator[TextBlock]:
        """Yield the blocks of `file`, which is open at its start and can be sought in, piece by piece.

        Raises:
            TextError: it cannot be read (encrypted, damaged, no text in it): one clause, without the name.
        """


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive paragraphs of one section of one work: what is left when a reader took the rest away.

    `work` is the work's title, `section` the headings above, outermost first, joined by ` › ` (empty where
    there are none). `start` counts the characters of this work's stretches before this one. `text` has a
    blank line between paragraphs and is at most some 64,000 characters long. `source` is the number of
    the file among those that were read.
    """

    source: int
    work: str
    section: str
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was not taken for the author's words, and why.

    `reason` is a short phrase (`licence`, `table of contents`, `introduction by another hand`, …), `where`
    names the file, work or heading, `characters` counts them, and `begins` is how it begins, in a line.
    """

    source: int
    reason: str
    where: str
    characters: int
    begins: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage of a work with its place: what is quoted, cited, and put on a persona's shelf.

    `id` is `p` and 12 hex digits of the SHA-256 of the text in single spaces, so it names these words
    wherever they stand. `start` and `end` count characters of the work's stretches; `text` is exactly what
    stands there.
    """

    id: str
    work: str
    section: str
    start: int
    end: int
    text: str
