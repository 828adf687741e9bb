"""Phrases that come back throughout the works."""

from __future__ import annotations

from collections import Counter
from math import log, sqrt

from whetstone.core.text.style.distinctive import FEWEST, MOST_UNEVEN, UNKNOWN, Favourite, unevenness
from whetstone.core.text.style.lexicon import Lexicon, shares_of

PHRASES_TOLD = 40

TOLD_OF_ONE = 4
"""No word is in more of the phrases that are told."""

SWALLOWED = 0.6
"""A phrase of which this much stands in one longer phrase is not told beside that one."""

_LOOSE_ENDS = 15
_CANDIDATES = 1_500


def turns_of_phrase(lexicon: Lexicon) -> list[Favourite]:
    """Return phrases of two to five words, spread over the works, the most telling first.

    There is no list of how frequent phrases ordinarily are. So each is held against how often its words, at
    their ordinary frequencies, would meet by chance; `ratio` is `None`. A phrase that ends on one of the very
    commonest words is cut off, and is not told.
    """
    if lexicon.unspaced:
        return []
    counted = lexicon.counts.phrases_in_all()
    commonest = {word for word, _ in lexicon.as_counted.most_common(_LOOSE_ENDS)}
    function_words = set(lexicon.reference.function_words()) or commonest
    scores: dict[str, float] = {}
    for phrase, times in counted.items():
        if times < FEWEST:
            continue
        words = phrase.split()
        if words[-1] in commonest or any(map(lexicon.is_name, words)):
            continue
        if not all(map(_is_lettered, words)) or (
            len(words) == 2 and _is_plain(words, commonest, function_words)
        ):
            continue
        scores[phrase] = sqrt(times) * _surprise(lexicon, words, times) / (len(words) - 1) ** 0.5
    best = sorted(scores, key=lambda phrase: (-scores[phrase], phrase))[:_CANDIDATES]
    return _told(lexicon, _maximal(best, counted), counted, scores)


def _is_plain(words: list[str], commonest: set[str], function_words: set[str]) -> bool:
    return words[0] in commonest or function_words.issuperset(words)


def _is_lettered(word: str) -> bool:
    return any(map(str.isalpha, word))


def _surprise(lexicon: Lexicon, words: list[str], times: int) -> float:
    """Return the logarithm of how many times as often as by chance the words meet."""
    chance = 0.0
    for word in words:
        own = lexicon.as_counted[word] / max(1, lexicon.total)
        chance += log(
            max(lexicon.reference.frequency(word), own if not lexicon.reference.known else 0, UNKNOWN)
        )
    return log(times / max(1, lexicon.counts.numbers["words_in_sample"])) - chance


def _maximal(phrases: list[str], counted: Counter[str]) -> list[str]:
    """Return the phrases but those that mostly stand in one longer one."""
    longer = dict.fromkeys(phrases, 0)
    for phrase, times in counted.items():
        if times >= SWALLOWED * FEWEST:
            for part in (phrase.partition(" ")[2], phrase.rpartition(" ")[0]):
                if times > longer.get(part, times):
                    longer[part] = times
    return [phrase for phrase in phrases if longer[phrase] < SWALLOWED * counted[phrase]]


def _told(
    lexicon: Lexicon, phrases: list[str], counted: Counter[str], scores: dict[str, float]
) -> list[Favourite]:
    found: list[Favourite] = []
    told_of: Counter[str] = Counter()
    shares = shares_of(lexicon.counts.phrases)
    scale = 1000 / max(1, lexicon.counts.numbers["words_in_sample"])
    for phrase in phrases:
        uneven = unevenness(phrase, lexicon.counts.phrases, shares)
        if uneven > MOST_UNEVEN or any(_overlap(phrase, other.text) for other in found):
            continue
        if any(told_of[word] >= TOLD_OF_ONE for word in phrase.split()):
            continue
        told_of.update(phrase.split())
        per = round(counted[phrase] * scale, 3)
        found.append(
            Favourite(phrase, counted[phrase], per, None, round(scores[phrase], 1), round(uneven, 2))
        )
        if len(found) == PHRASES_TOLD:
            break
    return found


def _overlap(one: str, other: str) -> bool:
    shorter, longer = sorted((f" {one} ", f" {other} "), key=len)
    return shorter in longer
