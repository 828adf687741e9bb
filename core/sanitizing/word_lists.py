"""Lists of words, written as running text."""

from __future__ import annotations

import re
from collections.abc import Iterable


def words(text: str) -> frozenset[str]:
    """Return the words of `text`, between white space."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """Return what stands between the bars of `text`, each in single spaces."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|"))


def either(listed: Iterable[str]) -> str:
    """Return the regular expression of one of the words that are `listed`, the longest that fits."""
    return "|".join(sorted(map(re.escape, listed), key=len, reverse=True))
