"""How somebody writes in chats: what of the measured style is a habit, and gives nothing away.

A word or a phrase counts as a trait where it stands in five messages on three days. It is told only where
others use it too: a rare name, a town, a passphrase said ten times is no trait.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from whetstone.core.text.counts import PARTS, Counts
from whetstone.core.text.profile import StyleProfile, style_profile
from whetstone.core.text.reference import Reference
from whetstone.core.text.style.findings import findings
from whetstone.core.text.words import words
from whetstone.plugins.mirror.taking import CleanTurn

if TYPE_CHECKING:
    from whetstone.core.text.style.distinctive import Favourite

MESSAGES, DAYS = 5, 3
"""Messages and days on which something must have been said to count as a trait."""

KNOWN = 3e-7
"""Share of ordinary words from which on a word is one that many people use (three in ten million)."""

COMMON = 2e-5
"""Share of ordinary words that each word of a phrase has, which are said by many."""

VERY_COMMON = 1e-4
"""Share of ordinary words that a word has which may be told as said by itself: hardly any name is."""

LONGEST_PHRASE = 3
"""Words of a phrase that is told: of longer ones two would be a copy of the log, side by side."""

MOST_RARE = 0.5
"""The share of a phrase's words that may be other than function words."""

_BY_WORD = (
    ("openings", "first_word_percent_of_sentences"),
    ("openings", "first_two_words_percent_of_sentences"),
    ("asking", "first_word_percent_of_questions"),
)
_PLACEHOLDER = re.compile(r"(?:^|\s)@?\[[A-Z][A-Z0-9_]*_\d+\][:,]?(?=\s|$|[.!?;])|\[[A-Z][A-Z0-9_]*_\d+\]")
_BY_ITSELF = re.compile(r"[\w'’]+(?: [\w'’]+){0,2}(?=[,.;!?…]|$| [:;=][-']?[()DPp3/|])")
_SLAB = 2_000


def spoken(turns: Iterable[CleanTurn]) -> list[str]:
    """Return the turns' words without the placeholders that stand for what was taken out."""
    return [text for text in map(_bare, turns) if text]


def heard(turns: Iterable[CleanTurn]) -> list[str]:
    """Return what others said before the turns, without placeholders."""
    return [text for text in (_without_placeholders(turn.before) for turn in turns) if text]


def counted(turns: Sequence[CleanTurn]) -> Counts:
    """Return what is counted in the turns, a message being a paragraph and every day in one part."""
    from whetstone.core.text.style.measuring import Sheet, measure_sheets

    days = {day: place for place, day in enumerate(dict.fromkeys(turn.day for turn in turns))}
    counts = Counts()
    for first in range(0, len(turns), _SLAB):
        dealt: dict[int, list[CleanTurn]] = {}
        for turn in turns[first : first + _SLAB]:
            dealt.setdefault(days[turn.day] % PARTS, []).append(turn)
        counts += measure_sheets([Sheet("\n\n".join(spoken(dealt[part])), part) for part in sorted(dealt)])
    return counts


def profile_of(
    turns: Sequence[CleanTurn], counts: Counts, language: str, names_nobody: Callable[[str], bool]
) -> StyleProfile:
    """Return the profile of what was counted in `turns`, with the words and phrases that are traits.

    Names, whom somebody calls, and what they set off with commas are left out: they tell of other people.
    `names_nobody` tells of a word that the log knows no one by it.
    """
    profile = style_profile(counts, language)
    traits = _Traits(turns, language)

    def may_tell(phrase: str) -> bool:
        return all(map(traits.is_plain, words(phrase))) and names_nobody(phrase)

    favourite_words = [one for one in profile.favourite_words if may_tell(one.text) and traits.has(one)]
    common = [one for one in profile.phrases if traits.is_common(one.text) and names_nobody(one.text)]
    phrases = traits.apart(common)
    values: dict[str, dict[str, Any]] = {group: dict(told) for group, told in profile.values.items()}
    for group, name in _BY_WORD:
        values[group][name] = {word: share for word, share in values[group][name].items() if may_tell(word)}
    values["addressing"] |= {"addresses_per_1000_sentences": {}, "asides_per_1000_sentences": {}}
    told = findings(values, favourite_words, phrases, profile.unit, language)
    return replace(
        profile,
        values=values,
        favourite_words=tuple(favourite_words),
        names=(),
        phrases=tuple(phrases),
        findings=told,
    )


