"""Which excerpts say the same, or are in part the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain, pairwise

from whetstone.core.text.words import plain_words
from whetstone.core.values.text import Excerpt

SHARED = 0.5
"""Two excerpts are redundant where the shorter one has this share of its word pairs in common."""


class Overlaps:
    """Excerpts, counted from 0, and those that were taken, which others are compared with."""

    def __init__(self, excerpts: Sequence[Excerpt]) -> None:
        self._excerpts = excerpts
        self._pairs: dict[int, frozenset[tuple[str, str]]] = {}
        self.clear()

    def clear(self) -> None:
        """Take none."""
        self._taken: list[int] = []
        self._with: defaultdict[tuple[str, str], list[int]] = defaultdict(list)

    def take(self, member: int) -> None:
        """Take `member`."""
        self._taken.append(member)
        for pair in self._of(member):
            self._with[pair].append(member)

    def redundant(self, member: int) -> bool:
        """Return whether `member` overlaps one that was taken in its work, or shares most of its pairs."""
        excerpt = self._excerpts[member]
        for held in map(self._excerpts.__getitem__, self._taken):
            if held.work == excerpt.work and held.start < excerpt.end and excerpt.start < held.end:
                return True
        mine = self._of(member)
        shared = Counter(chain.from_iterable(self._with[pair] for pair in mine if pair in self._with))
        return any(
            count > SHARED * max(1, min(len(mine), len(self._of(other)))) for other, count in shared.items()
        )

    def _of(self, member: int) -> frozenset[tuple[str, str]]:
        if member not in self._pairs:
            self._pairs[member] = frozenset(pairwise(plain_words(self._excerpts[member].text)))
        return self._pairs[member]
