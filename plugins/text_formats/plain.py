"""Plain text in any encoding and layout, read piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import BinaryIO

from whetstone.core.errors import TextError
from whetstone.core.values.text import TextBlock
from whetstone.plugins.text_formats.encodings import SAMPLE, decoded_lines, encoding_of
from whetstone.plugins.text_formats.lines import Layout, ends_sentence, joined, layout_of, often
from whetstone.plugins.text_formats.plain_headings import (
    MOST,
    is_heading,
    is_numbered,
    is_title_without_spaces,
)

MOST_CHARACTERS = 32_000
"""A paragraph that is longer is divided at the end of a sentence."""

_PARAGRAPHS = re.compile(r"\n(?:[ \t\f\v]*\n)+|\f")
_EMPHASIS = re.compile(r"(?<!\w)_([^_]+)_(?!\w)")
_CUT = re.compile(r"(?<=[.!?。！？])[\"'”’»)\]]*\s+|(?<=[。！？])", re.DOTALL)


class PlainFormat:
    """Text without markup. It takes what is called so, and anything else that is text."""

    name = "txt"
    suffixes: tuple[str, ...] = (".txt", ".text", ".asc", ".utf8", ".utf-8")

    def recognises(self, head: bytes, filename: str) -> bool:
        """Return whether the bytes are text in some encoding, under a name that says so or says nothing."""
        stem, dot, ending = filename.rpartition(".")
        named = filename.lower().endswith(self.suffixes) or not dot or not stem or len(ending) > 5
        return named and is_text(head)

    def read(self, file: BinaryIO, filename: str) -> Iterator[TextBlock]:
        """Yield paragraphs, and headings where lines read like ones."""
        head = file.read(SAMPLE)
        encoding = encoding_of(head)
        if encoding is None:
            raise TextError("it holds bytes that are not text")
        yield from text_blocks(decoded_lines(file, head, encoding))


def is_text(head: bytes) -> bool:
    """Return whether bytes are text: hardly any control characters, but for the zeros of UTF-16."""
    encoding = encoding_of(head)
    if encoding is None or encoding.startswith(("utf-16", "utf-32")):
        return encoding is not None
    controls = len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", head))
    return controls <= 0.01 * len(head)


def text_blocks(pieces: Iterable[str]) -> Iterator[TextBlock]:
    """Yield the blocks of a text that comes in pieces which end at line ends."""
    source = iter(pieces)
    sample = ""
    for piece in source:
        sample += piece
        if len(sample) >= SAMPLE // 2:
            break
    layout = layout_of(sample[:SAMPLE])
    speakers = _speakers(sample[:SAMPLE])
    titled = layout.blank and _has_titles_without_spaces(sample[:SAMPLE])
    pending = ""
    for raw in _divided(sample, source, layout):
        text = _block_text(raw, layout)
        if not text:
            continue
        if len(text) <= MOST and text in speakers:
            if pending:
                yield TextBlock(pending, "heading")
            pending = text
            continue
        if pending:
            text, pending = f"{pending}\n{text}", ""
        elif titled and is_title_without_spaces(text):
            yield TextBlock(text, "heading")
            continue
        elif len(text) <= MOST and is_heading(text):
            yield TextBlock(" ".join(text.split()) if is_numbered(text) else text, "heading")
            continue
        yield from _of_bearable_size(text)


def _divided(sample: str, source: Iterator[str], layout: Layout) -> Iterator[str]:
    """Yield the stretches of lines between empty lines, as they come."""
    rest = sample
    while True:
        parts = _PARAGRAPHS.split(rest) if layout.blank else _unblank(rest, layout)
        rest = parts.pop()
        yield from parts
        if len(rest) > 4 * MOST_CHARACTERS:
            cut = max(rest.rfind("\n", 0, len(rest) - 1), rest.rfind(". "), rest.rfind("。")) + 1 or len(rest)
            yield rest[:cut]
            rest = rest[cut:]
        try:
            rest += next(source)
        except StopIteration:
            yield from (_PARAGRAPHS.split(rest) if layout.blank else _unblank(rest, layout))
            return


def _unblank(text: str, layout: Layout) -> list[str]:
    """Divide lines that no empty lines divide: each is a paragraph, or one begins where it is set in."""
    lines = text.split("\n")
    if not layout.wrapped and not layout.indented:
        return lines
    made: list[list[str]] = [[]]
    before = ""
    for line in lines:
        if not line.strip():
            begins = True
        elif layout.indented:
            begins = line[0] in " \t\u3000"
        else:
            begins = ends_sentence(before) and len(before.rstrip()) < 0.8 * layout.width
        if begins and made[-1]:
            made.append([])
        made[-1].append(line)
        before = line
    return ["\n".join(one) for one in made]


def _block_text(raw: str, layout: Layout) -> str:
    if "_" in raw:
        raw = _EMPHASIS.sub(r"\1", raw)
    if "\n" not in raw:
        return " ".join(raw.split())
    lines = [line for line in raw.split("\n") if line.strip()]
    return joined(lines, layout) if lines else ""


def _speakers(sample: str) -> frozenset[str]:
    """Return the short lines that stand alone so often that they name who speaks."""
    alone = [part.strip() for part in _PARAGRAPHS.split(sample) if len(part) <= MOST]
    names = [
        text for text in alone if text and "\n" not in text and is_heading(text) and not is_numbered(text)
    ]
    return often(names, 6)


def _has_titles_without_spaces(sample: str) -> bool:
    """Return whether lines without any sign stand between texts, so that they are titles and no verse."""
    parts = [part.strip() for part in _PARAGRAPHS.split(sample) if part.strip()]
    titles = [is_title_without_spaces(part) for part in parts]
    in_a_row = sum(one and other for one, other in pairwise(titles))
    return 2 * in_a_row < sum(titles)


def _of_bearable_size(text: str) -> Iterator[TextBlock]:
    while len(text) > MOST_CHARACTERS:
        cuts = [cut.end() for cut in _CUT.finditer(text, MOST_CHARACTERS // 2, MOST_CHARACTERS)]
        at = cuts[-1] if cuts else text.rfind(" ", 1, MOST_CHARACTERS) + 1 or MOST_CHARACTERS
        yield TextBlock(text[:at].strip())
        text = text[at:]
    yield TextBlock(text)
