"""Which words and phrases are somebody's habit, and may be told because they tell nothing but a manner.

A habit stands in five messages on three days. What is said word for word again counts once, so that a
sentence which is pasted, or a secret in it, is none. And a rare word, a place, an illness or an employer
is no manner however often it is said: a word is told if it holds sentences together, or if it is a word of
ordinary language that stands loosely at the edge of what is said (“honestly”, “boah”, “lol”).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from whetstone.core.text.reference import Reference
from whetstone.core.text.words import words
from whetstone.plugins.mirror.taking import CleanTurn
from whetstone.plugins.mirror.telling_words import TELLING

if TYPE_CHECKING:
    from whetstone.core.text.style.distinctive import Favourite

MESSAGES, DAYS = 5, 3
"""Messages and days on which something must have been said to count as a trait."""

KNOWN = 3e-7
"""Share of ordinary words from which on a word is one that many people use (three in ten million)."""

COMMON = 2e-5
"""Share of ordinary words that a word has with which sentences may be said to begin."""

VERY_COMMON = 1e-4
"""Share of ordinary words that a word of a phrase has, or one that is said by itself."""

LONGEST_PHRASE = 3
"""Words of a phrase that is told: of longer ones two would be a copy of the log, side by side."""

MOST_RARE = 0.5
"""The share of a phrase's words that may be other than function words."""

LOOSE = 0.6
"""The share of its messages in which a favourite word stands loosely."""

PASTED = 5
"""A message of so many words that was said before, word for word, is no other message."""

_CLAUSES = re.compile(r"[^\w\s'’]+|\n")
_PLACEHOLDER = re.compile(r"(?:^|\s)@?\[[A-Z][A-Z0-9_]*_\d+\][:,]?(?=\s|$|[.!?;])|\[[A-Z][A-Z0-9_]*_\d+\]")


def without_placeholders(text: str) -> str:
    """Return `text` without the placeholders that stand for what was taken out of it."""
    return " ".join(_PLACEHOLDER.sub(" ", text).split())


def bare(turn: CleanTurn) -> str:
    """Return a turn's words without placeholders."""
    return without_placeholders(turn.text)


def said_once(turns: Iterable[CleanTurn]) -> list[CleanTurn]:
    """Return `turns` without those of `PASTED` words or more that say again what one before them said."""
    seen: set[str] = set()
    kept = []
    for turn in turns:
        said = bare(turn).casefold()
        if said in seen:
            continue
        if len(words(said)) >= PASTED:
            seen.add(said)
        kept.append(turn)
    return kept


def is_habit(turns: Sequence[CleanTurn]) -> bool:
    """Return whether `turns` are enough messages on enough days."""
    return len(turns) >= MESSAGES and len({turn.day for turn in turns}) >= DAYS


class Traits:
    """Tells which words and phrases are traits in some turns; `names_nobody` tells names from words."""

    def __init__(
        self, turns: Sequence[CleanTurn], language: str, names_nobody: Callable[[str], bool]
    ) -> None:
        self._turns = turns
        self._texts = [bare(turn) for turn in turns]
        self._lines = [f" {' '.join(words(text))} " for text in self._texts]
        self._reference = Reference(language)
        self._function_words = frozenset(self._reference.function_words())
        self._names_nobody = names_nobody
        self._loose, self._seen = self._edges()

    def favourites(self, found: Iterable[Favourite]) -> tuple[Favourite, ...]:
        """Return the words among `found` that are a manner of speaking."""
        return tuple(one for one in found if self._is_manner(one.text) and self._has(one))

    def opens(self, phrase: str) -> bool:
        """Return whether sentences may be said to begin with one or two words."""
        said = words(phrase)
        if len(said) != len(phrase.split()) or not self._may_be_told(phrase):
            return False
        if len(said) == 1:
            return self._is_spread(said[0], COMMON) or self._is_manner(said[0])
        return all(self._is_spread(word, COMMON) for word in said) and not self._runs_together(phrase)

    def phrases(self, found: Iterable[Favourite]) -> tuple[Favourite, ...]:
        """Return the phrases that are traits, but those that mostly stand in messages with one before them.

        Of a sentence that is said again and again one piece is told, and not, piece by piece, all of it.
        """
        kept: list[Favourite] = []
        told: set[int] = set()
        for one in found:
            places = self._where(one.text)
            habit = self.is_common(one.text) and is_habit([self._turns[at] for at in places])
            if habit and 2 * len(told & places) <= len(places):
                kept.append(one)
                told |= places
        return tuple(kept)

    def is_saying(self, text: str) -> bool:
        """Return whether what is said by itself is common, or a word alone that is said by very many."""
        if " " in text:
            return self.is_common(text)
        return self._is_spread(text.casefold(), VERY_COMMON) and self._may_be_told(text)

    def is_common(self, phrase: str) -> bool:
        """Return whether the phrase is made of very common words, half of them function words."""
        said = words(phrase)
        own = [word for word in said if word not in self._function_words]
        return (
            0 < len(said) <= LONGEST_PHRASE
            and len(own) <= MOST_RARE * len(said)
            and all(self._is_spread(word, VERY_COMMON) for word in said)
            and self._may_be_told(phrase)
            and not self._runs_together(phrase)
        )

    def has_sign(self, sign: str) -> bool:
        """Return whether an emoji or emoticon stands in enough messages on enough days."""
        return is_habit([turn for turn, text in zip(self._turns, self._texts, strict=True) if sign in text])

    def _may_be_told(self, text: str) -> bool:
        said = words(text)
        return (
            self._reference.known
            and not any(map(str.isdigit, text))
            and TELLING.isdisjoint(word.removesuffix("'s") for word in said)
            and all(map(self._names_nobody, (text, *said)))
        )

    def _is_spread(self, word: str, share: float) -> bool:
        return word in self._function_words or self._reference.frequency(word) >= share

    def _runs_together(self, phrase: str) -> bool:
        """Return whether single characters of a script without spaces make no common word together."""
        said = phrase.split()
        one = len(said) > 1 and all(len(word) == 1 and ord(word) > 0x2E7F for word in said)
        return one and self._reference.frequency("".join(said)) < COMMON

    def _is_manner(self, word: str) -> bool:
        often = self._seen.get(word, 0)
        loose = often and self._loose[word] >= LOOSE * often
        return bool(loose) and self._may_be_told(word) and self._is_spread(word, KNOWN)

    def _has(self, one: Favourite) -> bool:
        return is_habit([self._turns[at] for at in self._where(one.text)])

    def _where(self, phrase: str) -> set[int]:
        """Return the places of the turns in which it stands."""
        sought = f" {' '.join(words(phrase))} "
        return {at for at, line in enumerate(self._lines) if sought in line}

    def _edges(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return of each word how often it stands loosely, and how often at all.

        That is where a clause begins with it, or ends with it after a word that does not lead up to it, as
        prepositions and articles do.
        """
        loose: dict[str, int] = defaultdict(int)
        seen: dict[str, int] = defaultdict(int)
        for text in self._texts:
            for clause in _CLAUSES.split(text):
                said = words(clause)
                for at, word in enumerate(said):
                    seen[word] += 1
                    last = at == len(said) - 1 and said[at - 1] not in self._function_words
                    loose[word] += at == 0 or last
        return loose, seen
