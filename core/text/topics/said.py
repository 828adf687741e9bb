"""The words of many texts as numbers, so that counting who says what is arithmetic."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from whetstone.core.text.words import words

Ints = Any  # a numpy array of whole numbers; numpy is imported where it is used

_LINK = re.compile(r"\b(?:https?://|www\.)\S+")


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """Which texts have which words.

    `words` are the different ones, numbered in the order in which they are first said. For each text and
    each word in it there is a place in `text`, `word` and `times`, by ascending text and word.
    """

    texts: int
    words: tuple[str, ...]
    text: Ints
    word: Ints
    times: Ints

    def by(self, column: Ints) -> tuple[Ints, Ints, Ints]:
        """Return text, column and times where words stand for the columns `column[word]`, -1 for none."""
        import numpy as np

        columns = column[self.word]
        held = columns >= 0
        width = int(column.max(initial=0)) + 1
        keys, which = np.unique(self.text[held] * width + columns[held], return_inverse=True)
        return keys // width, keys % width, np.bincount(which, self.times[held]).astype(np.int64)


def said_in(texts: Sequence[str]) -> Said:
    """Return the words of `texts`, those of links left out."""
    import numpy as np

    numbers: defaultdict[str, int] = defaultdict(lambda: len(numbers))
    spoken: list[int] = []
    lengths = []
    for text in texts:
        found = _subjects(text)
        spoken += map(numbers.__getitem__, found)
        lengths.append(len(found))
    width = max(1, len(numbers))
    keys = np.repeat(np.arange(len(texts)), lengths) * width + np.array(spoken, np.int64)
    keys, times = np.unique(keys, return_counts=True)
    return Said(len(texts), tuple(numbers), keys // width, keys % width, times)


def _subjects(text: str) -> list[str]:
    return words(_LINK.sub(" ", text) if "//" in text or "www." in text else text)
