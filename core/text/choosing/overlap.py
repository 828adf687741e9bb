"""Which excerpts say the same, or are in part the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from whetstone.core.text.words import plain_words
from whetstone.core.values.text import Excerpt

SHARED = 0.5
"""Two excerpts are redundant where the shorter one has this share of its word pairs in common."""


class Overlaps:
    """Excerpts, counted from 0, to be compared two by two."""

    def __init__(self, excerpts: Sequence[Excerpt]) -> None:
        self._excerpts = excerpts
        self._pairs: dict[int, frozenset[tuple[str, str]]] = {}

    def redundant(self, member: int, others: Iterable[int]) -> bool:
        """Return whether `member` overlaps one of `others` in its work, or shares most of its word pairs."""
        mine, excerpt = self._of(member), self._excerpts[member]
        for other in others:
            held = self._excerpts[other]
            if held.work == excerpt.work and (held.start < excerpt.end and excerpt.start < held.end):
                return True
            theirs = self._of(other)
            if len(mine & theirs) > SHARED * max(1, min(len(mine), len(theirs))):
                return True
        return False

    def _of(self, member: int) -> frozenset[tuple[str, str]]:
        if member not in self._pairs:
            self._pairs[member] = frozenset(pairwise(plain_words(self._excerpts[member].text)))
        return self._pairs[member]
