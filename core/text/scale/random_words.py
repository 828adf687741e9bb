"""Words of a language at random, by their frequency: what a style is held against without other texts."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from random import Random

from whetstone.core.extras import needed

_WORDS = 20_000
_SENTENCE = 18


def random_words(language: str, characters: int) -> Iterator[str]:
    """Yield sentences of words drawn by their frequency in `language`, about `characters` in all.

    Raises:
        PluginError: the extra `forge` is not installed.
    """
    with needed("forge"):
        from wordfreq import top_n_list, word_frequency
    listed = top_n_list(language, _WORDS)
    sums = list(accumulate(word_frequency(word, language) for word in listed))
    draw = Random(0)
    while characters > 0:
        said = [listed[bisect(sums, draw.random() * sums[-1])] for _ in range(_SENTENCE)]
        sentence = f"{', '.join((' '.join(said[:9]), ' '.join(said[9:])))}.".capitalize()
        characters -= len(sentence) + 1
        yield sentence
