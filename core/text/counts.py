"""What is counted of a style: totals, histograms and tallies, which can be added and subtracted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

PARTS = 12
"""Works are dealt out to this many parts, to see how widely each of their words is spread."""

MOST_WORDS = 50_000
"""A part keeps at most about this many words."""

MOST_OF_A_TALLY = 30_000

_BATCH = 1_000_000


@dataclass(eq=False)
class Tally:
    """How often each of many things was seen, of which only the frequent ones are kept.

    Where more than `most` gather, the rarest are dropped: `missed` bounds how often what is not (or not
    wholly) told may have been seen, as in lossy counting (Manku and Motwani, VLDB 2002).
    """

    most: int = MOST_OF_A_TALLY
    seen: Counter[str] = field(default_factory=Counter)
    missed: int = 0

    def add(self, other: Mapping[str, int], missed: int = 0) -> None:
        """Count what `other` counted as well."""
        self.seen.update(other)
        self.missed += missed
        if len(self.seen) > 2 * self.most:
            least = sorted(self.seen.values(), reverse=True)[self.most]
            self.seen = Counter({thing: count for thing, count in self.seen.items() if count > least})
            self.missed += least

    def subtract(self, other: Mapping[str, int]) -> None:
        """Take away what `other` counted; what is then not seen at all is forgotten."""
        self.seen = +(self.seen - Counter(other))

    def as_json(self) -> dict[str, Any]:
        """Return the tally, the most frequent first."""
        ordered = sorted(self.seen.items(), key=lambda item: (-item[1], item[0]))
        return {"seen": dict(ordered), "missed": self.missed}


def _parts() -> tuple[Tally, ...]:
    return tuple(Tally(MOST_WORDS) for _ in range(PARTS))


@dataclass(eq=False)
class Counts:
    """What was counted in some texts. `a + b` is what was counted in both, `a - b` in `a` but not `b`.

    Attributes:
        numbers: totals by name: `characters`, `words`, `letters`, `sentences`, `questions`, `exclamations`,
            `paragraphs`, `labels` (names of who speaks or is spoken to before a paragraph, which are
            counted in nothing else), …
        lengths: histograms: `sentences` and `paragraphs` in words, `words` in letters; length to how often.
        marks: punctuation by kind, as `tokens.KINDS` names them.
        tallies: `openers` (first word of a sentence), `openers_2` (first two), `question_openers`, `set_off`
            (up to four words between commas or a comma and an end), `capitalised` (words with a capital
            inside a sentence), `emoji`.
        parts: words by part; `words` sums them.
        phrases: phrases of two to five words by part.

    Phrases, what is set off and the variety of words are those of a sample, which is all of a small corpus
    and has `numbers["words_in_sample"]` words and `numbers["sentences_in_sample"]` sentences.

    A word is a run of letters and digits with inner hyphens and apostrophes, in small letters; where a script
    sets no spaces, a word is a character.
    """

    numbers: Counter[str] = field(default_factory=Counter)
    lengths: dict[str, Counter[int]] = field(default_factory=dict)
    marks: Counter[str] = field(default_factory=Counter)
    tallies: dict[str, Tally] = field(default_factory=dict)
    parts: tuple[Tally, ...] = field(default_factory=_parts)
    phrases: tuple[Tally, ...] = field(default_factory=_parts)

    @property
    def words(self) -> Counter[str]:
        """How often each word was seen in all parts."""
        return _summed(self.parts)

    def tally(self, name: str) -> Counter[str]:
        """Return the tally of a name, empty where nothing was seen."""
        return self.tallies[name].seen if name in self.tallies else Counter()

    def phrases_in_all(self) -> Counter[str]:
        """How often each phrase was seen in all parts."""
        return _summed(self.phrases)

    def add(self, other: Counts) -> None:
        """Add in place."""
        self.numbers.update(other.numbers)
        self.marks.update(other.marks)
        for name, lengths in other.lengths.items():
            self.lengths.setdefault(name, Counter()).update(lengths)
        for name, tally in other.tallies.items():
            self.tallies.setdefault(name, Tally()).add(tally.seen, tally.missed)
        for ours, theirs in zip(self.parts + self.phrases, other.parts + other.phrases, strict=True):
            ours.add(theirs.seen, theirs.missed)

    def __add__(self, other: Counts) -> Counts:
        total = Counts()
        total.add(self)
        total.add(other)
        return total

    def __sub__(self, other: Counts) -> Counts:
        rest = Counts() + self
        rest.numbers = +(rest.numbers - other.numbers)
        rest.marks = +(rest.marks - other.marks)
        for name, lengths in other.lengths.items():
            rest.lengths[name] = +(rest.lengths.get(name, Counter()) - lengths)
        for name, tally in other.tallies.items():
            rest.tallies.setdefault(name, Tally()).subtract(tally.seen)
        for ours, theirs in zip(rest.parts + rest.phrases, other.parts + other.phrases, strict=True):
            ours.subtract(theirs.seen)
        return rest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Counts) and self.as_json() == other.as_json()

    def as_json(self) -> dict[str, Any]:
        """Return everything in plain JSON values, in an order that depends on the texts alone."""
        return {
            "numbers": dict(sorted((+self.numbers).items())),
            "lengths": {
                name: {str(length): times for length, times in sorted((+lengths).items())}
                for name, lengths in sorted(self.lengths.items())
                if +lengths
            },
            "marks": dict(sorted((+self.marks).items())),
            "tallies": {name: tally.as_json() for name, tally in sorted(self.tallies.items()) if tally.seen},
            "parts": [tally.as_json() for tally in self.parts],
            "phrases": [tally.as_json() for tally in self.phrases],
        }


def measure(texts: Iterable[str]) -> Counts:
    """Count the style of `texts`, each a piece by itself (a message, a work); blank lines part paragraphs.

    For a corpus that does not fit into memory see `Corpus.counts`, which counts in several processes.
    """
    from whetstone.core.text.style.measuring import Sheet, measure_sheets

    total = Counts()
    batch: list[Sheet] = []
    size = 0
    for number, text in enumerate(texts):
        batch.append(Sheet(text, number % PARTS))
        size += len(text)
        if size > _BATCH:
            total.add(measure_sheets(batch))
            batch, size = [], 0
    if batch:
        total.add(measure_sheets(batch))
    return total


def _summed(parts: Iterable[Tally]) -> Counter[str]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part.seen)
    return total
