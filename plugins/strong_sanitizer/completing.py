"""What belongs to an address or a number beside the words that the model saw: "Apt.", a house number, "+"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from whetstone.core.values.sanitizing import Span
from whetstone.plugins.strong_sanitizer.labels import NUMBERS

_HOUSE = re.compile(
    r"(?<![\w.,-])(?:(?:apt|apartment|appt|suite|ste|unit|flat|room|rm|floor|fl|box|po box|psc|studio|no|nr|"
    r"h\.no|ul|al|pl|os|rua|via|calle|c|av|avenida|rue|piso|piano|puerta|tür|top|str|d|kat)\b\.?"
    r"[ \u00a0]?#?)$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<![\w.,:/$€£%-])\d{1,6}[a-zA-Z]?[ \u00a0,]{1,2}$")
_OPENING = re.compile(r"(?:\+|\(\+?|\+\()$")
_REACH = 16


def completed(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield `spans` with what belongs to them before and after; they stay sorted and do not overlap."""
    end = 0
    for span in spans:
        start = span.start
        if span.type == "ADDRESS":
            start = _address_start(text, end, start)
        elif span.type in NUMBERS and (found := _OPENING.search(text, max(end, start - 2), start)):
            start = found.start()
        end = span.end
        if span.type in NUMBERS and end < len(text) and text[end] == ")" and "(" in text[start:end]:
            end += 1
        yield Span(start, end, span.type, span.score)


def _address_start(text: str, floor: int, start: int) -> int:
    for _ in range(3):
        begin = max(floor, start - _REACH)
        found = _HOUSE.search(text, begin, start) or _DIGITS.search(text, begin, start)
        if found is None:
            break
        start = found.start()
    return start
