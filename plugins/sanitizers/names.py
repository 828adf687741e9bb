"""People's names: introduced, addressed, titled, or begun with a first name that hardly anything else is called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.sanitizing.introductions import FULL, NAME, introduced, without_common
from whetstone.core.values.sanitizing import Span
from whetstone.plugins.sanitizers.first_names import AMBIGUOUS, FIRST

_CAPITALISED = re.compile(rf"(?<![\w@.])(?:{FULL})(?!\w)")
_PART = re.compile(NAME)
_SMALL = re.compile(r"(?<![\w@./-])[^\W\d_]{3,15}(?![\w@]|\.\w|[/-]\w)")
_SHOUTED = re.compile(r"(?<![\w@.])[A-ZÀ-Þ]{3,15}(?: [A-ZÀ-Þ]{2,15}){0,2}(?!\w)")


def find(text: str) -> Iterator[Span]:
    """Yield where a person is named."""
    for start, end, score in introduced(text):
        yield Span(start, end, "PERSON", score)
    for match in _CAPITALISED.finditer(text):
        yield from _with_first_name(text, match)
    for match in _SMALL.finditer(text):
        if match[0] in FIRST:
            yield Span(*match.span(), "PERSON", 0.6)
    if not text.islower():
        for match in _SHOUTED.finditer(text):
            if match[0].partition(" ")[0].lower() in FIRST:
                yield Span(*match.span(), "PERSON", 0.6)


def _with_first_name(text: str, match: re.Match[str]) -> Iterator[Span]:
    """Yield a name within a run of capitalised words: from its first name on."""
    for part in _PART.finditer(text, match.start(), match.end()):
        word = part[0].lower()
        first = word if word in FIRST or word in AMBIGUOUS else re.split(r"['’-]", word)[0]
        surnamed = part.end() < match.end()
        if first in FIRST or (first in AMBIGUOUS and surnamed and not _opens_sentence(text, part.start())):
            start, end = without_common(text, part.start(), match.end())
            if start == part.start():
                yield Span(start, end, "PERSON", 0.8 if surnamed else 0.72)
            return


def _opens_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not before or before[-1] in ".!?…\n"
