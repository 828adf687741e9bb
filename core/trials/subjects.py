"""The words that say what a passage is about."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from whetstone.core.text.style.distinctive import is_loose_run
from whetstone.core.text.words import STOP_WORDS, is_unspaced, words
from whetstone.core.trials.wording import wording

SHORTEST = 4
"""Letters of a subject word, at the least, in scripts that set spaces between words."""

COMMON = 0.25
"""A word that more than this share of eight texts or more have is no subject."""

SELDOM = 4
"""A word that names something in less than one of so many places is no subject."""

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_OPENS = re.compile(r"(?:^|[.!?…:;»”\"“‘'\n(—])\s*$")


class _Word(NamedTuple):
    word: str
    spelled: str
    before: str
    opens: bool
    after: str


class Subjects:
    """Finds the words that tell each of `texts` from the others and name something, in `language`.

    A word names something where it follows an article, a preposition or the like; in languages that put
    adjectives first, also only where such a one, a stop word or a mark of punctuation follows it. That is
    known for the languages of `wording.py`; in others any word may name something. Names of people and places
    are none: words with a capital inside of most sentences, or wherever they stand, except in German. Of what
    is left, a passage is about the words that it repeats and that few other passages have; those that stand
    in no other come last, since nobody may know them. In scripts without spaces a word is a pair of
    characters.
    """

    def __init__(self, texts: Sequence[str], language: str) -> None:
        self._wording = wording(language)
        self._texts = len(texts)
        self._in_texts: Counter[str] = Counter()
        self._named: Counter[str] = Counter()
        self._all: Counter[str] = Counter()
        self._inside: Counter[str] = Counter()
        self._capital: Counter[str] = Counter()
        self._small: set[str] = set()
        for text in texts:
            self._take(text)

    def _take(self, text: str) -> None:
        found = list(_words(text))
        self._in_texts.update({one.word for one in found})
        self._named.update(one.word for one in found if self._names(one))
        self._all.update(one.word for one in found)
        self._small.update(one.word for one in found if not one.spelled[:1].isupper())
        for one in found:
            if not one.opens:
                self._inside[one.word] += 1
                self._capital[one.word] += one.spelled[:1].isupper()

    def _names(self, one: _Word) -> bool:
        if one.before not in self._wording.before:
            return False
        ends = not one.after or one.after in STOP_WORDS or one.after in self._wording.before
        return ends or not self._wording.adjectives_first

    def of(self, text: str, most: int) -> tuple[str, ...]:
        """Return at most `most` words that say what `text` is about, the best first, none akin."""
        often: Counter[str] = Counter()
        spelled: dict[str, str] = {}
        for one in _words(text):
            often[one.word] += 1
            spelled.setdefault(one.word, one.word.capitalize() if self._is_capital(one.word) else one.word)
        ranked = sorted(
            (word for word in often if self._is_subject(word)),
            key=lambda word: (self._in_texts[word] < 2, -often[word] * self._worth(word), word),
        )
        chosen: list[str] = []
        for word in ranked:
            if len(chosen) < most and not any(_akin(word, other) for other in chosen):
                chosen.append(word)
        return tuple(spelled[word] for word in chosen)

    def _is_subject(self, word: str) -> bool:
        known = self._wording
        if is_unspaced(word):
            return len(word) > 1 and not self._is_common(word) and not is_loose_run(word, known.loose)
        if len(word) < SHORTEST or word in STOP_WORDS or word in known.before or self._is_common(word):
            return False
        if known.before and SELDOM * self._named[word] < self._all[word]:
            return False
        return self._is_capital(word) == known.nouns_are_capitals

    def _is_common(self, word: str) -> bool:
        return self._texts >= 8 and self._in_texts[word] > COMMON * self._texts

    def _is_capital(self, word: str) -> bool:
        return 2 * self._capital[word] > self._inside[word] or word not in self._small

    def _worth(self, word: str) -> float:
        """Return how rare `word` is over the texts, times how often it names something where it stands."""
        rarity = math.log((1 + self._texts) / (1 + self._in_texts[word])) + 0.1
        return rarity * (1 + self._named[word]) / (1 + self._all[word])


def _akin(word: str, other: str) -> bool:
    """Return whether two words begin so much alike that they may be forms of one."""
    alike = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), None)
    return alike is None or alike >= max(SHORTEST, 0.6 * min(len(word), len(other)))


def _words(text: str) -> Iterator[_Word]:
    before = ""
    matches = list(_WORD.finditer(text))
    for match, then in zip_longest(matches, matches[1:]):
        word = match[0].casefold()
        if is_unspaced(word):
            yield from (_Word(pair, pair, "", False, "") for pair in words(word))
        else:
            opens = _OPENS.search(text, max(0, match.start() - 3), match.start()) is not None
            runs_on = then is not None and text[match.end() : then.start()].isspace()
            yield _Word(word, match[0], before, opens, then[0].casefold() if runs_on else "")
        before = word
