"""Nicknames as chat programs write them at the beginning of a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.sanitizing.common_words import COMMON

_SAID = re.compile(
    r"^[ \t]*(?:[\[(]?\d[\d:. /-]*[\])]?[ \t]*)?<[@+%~& ]?([\w\[\]{}|`^\\-]{2,32})>(?=[ \t]|$)", re.MULTILINE
)
_CALLED = re.compile(r"^[ \t]*@?([^\W\d_][\w\[\]{}|`^\\-]{2,31})(?=[:,](?:\s|$))", re.MULTILINE)
_ODD = re.compile(r"[\d_|\[\]{}`^\\]|[a-z][A-Z]")


def nicks(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a line begins with `<nick>`, or with a nickname and a colon or comma.

    The second only where no word is written so: with a digit, a mark, or a capital inside.
    """
    if "<" in text and "</" not in text:
        for match in _SAID.finditer(text):
            yield match.span(1)
    if ":" in text or "," in text:
        for match in _CALLED.finditer(text):
            if _ODD.search(match[1]) and match[1].lower() not in COMMON:
                yield match.span(1)
