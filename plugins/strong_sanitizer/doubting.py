"""What the model takes for an address or somebody's number, and is none: counted things, hashes, ranges."""

from __future__ import annotations

import re

from whetstone.core.values.sanitizing import Span
from whetstone.plugins.strong_sanitizer.labels import NUMBERS

MOST_DIGITS = 20
"""The most letters and digits of a number of somebody's; longer ones are hashes and the like."""

_COUNTED = re.compile(
    r"(?:(?:bug|build|chapter|day|episode|errno|error|issue|item|level|line|number|page|part|port|question|round|"
    r"row|rule|season|step|ticket|version|week|year)s?[ \u00a0]?#?)?[\d.]{1,4}",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\d{1,3}-\d{1,2}|\d{3}-\d{3}")
_OF_MACHINES = re.compile(r"0x[0-9a-f]+|\d+\.\d+|\w*[0-9a-f]{8}-[0-9a-f]{4}-.*", re.IGNORECASE)


def is_none(text: str, span: Span) -> bool:
    """Return whether `span` of `text` is something else than it was taken for."""
    if span.type == "ADDRESS":
        return _COUNTED.fullmatch(text, span.start, span.end) is not None
    if span.type == "POSTCODE":
        return _RANGE.fullmatch(text, span.start, span.end) is not None
    if span.type in NUMBERS - {"PHONE"}:
        marks = sum(map(str.isalnum, text[span.start : span.end]))
        return marks > MOST_DIGITS or _OF_MACHINES.fullmatch(text, span.start, span.end) is not None
    return False
