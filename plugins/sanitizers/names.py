"""People's names: introduced, addressed, titled, or begun with a first name that hardly anything else is
called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.sanitizing.names.introductions import introduced_in_small, runs, scored
from whetstone.core.sanitizing.names.nicks import nicks
from whetstone.core.values.sanitizing import Span
from whetstone.plugins.sanitizers.first_names import AMBIGUOUS, FIRST

_WORDS = re.compile(r"[^\W\d_]{3,15}")
_SMALL = re.compile(r"(?<![\w@./\\-])[^\W\d_]{3,15}(?![\w@]|\.\w|[/\\-]\w)")
_SHOUTED = re.compile(r"(?<![\w@.])[A-ZÀ-Þ]{3,15}(?: [A-ZÀ-Þ]{2,15}){0,2}(?!\w)")
_PARTS = re.compile(r"['’-]")


def find(text: str) -> Iterator[Span]:
    """Yield where a person is named."""
    for start, end in runs(text):
        if score := scored(text, start, end):
            yield Span(start, end, "PERSON", score)
        yield from _with_first_name(text, start, end)
    for start, end, score in introduced_in_small(text):
        yield Span(start, end, "PERSON", score)
    for start, end in nicks(text):
        yield Span(start, end, "PERSON", 0.8)
    words = set(_WORDS.findall(text))
    if any(map(str.isupper, words)):
        for match in _SHOUTED.finditer(text):
            if match[0].partition(" ")[0].lower() in FIRST:
                yield Span(*match.span(), "PERSON", 0.6)
    if not FIRST.isdisjoint(words):
        for match in _SMALL.finditer(text):
            if match[0] in FIRST:
                yield Span(*match.span(), "PERSON", 0.6)


def _with_first_name(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a name within a run of capitalised words: from its first name on."""
    place = start
    for word in text[start:end].split(" "):
        lowered = word.lower()
        surnamed = place + len(word) < end
        if lowered in FIRST or _PARTS.split(lowered)[0] in FIRST:
            yield Span(place, end, "PERSON", 0.8 if surnamed else 0.72)
            return
        if lowered in AMBIGUOUS and surnamed and not _opens_sentence(text, place):
            yield Span(place, end, "PERSON", 0.7)
            return
        place += len(word) + 1


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 40) : start].rstrip()
    return not before or before[-1] in ".!?…\n"
