"""What was counted as a reference list knows it: words split as the list splits them, with their totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from whetstone.core.text.counts import Counts, Tally
from whetstone.core.text.reference import Reference
from whetstone.core.text.style.languages import forms
from whetstone.core.text.style.spacing import is_unspaced

_LONGEST_UNSPACED = 4
_COMMONEST = 4


class Lexicon:
    """The words of some counts in one language.

    Attributes:
        counts: what was counted.
        language: ISO 639-1.
        forms: what is known of the language's forms.
        reference: ordinary language.
        as_counted: how often each word was seen, before elisions are parted and characters joined.
        unspaced: whether most words are characters of a script without spaces; then runs of up to four
            characters that come back are words too.
    """

    def __init__(self, counts: Counts, language: str) -> None:
        self.counts = counts
        self.language = language
        self.forms = forms(language)
        self.reference = Reference(language)
        self.as_counted = words = counts.words
        single = sum(times for word, times in words.items() if is_unspaced(word))
        self.unspaced = 2 * single > words.total()

    @cached_property
    def words(self) -> Counter[str]:
        """How often each word was seen."""
        if self.parts is self.counts.parts:
            return self.as_counted
        total: Counter[str] = Counter()
        for part in self.parts:
            total.update(part.seen)
        return total

    @cached_property
    def commonest(self) -> frozenset[str]:
        """The very commonest words, which open any clause."""
        return frozenset(word for word, _ in self.as_counted.most_common(_COMMONEST))

    @cached_property
    def total(self) -> int:
        """The number of words (of characters, where a script sets no spaces)."""
        return self.counts.numbers["words"]

    @cached_property
    def parts(self) -> tuple[Tally, ...]:
        """The words by part, elisions parted (`l'homme`), runs of unspaced characters among them."""
        parts = self.counts.parts
        if self.unspaced:
            scale = self.total / max(1, self.counts.numbers["words_in_sample"])
            return tuple(
                _with_runs(part, phrases, scale)
                for part, phrases in zip(parts, self.counts.phrases, strict=True)
            )
        return tuple(map(_parted, parts)) if self.forms.elides else parts

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """How much of all words is in each part."""
        return shares_of(self.parts)

    def is_name(self, word: str) -> bool:
        """Return whether a word is mostly written with a capital where no sentence begins."""
        if self.forms.nouns_have_capitals or word == "i" or word.startswith("i'"):
            return False
        capital = self.counts.tally("capitalised")[word]
        inside = self.as_counted[word] - self.counts.tally("openers")[word]
        return capital > 0 and 2 * capital > inside

    def per_1000(self, times: float) -> float:
        """Return how often in a thousand words `times` is."""
        return round(1000 * times / max(1, self.total), 3)


def shares_of(parts: Sequence[Tally]) -> tuple[float, ...]:
    """Return how much of all that was counted is in each part."""
    sizes = [part.seen.total() for part in parts]
    return tuple(size / max(1, sum(sizes)) for size in sizes)


def _parted(part: Tally) -> Tally:
    words: Counter[str] = Counter()
    for word, times in part.seen.items():
        for piece in word.split("'"):
            if piece:
                words[piece] += times
    return Tally(part.most, words, part.missed)


def _with_runs(part: Tally, phrases: Tally, scale: float) -> Tally:
    words = Counter(part.seen)
    for phrase, times in phrases.seen.items():
        characters = phrase.split()
        if len(characters) <= _LONGEST_UNSPACED and all(map(is_unspaced, characters)):
            words["".join(characters)] += round(times * scale)
    return Tally(part.most, words, part.missed)
