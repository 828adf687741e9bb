"""E-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.values.sanitizing import Span

_PLAIN = re.compile(r"(?<![\w.+-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}\w{2,24}(?!\w)")


def find(text: str) -> Iterator[Span]:
    """Yield where an address stands."""
    if "@" in text:
        for match in _PLAIN.finditer(text):
            yield Span(*match.span(), "EMAIL", 0.99)
