"""Somebody's style, as far as a portrait uses it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whetstone.core.text.choosing.distinctiveness import Favourites
    from whetstone.core.text.counts import Counts
    from whetstone.core.text.profile import StyleProfile

_BETWEEN = r"[\s'’‑—-]+"
_QUOTED_PHRASE = re.compile(r"“(\w[^“”]* [^“”]*)”")


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """What was measured.

    `liked` is the favourite vocabulary, `knows` tells whether a word stands in the texts, `names_something`
    whether a theme's label says what it is about. `sentence_words` are the lengths of consecutive sentences,
    `typical_sentence` is the median in words, `typical_paragraph` the length beyond which half of all words
    stand, `variety` counts the different words in a stretch of 100, `findings` say the style in sentences,
    and `directions` say what to do to sound like it, the most telling first.
    """

    profile: StyleProfile
    liked: Favourites
    knows: Callable[[str], bool]
    names_something: Callable[[str], bool]
    sentence_words: Sequence[int]
    typical_sentence: float
    typical_paragraph: float
    variety: float
    findings: Sequence[str]
    directions: Sequence[str]

    @property
    def language(self) -> str:
        """ISO 639-1."""
        return self.profile.language


def style_of(
    profile: StyleProfile, counts: Counts, sample: Sequence[str], sentences: int, *, chats: bool = False
) -> Style:
    """Return the style that a profile of `counts` tells; `sentences` is how many lengths are wanted.

    `sample` are texts that were counted: what is quoted is quoted as it stands there. `chats` says that
    paragraphs are messages.
    """
    from whetstone.core.portrait.directions import directions
    from whetstone.core.text.choosing.distinctiveness import favourites
    from whetstone.core.text.reference import Reference
    from whetstone.core.text.style.distinctive import is_loose_run
    from whetstone.core.text.style.spacing import is_unspaced

    reference = Reference(profile.language)
    known = counts.words
    liked = favourites(
        known,
        reference.frequency,
        without=[name.text for name in profile.names],
        phrases=[phrase.text for phrase in profile.phrases],
    )
    rhythm = profile.values["rhythm"]
    function_words = set(reference.function_words())
    return Style(
        profile=profile,
        liked=liked,
        knows=lambda word: word.casefold() in known,
        names_something=lambda word: not (is_unspaced(word) and is_loose_run(word, function_words)),
        sentence_words=_sentence_words(sample, profile.language, sentences),
        typical_sentence=rhythm["words_per_sentence_median"],
        typical_paragraph=_where_half_stands(counts.lengths["paragraphs"]),
        variety=rhythm["different_words_per_100_words"],
        findings=[_as_written(finding.sentence, sample) for finding in profile.findings],
        directions=[_as_written(told, sample) for told in directions(profile, chats=chats)],
    )


def _as_written(sentence: str, texts: Sequence[str]) -> str:
    """Return a finding with each phrase that it quotes as the author writes it, capitals and all.

    A phrase that is not met in `texts` loses its quotation marks: what stands in them is verbatim.
    """

    def written(quoted: re.Match[str]) -> str:
        words = _BETWEEN.join(map(re.escape, quoted[1].split()))
        phrase = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
        found = next(filter(None, map(phrase.search, texts)), None)
        return f"“{' '.join(found[0].split())}”" if found else quoted[1]

    return _QUOTED_PHRASE.sub(written, sentence)


def _where_half_stands(lengths: Mapping[int, int]) -> int:
    """Return the length such that half of all words stand in longer paragraphs.

    In a dialogue most paragraphs are short replies, which say little about what somebody says at a time.
    """
    left = sum(length * times for length, times in lengths.items()) / 2
    for length in sorted(lengths):
        left -= length * lengths[length]
        if left <= 0:
            return length
    return 0


def _sentence_words(texts: Sequence[str], language: str, most: int) -> list[int]:
    from whetstone.core.text.passages import sentences
    from whetstone.core.text.words import words

    lengths: list[int] = []
    for text in texts:
        lengths += [len(words(text[start:end])) for start, end in sentences(text, (0, len(text)), language)]
        if len(lengths) >= most:
            break
    return [length for length in lengths if length][:most]
