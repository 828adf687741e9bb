"""Words of a language at random, by their frequency: what a style is held against."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from random import Random

from whetstone.core.text.reference import Reference
from whetstone.core.text.words import is_unspaced, plain_words

_WORDS = 20_000
_SENTENCE = 18


def ordinary_sentences(language: str, own: Sequence[str], characters: int) -> list[str]:
    """Return sentences of words drawn by their frequency in `language`, about `characters` in all.

    Where there is no list of the language's words, those of `own` are drawn, by the root of their counts:
    the author's words without the author's preferences.

    Raises:
        PluginError: the extra `forge` is not installed.
    """
    reference = Reference(language)
    weights = reference.most_frequent(_WORDS) if reference.known else _flattened(own)
    listed = list(weights)
    sums = list(accumulate(weights.values()))
    space = "" if listed and is_unspaced(listed[0]) else " "
    draw = Random(0)
    sentences: list[str] = []
    while listed and characters > 0:
        said = [listed[bisect(sums, draw.random() * sums[-1], 0, len(sums) - 1)] for _ in range(_SENTENCE)]
        half = _SENTENCE // 2
        sentence = f"{space.join(said[:half])}, {space.join(said[half:])}.".capitalize()
        sentences.append(sentence)
        characters -= len(sentence) + 1
    return sentences


def _flattened(texts: Sequence[str]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(plain_words(text))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {word: count**0.5 for word, count in ordered[:_WORDS]}
