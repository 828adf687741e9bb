"""Markdown: headings and paragraphs without their markup."""

from __future__ import annotations

import html
import re
from collections.abc import Generator, Iterable, Iterator
from typing import BinaryIO

from whetstone.core.errors import TextError
from whetstone.core.values.text import TextBlock
from whetstone.plugins.text_formats.encodings import SAMPLE, decoded_lines, encoding_of
from whetstone.plugins.text_formats.plain import MOST_CHARACTERS, is_text

_LONG = 2_000
"""A longer line is no heading."""

_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_HEADING = re.compile(r"\s{0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_RULE = re.compile(r"\s{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-+)[ \t]*")
_ITEM = re.compile(r"\s*(?:[-+*]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_QUOTE = re.compile(r"\s{0,3}(?:>[ \t]?)+(?:\[![A-Za-z]+\])?")
_TABLE = re.compile(r"\s*\|.*\|\s*")
_NOTE = re.compile(r"\s{0,3}\[\^[^\]]+\]:")
_REFERENCE = re.compile(r"\s{0,3}\[[^\]^]+\]:\s*\S+")
_FIELD = re.compile(r"(title|author|authors)\s*[:=]\s*(.+?)\s*", re.IGNORECASE)

_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])")
_WIKI = re.compile(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_NOTE_MARK = re.compile(r"\[\^[^\[\]]+\]")
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^>\s]+>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.{0,2000}?-->|\{[%{:#][^{}]*[%}]?\}", re.DOTALL)
_STRONG = re.compile(r"(\*{1,3}|(?<!\w)_{1,3}|~~)(?=\S)(.{1,2000}?)(?<=\S)\1(?!\w)", re.DOTALL)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_HIDDEN = re.compile("[\ue100-\ue17f]")
_CODE = re.compile(r"(`{1,9})(.{1,2000}?)\1", re.DOTALL)


class MarkdownFormat:
    """Markdown with or without front matter (YAML or TOML), as blogs and notes have it."""

    name = "md"
    suffixes: tuple[str, ...] = (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd")

    def recognises(self, head: bytes, filename: str) -> bool:
        """Return whether it is called so and is text."""
        return filename.lower().endswith(self.suffixes) and is_text(head)

    def read(self, file: BinaryIO, filename: str) -> Iterator[TextBlock]:
        """Yield the title and author of the front matter, then headings and paragraphs."""
        head = file.read(SAMPLE)
        encoding = encoding_of(head)
        if encoding is None:
            raise TextError("it holds bytes that are not text")
        yield from _Document().blocks(_lines(decoded_lines(file, head, encoding)))


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    rest = ""
    for piece in pieces:
        *lines, rest = (rest + piece).split("\n")
        yield from lines
        while len(rest) > MOST_CHARACTERS:
            cut = rest.rfind(" ", 1, MOST_CHARACTERS) + 1 or MOST_CHARACTERS
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


class _Document:
    """Reads line by line; what a paragraph has so far is in `_held`."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self._titled = False

    def blocks(self, lines: Iterator[str]) -> Iterator[TextBlock]:
        first = next(lines, "")
        if first.strip() in ("---", "+++"):
            first = yield from self._front_matter(lines, first)
        fence = ""
        comment = False
        for line in _chained(first, lines):
            if fence:
                fence = "" if line.strip().startswith(fence) and not line.strip().strip(fence[0]) else fence
            elif comment or ("<!--" in line and "-->" not in line):
                comment = "-->" not in line
            elif mark := _FENCE.match(line):
                yield from self._flush()
                fence = mark[1]
            else:
                yield from self._line(line)
        yield from self._flush()

    def _front_matter(self, lines: Iterator[str], fence: str) -> Generator[TextBlock, None, str]:
        """Yield what the front matter names and return the first line after it."""
        seen: list[str] = []
        for line in lines:
            if line.strip() == fence.strip() or line.strip() == "...":
                for one in seen:
                    if field := _FIELD.fullmatch(one):
                        role = "title" if field[1].lower() == "title" else "author"
                        self._titled = self._titled or role == "title"
                        yield TextBlock(field[2].strip("\"' []"), "title" if role == "title" else "author")
                return next(lines, "")
            seen.append(line)
            if len(seen) > 200:
                break
        yield from (block for line in seen for block in self._line(line))
        return ""

    def _line(self, line: str) -> Iterator[TextBlock]:
        if not line.strip():
            yield from self._flush()
        elif len(line) <= _LONG and (heading := _HEADING.fullmatch(line)):
            yield from self._flush()
            yield from self._heading(heading[2] or "", len(heading[1]))
        elif len(self._held) == 1 and (under := _UNDERLINE.fullmatch(line)):
            text, self._held = self._held[0], []
            yield from self._heading(text, 1 if under[1][0] == "=" else 2)
        elif _RULE.fullmatch(line):
            yield from self._flush()
        elif _TABLE.fullmatch(line):
            yield from self._flush()
            yield TextBlock(line.strip(), "caption")
        elif _NOTE.match(line):
            yield from self._flush()
            yield TextBlock(plain(line.partition(":")[2]), "notes")
        elif not _REFERENCE.fullmatch(line.rstrip()) and not (
            not self._held and line.startswith(("    ", "\t"))
        ):
            yield from self._words(line)

    def _words(self, line: str) -> Iterator[TextBlock]:
        quoted = _QUOTE.match(line)
        bare = line[quoted.end() :] if quoted else line
        if item := _ITEM.match(bare):
            yield from self._flush()
            bare = bare[item.end() :]
        if not bare.strip():
            yield from self._flush()
            return
        self._held.append(bare)
        if sum(map(len, self._held)) > MOST_CHARACTERS:
            yield from self._flush()

    def _heading(self, text: str, level: int) -> Iterator[TextBlock]:
        if words := plain(re.sub(r"\s*\{[^{}]*\}\s*$", "", text)):
            yield TextBlock(words, "heading", level)

    def _flush(self) -> Iterator[TextBlock]:
        """Yield the paragraph that is held: two spaces or a backslash at an end keep a line."""
        held, self._held = self._held, []
        made = ""
        for line in held:
            kept = line.endswith(("  ", "\\"))
            made += line.strip().removesuffix("\\") + ("\n" if kept else " ")
        if words := plain(made.strip()):
            yield TextBlock(words)


def _chained(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def plain(text: str) -> str:
    """Return the words of Markdown: no emphasis, links, images, tags or marks of notes."""
    if not any(c in text for c in "*_[]`<&\\~{!"):
        return _spaced(text)
    text = _ESCAPE.sub(_hidden, text) if "\\" in text else text
    text = _NOTE_MARK.sub("", _AUTOLINK.sub("", _IMAGE.sub("", text)))
    text = _WIKI.sub(r"\1", _LINK.sub(r"\1", _LINK.sub(r"\1", text)))
    text = _CODE.sub(r"\2", re.sub(r"<br\s*/?>", "\n", text))
    text = _TAG.sub("", text)
    text = _STRONG.sub(r"\2", _STRONG.sub(r"\2", text))
    return _spaced(_HIDDEN.sub(_shown, html.unescape(text)))


def _hidden(escaped: re.Match[str]) -> str:
    return chr(0xE100 + ord(escaped[1]))


def _shown(hidden: re.Match[str]) -> str:
    return chr(ord(hidden[0]) - 0xE100)


def _spaced(text: str) -> str:
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))
