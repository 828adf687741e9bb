"""Splitting a text into passages: a few sentences each, on sentence ends, with exact places."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import PurePath

from whetstone.core.values.passage import Passage

LEAST = 360
"""A passage grows until it has this size (about 60 words), where its section has that much."""

MOST = 720
"""A longer stretch (about 120 words) is divided. No passage is longer than this and one sentence."""

SENTENCE_CAP = 480
"""A sentence longer than this (about 80 words) is cut at the end of a clause or a word."""

TITLE_CAP = 100
"""A first line longer than this, in characters, is not a title."""

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")
_WIDE_COUNTS = 3
_SENTENCE_END = re.compile(r"[.!?…。！？।؟:;,][\"'”’»)\]]*\s*$")
_CUTS = tuple(re.compile(ends) for ends in (r"\n+", r"[;:—；：。！？]+\s*", r"[,，、،]+\s*", r"\s+"))
_GOES_ON = {
    "de": re.compile(r"(?<!\d)\d{1,2}\.\s*$"),
    "fr": re.compile(r"(?<!\w)(?:[A-ZÉ]|MM|M(?:m|ll)es?|Mgr|Dr|Ste?|av|apr?|cf|chap|[ps])\.\s*$"),
}
"""What seems to end a sentence and does not, by language: ordinals, titles, initials."""

_JOINED = re.compile("\u200d|.[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]", re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udfff]")
_WINDOW = 8_192
_LOOK_BACK = 12

Span = tuple[int, int]


def split_passages(source: str, text: str, *, language: str = "en") -> list[Passage]:
    """Return the passages of `text`, in order and without overlap; `text[start:end]` is each one's text.

    A passage is made of whole sentences of one stretch of paragraphs; short paragraphs are joined, long
    ones divided evenly, and a heading begins a passage. Sizes are in characters, where a Chinese,
    Japanese or Korean one counts for three, so that a size of six is about a word in most scripts.
    `language` (an ISO 639 code) helps to find sentence ends. Stretches without letters are left out.
    """
    title = title_of(source, text)
    passages = []
    for block in _blocks(text):
        for start, end in _divide(text, block, language):
            piece = text[start:end]
            if any(map(str.isalnum, piece)):
                passages.append(Passage(source, title, start, end, piece))
    return passages


def title_of(source: str, text: str) -> str:
    """Return the first line of `text` where that is short, else the file's name made readable."""
    line = text.lstrip("\ufeff \t\n").partition("\n")[0].strip().lstrip("#").strip()
    if line and len(line) <= TITLE_CAP and any(map(str.isalnum, line)):
        return line
    name = re.sub(r"[\s_-]+", " ", PurePath(source).stem).strip() or source
    return name[:1].upper() + name[1:]


def _blocks(text: str) -> Iterator[Span]:
    """Yield stretches of paragraphs that belong together, each with at least `LEAST` where it can."""
    start = end = None
    for first, last in paragraphs(text):
        if start is None or end is None:
            start, end = first, last
            continue
        full = _size(text, start, end) >= LEAST
        turned = _is_heading(text, first, last) and _size(text, start, end) >= LEAST // 2
        if full or turned:
            yield start, end
            start = first
        end = last
    if start is not None and end is not None:
        yield start, end


def paragraphs(text: str) -> Iterator[Span]:
    """Yield the stretches between blank lines (start and end), without white space around them."""
    start = 0
    for gap in _BLANK_LINES.finditer(text):
        yield from _stripped(text, start, gap.start())
        start = gap.end()
    yield from _stripped(text, start, len(text))


def _is_heading(text: str, start: int, end: int) -> bool:
    if end - start > 2 * TITLE_CAP:
        return False
    return text[start] == "#" or _SENTENCE_END.search(text, start, end) is None


def _divide(text: str, block: Span, language: str) -> Iterator[Span]:
    """Cut a long block into even parts, each at the sentence end that lies nearest."""
    whole = _size(text, *block)
    if whole <= MOST:
        yield block
        return
    parts = -(-whole // MOST)
    ends = [end for _, end in sentences(text, block, language)]
    start = block[0]
    sizes = [end - start for end in ends]
    if whole > block[1] - start:
        sizes = list(accumulate(_size(text, *span) for span in pairwise([start, *ends])))
    for part in range(1, parts):
        end = ends[_nearest(sizes, whole * part / parts)]
        if end > start:
            yield from _stripped(text, start, end)
            start = end
    yield from _stripped(text, start, block[1])


def _nearest(sizes: Sequence[int], wanted: float) -> int:
    """Return the place in the ascending `sizes` of the one nearest to `wanted`."""
    after = min(bisect_left(sizes, wanted), len(sizes) - 1)
    return after - 1 if after and wanted - sizes[after - 1] < sizes[after] - wanted else after


def sentences(text: str, block: Span, language: str = "en") -> Iterator[Span]:
    """Yield the sentences of a block (start and end), without gaps, none longer than `SENTENCE_CAP`."""
    from sentencex import get_sentence_boundaries

    start, stop = block
    while start < stop:
        window = text[start : min(start + _WINDOW, stop)]
        found = get_sentence_boundaries(language, _SURROGATES.sub("?", window))
        ends = [start + int(sentence["end_index"]) for sentence in found][:-1]
        if goes_on := _GOES_ON.get(language):
            ends = [end for end in ends if not goes_on.search(text, max(start, end - _LOOK_BACK), end)]
        ends.append(start + len(window))
        pieces = [piece for first, end in pairwise([start, *ends]) for piece in _cut(text, first, end)]
        if start + len(window) < stop:
            pieces.pop()  # the window may have cut it
        yield from pieces
        start = pieces[-1][1]


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a sentence that is too long, at the best place in the second half of what may stay together."""
    while _WIDE_COUNTS * (end - start) > SENTENCE_CAP and _size(text, start, end) > SENTENCE_CAP:
        reach = start + SENTENCE_CAP
        while _size(text, start, reach) > SENTENCE_CAP:
            reach = start + max(1, (reach - start) * 2 // 3)
        at = _best_cut(text, start, reach)
        yield start, at
        start = at
    yield start, end


def _best_cut(text: str, start: int, reach: int) -> int:
    middle = (start + reach) // 2
    for ends in _CUTS:
        found = [cut.end() for cut in ends.finditer(text, middle, reach)]
        if found:
            return found[-1]
    while reach > middle and (unicodedata.combining(text[reach]) or _JOINED.match(text, reach - 1)):
        reach -= 1
    return reach


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    kept = piece.strip()
    if kept:
        first = start + len(piece) - len(piece.lstrip())
        yield first, first + len(kept)


def _size(text: str, start: int, end: int) -> int:
    return end - start + (_WIDE_COUNTS - 1) * len(_WIDE.findall(text, start, end))
