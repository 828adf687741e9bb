"""Lists of words, written as running text."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of `text`, between white space."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """Return what stands between the bars of `text`, each in single spaces."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|"))
