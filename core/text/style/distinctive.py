"""Words and phrases that somebody uses more than others do, throughout their works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

from whetstone.core.text.counts import Counts, Tally
from whetstone.core.text.reference import Reference

PRIOR = 20_000
"""Words of ordinary language that are added to what was counted, so that rare words are no wonder."""

UNKNOWN = 1e-8
"""The frequency of a word that is not on the list: what its rarest words have."""

LEAST_SCORE = 3.0
MOST_UNEVEN = 0.6
WORDS_TOLD = 40


@dataclass(frozen=True, slots=True)
class Favourite:
    """A word or phrase, how often it stands per thousand words, and how far that is from ordinary language.

    `ratio` is its frequency over the ordinary one, `None` where that is not known. `score` is the z of the
    weighted log-odds. `unevenness` is Gries' deviation of proportions over the parts of the corpus, from 0
    (everywhere alike) to 1; `name` says that it is mostly a proper name.
    """

    text: str
    times: int
    per_1000_words: float
    ratio: float | None
    score: float
    unevenness: float
    name: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it in plain JSON values."""
        return {field: getattr(self, field) for field in self.__slots__}


def favourite_words(counts: Counts, language: str) -> tuple[Favourite, ...]:
    """Return the words that are frequent, distinctive and spread over the works, the most distinctive first."""
    reference = Reference(language)
    total = counts.numbers["words"]
    found = []
    for word, times in counts.words.items():
        score, ratio = weighted_log_odds(times, total, reference.frequency(word))
        if times >= 5 and score >= LEAST_SCORE:
            uneven = unevenness(word, counts.parts)
            if uneven <= MOST_UNEVEN:
                name = counts.tally("capitalised")[word] > times / 2
                per = round(1000 * times / total, 3)
                found.append(Favourite(word, times, per, round(ratio, 1), round(score, 1), uneven, name))
    found.sort(key=lambda favourite: (-favourite.score, favourite.text))
    return tuple(found[:WORDS_TOLD])


def weighted_log_odds(times: int, total: int, ordinary: float) -> tuple[float, float]:
    """Return the z of the log-odds against ordinary language, and the ratio of the frequencies.

    The prior is ordinary language itself (Monroe, Colaresi and Quinn, Fightin' Words, 2008).
    """
    expected = max(ordinary, UNKNOWN)
    prior = PRIOR * expected
    odds = log((times + prior) / (total + PRIOR - times - prior)) - log(expected / (1 - expected))
    return odds / sqrt(1 / (times + prior)), times / max(1, total) / expected


def unevenness(thing: str, parts: Sequence[Tally]) -> float:
    """Return Gries' deviation of proportions (2008): 0 where a thing is spread as the words of the parts are."""
    sizes = [part.seen.total() for part in parts]
    own = [part.seen[thing] for part in parts]
    total, all_own = sum(sizes), sum(own)
    if not all_own:
        return 1.0
    return round(sum(abs(o / all_own - s / total) for o, s in zip(own, sizes, strict=True)) / 2, 2)
