"""How much a passage is made of the words and turns that its author likes more than others do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from whetstone.core.text.words import words

_LEAST = 3
_BITS = 6.0
_SOME = 1.0
_RARE = 1e-7


@dataclass(frozen=True, slots=True)
class Favourites:
    """An author's favourite vocabulary.

    `weights` holds words (of `words`) with 0 to 1 each: how many times more often the author uses them
    than the language does, on a logarithmic scale from twice to 64 times. `phrases` are turns of two words
    or more, as those words in single spaces.
    """

    weights: Mapping[str, float]
    phrases: frozenset[str] = frozenset()


def favourites(
    counts: Mapping[str, int],
    frequency: Callable[[str], float],
    *,
    without: Collection[str] = (),
    phrases: Iterable[str] = (),
) -> Favourites:
    """Return the favourite vocabulary of an author who used each word `counts[word]` times.

    `frequency` is a word's share of all words of the language; one it does not know counts as very rare.
    `without` are words that say nothing of a style, such as names. Words used less than three times are no
    favourites.
    """
    total = sum(counts.values())
    weights = {}
    for word, count in counts.items():
        if count < _LEAST or word in without:
            continue
        bits = log2((count - 1) / total / max(frequency(word), _RARE))
        if bits > _SOME:
            weights[word] = min(1.0, (bits - _SOME) / (_BITS - _SOME))
    return Favourites(weights, frozenset(" ".join(words(phrase)) for phrase in phrases))


def distinctiveness(text: str, liked: Favourites) -> float:
    """Return how much of `text` is favourite vocabulary, 0 to 1.

    It is the sum of the weights of its different words, and 1 for each favourite turn in it, per word: what
    is said again and again in one passage counts once.
    """
    said = words(text)
    if not said:
        return 0.0
    met = filter(liked.weights.__contains__, dict.fromkeys(said))
    worth = sum(map(liked.weights.__getitem__, met), 0.0)
    if liked.phrases:
        line = f" {' '.join(said)} "
        worth += sum(f" {phrase} " in line for phrase in filter(line.__contains__, liked.phrases))
    return min(1.0, worth / len(said))


def ranks(values: Sequence[float]) -> list[float]:
    """Return the share of `values` that each is above, those like it counted half: from 0 to 1."""
    order = sorted(values)
    first: dict[float, int] = {}
    last: dict[float, int] = {}
    for place, value in enumerate(order):
        first.setdefault(value, place)
        last[value] = place
    most = max(1, len(order) - 1)
    return [(first[value] + last[value]) / 2 / most for value in values]
