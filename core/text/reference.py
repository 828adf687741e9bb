"""Ordinary language to measure a style against: how frequent words are, and in which language a text is.

Frequencies are wordfreq's (Speer, 2022): fractions of all words in subtitles, news, books, encyclopedias and
the web, from lists made until 2021.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from heapq import nsmallest
from typing import Any

from whetstone.core.extras import needed
from whetstone.core.text.words import STOP_WORDS

FUNCTION_WORDS = 120
"""So many of a language's most frequent words are taken for its function words; after them come nouns."""

SAMPLE = 20_000
"""A language is told from this many characters, of up to `SAMPLED` texts."""

SAMPLED = 40

_PIECE = 500
_DIGITS = frozenset("0123456789")


class Reference:
    """The words of one language with their frequencies, as fractions of all words.

    Attributes:
        language: ISO 639-1.
        known: whether there is a list for this language; without one, no word is known.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._frequencies = _frequencies(language)
        self.known = bool(self._frequencies)

    def frequency(self, word: str) -> float:
        """Return the word's frequency, 0 where it is not listed; with a hyphen, its rarest part's."""
        folded = word.casefold()
        found = self._frequencies.get(folded)
        if found is None and "-" in folded:
            found = min(self._frequencies.get(part, 0.0) for part in folded.split("-"))
        return found or 0.0

    def most_frequent(self, most: int) -> dict[str, float]:
        """Return the `most` most frequent words with their frequencies, the most frequent first."""
        ordered = sorted(self._frequencies.items(), key=lambda item: (-item[1], item[0]))
        return dict(ordered[:most])

    def function_words(self) -> tuple[str, ...]:
        """Return the words that hold sentences together and name no subject, the most frequent first.

        They are the most frequent words (Burrows, 2002), in English without those that name something; none
        where the language is not known."""
        return _function_words(self.language)


def language_of(texts: Iterable[str]) -> str:
    """Return the language of a sample of `texts` (ISO 639-1); `en` where there are no letters."""
    with needed("forge"):
        import py3langid
    sample = []
    for text, _ in zip(texts, range(SAMPLED), strict=False):
        sample.append(text[: max(_PIECE, SAMPLE // SAMPLED)])
    joined = "\n".join(sample)
    if not any(map(str.isalpha, joined)):
        return "en"
    return str(py3langid.classify(joined)[0])


@lru_cache(maxsize=2)
def _function_words(language: str) -> tuple[str, ...]:
    most = 3 * FUNCTION_WORDS if language == "en" else FUNCTION_WORDS
    frequent = nsmallest(most, _frequencies(language).items(), key=lambda item: (-item[1], item[0]))
    plain = (word for word, _ in frequent if _DIGITS.isdisjoint(word))
    if language == "en":
        return tuple(word for word in plain if word in STOP_WORDS or word.partition("'")[0] in STOP_WORDS)
    return tuple(plain)


@lru_cache(maxsize=2)
def _frequencies(language: str) -> dict[str, float]:
    with needed("forge"):
        import wordfreq
    wanted = _LISTS.get(language, language)
    if wanted not in wordfreq.available_languages("best"):
        return {}
    found: Any = wordfreq.get_frequency_dict(wanted, "best")
    return dict(found)


_LISTS = {"no": "nb", "nn": "nb", "hr": "sh", "sr": "sh", "bs": "sh", "tl": "fil"}
"""Languages whose words are on another one's list."""
