"""One file from blocks to stretches: telling what is the author's from what is not, as it comes."""

from __future__ import annotations

from collections.abc import Iterator

from whetstone.core.texts.origins import Kept, Origin
from whetstone.core.texts.patterns import Patterns
from whetstone.core.texts.reader import Reader
from whetstone.core.values.text import LeftOut, Stretch, TextBlock


class Reading(Iterator[Stretch | LeftOut]):
    """An iterator over the stretches of one file and what was left out of it.

    Attributes:
        kept: the doubtful sections that were taken in; complete at the end.
        taken: characters of the stretches so far.
    """

    def __init__(
        self, blocks: Iterator[TextBlock], source: Origin, author: str, include: Patterns, exclude: Patterns
    ) -> None:
        self.kept: list[Kept] = []
        self.taken = 0
        self._made = Reader(source, author, include, exclude, self.kept).read(blocks)

    def __next__(self) -> Stretch | LeftOut:
        made = next(self._made)
        if isinstance(made, Stretch):
            self.taken += len(made.text)
        return made
