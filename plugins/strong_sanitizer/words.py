"""The words of a text with what the model thinks of each, and how they are dressed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from whetstone.plugins.strong_sanitizer.model import Read

_WORD = re.compile(r"\w+(?:['’.&-]\w+)*")
_BEGINS = re.compile(r"(?:^|[.!?:;…\n])[\s\"'“”«(\[*>-]*$")


class Dress(IntEnum):
    """How a word is written, which the model does not see: it reads lower case alone."""

    PLAIN = 0
    """In lower case, or without case, in a text that has no capitals."""

    SMALL = 1
    """In lower case in a text that has capitals, or in capitals throughout, or it begins with a digit."""

    FIRST = 2
    """With a capital where a sentence begins."""

    CAPITAL = 3
    """With a capital elsewhere."""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word from character `start` to `end`; `row` holds how probable each kind is at its likeliest."""

    start: int
    end: int
    dress: Dress
    row: NDArray[np.float16]


def words_of(text: str, read: Read) -> Iterator[Word]:
    """Yield the words of `text` in their order. What the tokenizer leaves out belongs to none."""
    mixed = any(map(str.isupper, text))
    first, count = 0, len(read.starts)
    for match in _WORD.finditer(text):
        start, end = match.span()
        while first < count and read.ends[first] <= start:
            first += 1
        last = first
        while last < count and read.starts[last] < end:
            last += 1
        if last > first:
            yield Word(
                start, end, _dress(text, start, end, mixed), read.probabilities[first:last].max(axis=0)
            )


def _dress(text: str, start: int, end: int, mixed: bool) -> Dress:
    word = text[start:end]
    if not mixed and not word[0].isdigit():
        return Dress.PLAIN
    if not word[0].isupper() or (len(word) > 1 and word.isupper()):
        return Dress.SMALL
    return Dress.FIRST if _BEGINS.search(text, max(0, start - 6), start) else Dress.CAPITAL
