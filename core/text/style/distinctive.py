"""Words and phrases that somebody uses more than others do, throughout their works.

Words are weighed by the log-odds against ordinary language with ordinary language as the prior (Monroe,
Colaresi and Quinn, "Fightin' Words", 2008). Dunning's log-likelihood ranks by evidence alone and is led by
the commonest words at any size; the log-odds has a size (how many times as often) and a z, and its prior
keeps a word that was seen three times from the top.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

from whetstone.core.text.counts import Tally
from whetstone.core.text.style.lexicon import Lexicon

PRIOR = 20_000
"""Words of ordinary language that are added to what was counted."""

UNKNOWN = 1e-8
"""The frequency of a word that is not on the list, which is that of the rarest that are."""

FEWEST = 4
"""A word or phrase that was seen less often is no favourite."""

LEAST_SCORE = 3.0
LEAST_RATIO = 1.5
MOST_UNEVEN = 0.6
"""Gries' deviation of proportions up to which a word counts as spread over the works."""

SWALLOWED = 0.6
"""A run of characters of which so much stands in longer ones is not told beside them."""

_COUNTING = frozenset("一二三四五六七八九十百千萬万首其第曰云")

WORDS_TOLD = 40
FUNCTION_WORDS_TOLD = 12


@dataclass(frozen=True, slots=True)
class Favourite:
    """A word or phrase, how often it stands per thousand words, and how far that is from ordinary language.

    `ratio` is its frequency over the ordinary one, `None` where that is not known. `score` orders: for words
    the z of the weighted log-odds. `unevenness` is Gries' deviation of proportions over the parts of the
    corpus, from 0 (everywhere alike) to 1 (in a single small part).
    """

    text: str
    times: int
    per_1000_words: float
    ratio: float | None
    score: float
    unevenness: float

    def as_json(self) -> dict[str, Any]:
        """Return it in plain JSON values."""
        return {
            "text": self.text,
            "times": self.times,
            "per_1000_words": self.per_1000_words,
            "times_as_often_as_ordinary": self.ratio,
            "score": self.score,
            "unevenness_0_to_1": self.unevenness,
        }


def favourite_words(lexicon: Lexicon) -> tuple[list[Favourite], list[Favourite]]:
    """Return the words that are frequent, distinctive and spread over the works, and the names among them.

    Both with the most distinctive first. Where there is no list of the language, words are weighed by how
    evenly they are spread alone and have no ratio.
    """
    function_words = set(lexicon.reference.function_words())
    words: list[Favourite] = []
    names: list[Favourite] = []
    for word, times in lexicon.words.items():
        if times < FEWEST or word in function_words or not _is_plain_word(word):
            continue
        favourite = weighed(lexicon, word, times)
        if favourite is None:
            continue
        (names if lexicon.is_name(word) else words).append(favourite)
    if lexicon.unspaced:
        words = _told_apart([word for word in words if not is_loose_run(word.text, function_words)])
    return _ordered(words), _ordered(names)


def is_loose_run(run: str, function_words: Container[str]) -> bool:
    """Return whether a run of unspaced characters is no word: it holds a function word, number or ending.

    Two letters of katakana are no word either: those are longer.
    """
    if len(run) == 2 and all("\u30a0" <= character <= "\u30ff" for character in run):
        return True
    return any(
        character in function_words or character in _COUNTING or "\u3040" <= character <= "\u309f"
        for character in run
    )


def _told_apart(runs: list[Favourite]) -> list[Favourite]:
    """Return the runs but those of which most stand in longer ones."""
    kept: list[Favourite] = []
    for run in sorted(runs, key=lambda run: (-len(run.text), -run.times, run.text)):
        inside = sum(longer.times for longer in kept if run.text in longer.text)
        if inside < SWALLOWED * run.times:
            kept.append(run)
    return kept


def _is_plain_word(word: str) -> bool:
    return len(word) > 1 and word.replace("-", "").replace("'", "").isalpha()


def weighed(lexicon: Lexicon, word: str, times: int) -> Favourite | None:
    """Return the word where it is distinctive and spread, else `None`."""
    reference, total = lexicon.reference, lexicon.total
    ratio: float | None = None
    if reference.known:
        ordinary = reference.frequency(word)
        score, odds = weighted_log_odds(times, total, ordinary)
        if score < LEAST_SCORE or odds < LEAST_RATIO:
            return None
        ratio = round(odds, 1) if ordinary else None
    else:
        score = sqrt(times)
    uneven = unevenness(word, lexicon.parts, lexicon.shares)
    if uneven > MOST_UNEVEN:
        return None
    return Favourite(
        word, times, lexicon.per_1000(times), ratio, round(score * (1 - uneven), 1), round(uneven, 2)
    )


def function_words(lexicon: Lexicon) -> list[dict[str, Any]]:
    """Return the function words that are more or less frequent than ordinarily, the most so first."""
    found: list[tuple[float, dict[str, Any]]] = []
    for word in lexicon.reference.function_words():
        times, ordinary = lexicon.words[word], lexicon.reference.frequency(word)
        score, ratio = weighted_log_odds(times, lexicon.total, ordinary)
        if abs(score) >= LEAST_SCORE and not 1 / LEAST_RATIO < ratio < LEAST_RATIO:
            told = {
                "text": word,
                "times": times,
                "per_1000_words": lexicon.per_1000(times),
                "ordinary_per_1000_words": round(1000 * ordinary, 3),
                "score": round(score, 1),
            }
            found.append((score, told))
    found.sort(key=lambda scored: (-abs(scored[0]), scored[1]["text"]))
    more = [told for score, told in found if score > 0]
    less = [told for score, told in found if score < 0]
    return more[:FUNCTION_WORDS_TOLD] + less[:FUNCTION_WORDS_TOLD]


def weighted_log_odds(times: int, total: int, ordinary: float) -> tuple[float, float]:
    """Return the z of the log-odds against ordinary language, and the ratio of the frequencies."""
    expected = max(ordinary, UNKNOWN)
    prior = PRIOR * expected
    odds = log((times + prior) / (total + PRIOR - times - prior)) - log(expected / (1 - expected))
    return odds * sqrt(times + prior), times / max(1, total) / expected


def unevenness(thing: str, parts: Sequence[Tally], shares: Sequence[float]) -> float:
    """Return Gries' deviation of proportions (2008): 0 where a thing is spread as all words are."""
    own = [part.seen[thing] for part in parts]
    whole = sum(own)
    if not whole:
        return 1.0
    return sum(abs(times / whole - share) for times, share in zip(own, shares, strict=True)) / 2


def _ordered(found: list[Favourite]) -> list[Favourite]:
    return sorted(found, key=lambda favourite: (-favourite.score, favourite.text))[:WORDS_TOLD]
