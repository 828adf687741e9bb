"""E-mail addresses, also spelled out to hide them from robots: "name at host dot com"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.sanitizing.word_lists import words
from whetstone.core.values.sanitizing import Span

_PLAIN = re.compile(
    r"(?<![\w.+%'-])[\w.+%'-]{1,64}(?:@|(?:\s?[\[({<]\s?(?:at|@|ät)\s?[\])}>]\s?))"
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?(?:\.|\s?[\[({]\s?(?:dot|punkt|\.)\s?[\])}]\s?)){1,8}"
    r"(?:xn--[a-z0-9-]{2,30}|[^\W\d_]{2,24})(?![\w@])",
    re.IGNORECASE,
)
_ENDINGS = "com|net|org|edu|gov|info|io|de|uk|fr|es|it|nl|pl|ru|br|in|ca|au|ch|at|se|no|jp|cn|eu|me|us"
_SPELLED = re.compile(
    r"(?<![\w.])([\w.+-]{2,40}) (?:at|AT) ((?:[\w-]{2,40} (?:dot|DOT) ){1,3})(?:" + _ENDINGS + r")(?!\w)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"[^"@\s]{1,40}"@(?:[\w-]{1,40}\.){1,4}\w{2,20}')
_NO_ONE = words(
    """
    look looking looked it them here me us him her is are was am be been up over and or there that this
    stuff available arrived stay work working start check now find found hosted project page live see
    """
)


def find(text: str) -> Iterator[Span]:
    """Yield where an address stands."""
    lowered = ""
    if "@" in text or "(at" in text or "[at" in text or "AT" in text or " at " in text or "ät" in text:
        lowered = text.lower()
        for match in _PLAIN.finditer(text):
            before = len(match[0]) - len(match[0].lstrip(".-'+"))
            if not match[0].startswith("git@"):
                yield Span(match.start() + before, match.end(), "EMAIL", 0.99)
    if " dot " in lowered:
        for match in _SPELLED.finditer(text):
            if match[1].lower() not in _NO_ONE:
                yield Span(*match.span(), "EMAIL", 0.8)
    if '"@' in text:
        for match in _QUOTED.finditer(text):
            yield Span(*match.span(), "EMAIL", 0.9)
