"""What is counted in a text to tell its style: character n-grams and function words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from whetstone.core.text.quoting.canonical import canonical
from whetstone.core.text.words import plain_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHUNK = 250
"""Characters of the pieces that a style is learned from; windows are put together from several."""

MOST = 1_000_000
"""Characters that a style is learned from, at the most."""

_GRAMS = 2_000
_WORDS = 120


@dataclass(frozen=True, slots=True, eq=False)
class FeatureSet:
    """Which n-grams and function words are counted; a row of counts has them and two totals.

    Counts add up: those of a text are nearly the sum of its parts'.
    """

    grams: dict[str, int]
    function_words: dict[str, int]

    @classmethod
    def of(cls, kinds: Sequence[Sequence[str]]) -> FeatureSet:
        """Return the most frequent n-grams and words of several kinds of texts, which count alike."""
        grams: Counter[str] = Counter()
        spoken: Counter[str] = Counter()
        for chunks in kinds:
            share: Counter[str] = Counter()
            said: Counter[str] = Counter()
            for chunk in chunks:
                share.update(_grams(chunk))
                said.update(plain_words(chunk))
            for counted, into in ((share, grams), (said, spoken)):
                total = counted.total() or 1
                for key, count in counted.items():
                    into[key] += round(1e9 * count / total)
        return cls(_numbered(grams, _GRAMS), _numbered(spoken, _WORDS))

    def count(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the counts of `texts`, a row each."""
        import numpy as np

        width = len(self.grams)
        rows = np.zeros((len(texts), width + 1 + len(self.function_words) + 1), np.float32)
        for row, text in zip(rows, texts, strict=True):
            chunk = canonical(text).lower()
            found = Counter(_grams(chunk))
            row[width] = len(chunk)
            for gram in found.keys() & self.grams.keys():
                row[self.grams[gram]] = found[gram]
            said = Counter(plain_words(chunk))
            row[-1] = said.total()
            for word in said.keys() & self.function_words.keys():
                row[width + 1 + self.function_words[word]] = said[word]
        return rows

    def characters(self, counts: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the columns of the n-grams, the number of characters last."""
        return counts[:, : len(self.grams) + 1]

    def words(self, counts: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the columns of the function words, the number of words last."""
        return counts[:, len(self.grams) + 1 :]


def spread_chunks(texts: Iterable[str]) -> list[str]:
    """Return pieces of `CHUNK` characters of `texts`, up to `MOST` characters spread evenly over them."""
    chunks: list[str] = []
    stride = 1
    for place, chunk in enumerate(_chunks(texts)):
        if place % stride == 0:
            chunks.append(chunk)
        if len(chunks) > 2 * MOST // CHUNK:
            chunks = chunks[::2]
            stride *= 2
    if len(chunks) * CHUNK > MOST:
        chunks = chunks[::2]
    return chunks


def _chunks(texts: Iterable[str]) -> Iterator[str]:
    held = ""
    for text in texts:
        held = f"{held}\n{text}" if held else text
        if len(held) < CHUNK:
            continue
        spelled = canonical(held).lower()
        whole = len(spelled) // CHUNK * CHUNK
        yield from (spelled[start : start + CHUNK] for start in range(0, whole, CHUNK))
        held = spelled[whole:]


def _grams(text: str) -> Iterator[str]:
    threes = map("".join, zip(text, text[1:], text[2:], strict=False))
    fours = map("".join, zip(text, text[1:], text[2:], text[3:], strict=False))
    return chain(threes, fours)


def _numbered(counts: Counter[str], most: int) -> dict[str, int]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {key: column for column, (key, _) in enumerate(ranked[:most])}