def said_often(
    turns: Sequence[CleanTurn], language: str, names_nobody: Callable[[str], bool], most: int = 12
) -> list[str]:
    """Return what of one to three words somebody says by itself as a habit, the most frequent first.

    It is a whole message, or stands at the beginning of one before a comma, a stop or a smiley. It is written
    as it mostly is.
    """
    seen: dict[str, list[tuple[CleanTurn, str]]] = {}
    for turn in turns:
        said = _BY_ITSELF.match(_bare(turn))
        if said is not None:
            seen.setdefault(said[0].casefold(), []).append((turn, said[0]))
    traits = _Traits((), language)
    often = {
        text: Counter(written for _, written in found).most_common(1)[0][0]
        for text, found in seen.items()
        if _is_habit([turn for turn, _ in found]) and traits.is_saying(text) and names_nobody(text)
    }
    return [often[text] for text in sorted(often, key=lambda text: (-len(seen[text]), text))[:most]]


class _Traits:
    """Tells which words and phrases are traits in some turns."""

    def __init__(self, turns: Sequence[CleanTurn], language: str) -> None:
        self._turns = turns
        self._lines = [f" {' '.join(words(_bare(turn)))} " for turn in turns]
        self._reference = Reference(language)
        self._function_words = frozenset(self._reference.function_words())

    def has(self, one: Favourite) -> bool:
        """Return whether it stands in enough messages on enough days."""
        return _is_habit([self._turns[at] for at in self._where(one)])

    def apart(self, phrases: Iterable[Favourite]) -> list[Favourite]:
        """Return the phrases that are traits, but those that mostly stand in messages with one before them.

        Of a sentence that is said again and again one piece is told, and not, piece by piece, all of it.
        """
        kept: list[Favourite] = []
        told: set[int] = set()
        for one in phrases:
            places = self._where(one)
            if _is_habit([self._turns[at] for at in places]) and 2 * len(told & places) <= len(places):
                kept.append(one)
                told |= places
        return kept

    def _where(self, one: Favourite) -> set[int]:
        """Return the places of the turns in which it stands."""
        sought = f" {' '.join(words(one.text))} "
        return {at for at, line in enumerate(self._lines) if sought in line}

    def is_plain(self, word: str) -> bool:
        """Return whether others use the word too; where the language has no list, whether it is letters."""
        if not self._reference.known:
            return word.isalpha()
        return self._reference.frequency(word) >= KNOWN

    def is_saying(self, text: str) -> bool:
        """Return whether what is said by itself is common, or a word alone that is said by very many."""
        if " " in text or not self._reference.known:
            return self.is_common(text)
        return self._reference.frequency(text) >= VERY_COMMON

    def is_common(self, phrase: str) -> bool:
        """Return whether the phrase is made of common words, half of them function words at the least."""
        said = words(phrase)
        if not 0 < len(said) <= LONGEST_PHRASE or any(map(str.isdigit, phrase)):
            return False
        if not self._reference.known:
            return len(said) <= 2
        own = [word for word in said if word not in self._function_words]
        return len(own) <= MOST_RARE * len(said) and all(
            self._reference.frequency(word) >= COMMON for word in own
        )


def _bare(turn: CleanTurn) -> str:
    return _without_placeholders(turn.text)


def _without_placeholders(text: str) -> str:
    return " ".join(_PLACEHOLDER.sub(" ", text).split())


def _is_habit(turns: Sequence[CleanTurn]) -> bool:
    return len(turns) >= MESSAGES and len({turn.day for turn in turns}) >= DAYS
