"""Paragraphs out of the lines of pages, without what repeats at their edges and small notes below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from whetstone.core.values.text import TextBlock
from whetstone.plugins.text_formats.lines import ends_sentence, join_lines
from whetstone.plugins.text_formats.pdf_pages import Line, Page
from whetstone.plugins.text_formats.plain_headings import is_heading, is_numbered

EDGE = 3
"""So many lines at the top and at the bottom of a page may be furniture."""

_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:page\s*|seite\s*|p\.\s*|[-–—|]\s*)*(?:\d{1,4}|[ivxlc]{1,7})(?:\s*[-–—|]|\s*(?:/|of|von)\s*\d+)*",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3}|\[\d{1,3}\])[ .)]?\s*\S")
_WORD = re.compile(r"[^\W\d_]{4,}(?:-[^\W\d_]{2,})*")


def pages_to_blocks(pages: Sequence[Page]) -> Iterator[TextBlock]:
    """Yield what is on the pages: text and headings, and as such furniture and notes."""
    repeated = _repeated(pages)
    body = _body_size(pages)
    width = _full_length(pages)
    words = frozenset(
        word.lower() for page in pages for line in page.lines for word in _WORD.findall(line.text)
    )
    paragraph = _Paragraph(body, width, words)
    for page in pages:
        lines, furniture = _without_furniture(page.lines, repeated)
        lines, notes = _without_notes(lines, body)
        for line in lines:
            yield from paragraph.add(line)
        paragraph.turn_page()
        yield from (TextBlock(line.text, "furniture") for line in furniture)
        yield from (TextBlock(line.text, "notes") for line in notes)
    yield from paragraph.end()


def _key(text: str) -> str:
    return _DIGITS.sub("#", text.casefold())


def _edges(lines: Sequence[Line]) -> list[int]:
    count = len(lines)
    return sorted({*range(min(EDGE, count)), *range(max(0, count - EDGE), count)})


def _repeated(pages: Sequence[Page]) -> frozenset[str]:
    """Return the lines (numbers aside) that stand at the edge of three pages and of one page in twelve."""
    seen = Counter(key for page in pages for key in {_key(page.lines[at].text) for at in _edges(page.lines)})
    least = max(3, len(pages) // 12)
    return frozenset(key for key, count in seen.items() if count >= least and len(key) <= 120)


def _without_furniture(lines: Sequence[Line], repeated: frozenset[str]) -> tuple[list[Line], list[Line]]:
    dropped: set[int] = set()
    edges = _edges(lines)
    for order in (edges, edges[::-1]):
        for at in order:
            if _NUMBER.fullmatch(lines[at].text) or _key(lines[at].text) in repeated:
                dropped.add(at)
            else:
                break
    kept = [line for at, line in enumerate(lines) if at not in dropped]
    return kept, [lines[at] for at in sorted(dropped)]


def _without_notes(lines: list[Line], body: float) -> tuple[list[Line], list[Line]]:
    """Divide off the lines at the foot of a page that are smaller and begin with a number or a sign."""
    start = len(lines)
    while start and lines[start - 1].size < 0.93 * body:
        start -= 1
    while start < len(lines) and not _NOTE.match(lines[start].text):
        start += 1
    return lines[:start], lines[start:]


def _body_size(pages: Sequence[Page]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0


def _full_length(pages: Sequence[Page]) -> int:
    lengths = sorted(len(line.text) for page in pages for line in page.lines if len(line.text) > 20)
    return lengths[int(0.8 * (len(lengths) - 1))] if lengths else 60


class _Paragraph:
    """Puts lines together until one begins a paragraph: set in, after a gap, or after a short line."""

    def __init__(self, body: float, width: int, words: frozenset[str]) -> None:
        self._body, self._width, self._words = body, width, words
        self._text = ""
        self._last: Line | None = None
        self._turned = False
        self._gaps: Counter[int] = Counter()
        self._level = 0

    def add(self, line: Line) -> Iterator[TextBlock]:
        """Take the next line of the text."""
        level = self._level_of(line)
        if self._text and (level != self._level or self._begins(line)):
            yield from self.end()
        self._level = level
        self._text = join_lines(self._text, line.text, self._words) if self._text else line.text
        self._last, self._turned = line, False

    def turn_page(self) -> None:
        """Say that the next line stands on another page."""
        self._turned = True

    def end(self) -> Iterator[TextBlock]:
        """Yield what is there."""
        if self._text:
            level = self._level or (3 if is_numbered(self._text) or self._stands_alone() else 0)
            yield TextBlock(self._text, "heading" if level else "text", level)
        self._text = ""

    def _stands_alone(self) -> bool:
        return (
            is_heading(self._text) and not ends_sentence(self._text) and len(self._text) < 0.8 * self._width
        )

    def _level_of(self, line: Line) -> int:
        if line.size > 1.6 * self._body and len(line.text) < 120:
            return 1
        return 2 if line.size > 1.15 * self._body and len(line.text) < 120 else 0

    def _begins(self, line: Line) -> bool:
        last = self._last
        if last is None:
            return False
        ended = ends_sentence(last.text)
        short = len(last.text) < 0.8 * self._width
        if self._turned:
            return ended and (short or (line.text[:1].isupper() and len(last.text) < 0.95 * self._width))
        gap = last.height - line.height
        if 0 < gap < 200:
            usual = max(self._gaps, key=lambda one: (self._gaps[one], -one)) if self._gaps else round(gap)
            self._gaps[round(gap)] += 1
            if gap > 1.35 * usual:
                return True
        inset = line.left - last.left
        if 5 < inset < 60 and abs(line.size - last.size) < 0.5 and (ended or short):
            return True
        return ended and short and line.text[:1].isupper()
