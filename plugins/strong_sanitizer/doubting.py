"""What the model takes for personal and is not: words that everybody uses, counted things, hashes, ranges."""

from __future__ import annotations

import re

from whetstone.core.sanitizing.common_words import COMMON
from whetstone.core.sanitizing.organisations.words import PUBLIC
from whetstone.core.values.sanitizing import Span
from whetstone.plugins.strong_sanitizer.labels import NUMBERS

MOST_DIGITS = 20
"""The most letters and digits of a number of somebody's; longer ones are hashes and the like."""

SURE = 0.8
"""With such a score also what everybody uses, and in small letters, is a name: "ask will"."""

PRODUCTS = PUBLIC - {
    "alpine",
    "blender",
    "claude",
    "ford",
    "jira",
    "lotus",
    "philips",
    "python",
    "ruby",
    "siri",
    "tesla",
    "yelp",
}
"""Products that everybody talks about and nobody is called by."""

_COUNTED = re.compile(
    r"(?:(?:bug|build|chapter|day|episode|errno|error|issue|item|level|line|number|page|part|port|question|round|"
    r"row|rule|season|step|ticket|version|week|year)s?[ \u00a0]?#?)?[\d.]{1,4}",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_RANGE = re.compile(r"\d{1,3}-\d{1,2}|\d{3}-\d{3}")
_OF_MACHINES = re.compile(r"0x[0-9a-f]+|\d+\.\d+|\w*[0-9a-f]{8}-[0-9a-f]{4}-.*", re.IGNORECASE)


def is_none(text: str, span: Span) -> bool:
    """Return whether `span` of `text` is something else than it was taken for."""
    if span.type == "PERSON":
        words = _WORD.findall(text, span.start, span.end)
        return span.score < SURE and all(word in COMMON or word.lower() in PRODUCTS for word in words)
    if span.type == "ADDRESS":
        return _COUNTED.fullmatch(text, span.start, span.end) is not None
    if span.type == "POSTCODE":
        return _RANGE.fullmatch(text, span.start, span.end) is not None
    if span.type in NUMBERS - {"PHONE"}:
        marks = sum(map(str.isalnum, text[span.start : span.end]))
        return marks > MOST_DIGITS or _OF_MACHINES.fullmatch(text, span.start, span.end) is not None
    return False
