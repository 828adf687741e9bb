"""Ordinary language to measure a style against: how frequent words are, and in which language a text is.

Frequencies are wordfreq's (Speer, 2022): fractions of all words in subtitles, news, books, encyclopedias and
the web, from lists made until 2021.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from whetstone.core.extras import needed

FUNCTION_WORDS = 200
"""The most frequent words of a language, taken for its function words (Burrows, 2002)."""

SAMPLE = 20_000
"""A language is told from this many characters, of up to `SAMPLED` texts."""

SAMPLED = 40

_PIECE = 500
_TOPICAL = frozenset("0123456789")


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
        """Return the word's frequency, 0 where it is not on the list; a hyphenated one has its rarest part's."""
        folded = word.casefold()
        found = self._frequencies.get(folded)
        if found is None and "-" in folded:
            found = min(self._frequencies.get(part, 0.0) for part in folded.split("-"))
        return found or 0.0

    def function_words(self) -> tuple[str, ...]:
        """Return the most frequent words of the language, the most frequent first; none where it is not known."""
        ordered = sorted(self._frequencies.items(), key=lambda item: (-item[1], item[0]))
        words = (word for word, _ in ordered[: 2 * FUNCTION_WORDS] if _TOPICAL.isdisjoint(word))
        return tuple(word for word, _ in zip(words, range(FUNCTION_WORDS), strict=False))


def language_of(texts: Iterable[str]) -> str:
    """Return the language that most of a sample of `texts` is in, as ISO 639-1; `en` where there are no letters."""
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
