"""Ordinary language to measure a style against: how frequent words are, and in which language a text is.

Frequencies are wordfreq's (Speer, 2022): fractions of all words in subtitles, news, books, encyclopedias and
the web, from lists made until 2021.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from whetstone.core.errors import PluginError
from whetstone.core.extras import needed
from whetstone.core.text.words import STOP_WORDS, words

FUNCTION_WORDS = 120
"""So many of a language's most frequent words are taken for its function words; after them come nouns."""

SAMPLED = 40
PIECE = 500
"""A language is told from so many pieces with so many characters each."""

SURELY_ENGLISH = 0.42
"""Texts of which this much are English function words are English: half of ordinary English is and more, of
Dutch a fifth ("in", "is", "was"), of Afrikaans a third in its plainest sentences."""

STILL_ENGLISH = 0.2
"""The same, where words that are also another language's function words do not count: at least a third of
ordinary English is, and a twentieth of Danish, Dutch, German, Italian, Norwegian or Swedish."""

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
        return dict(islice(self._frequencies.items(), most))

    def function_words(self) -> tuple[str, ...]:
        """Return the words that hold sentences together and name no subject, the most frequent first.

        They are the most frequent words (Burrows, 2002), in English without those that name something; none
        where the language is not known."""
        return _function_words(self.language)


def english_share(said: Sequence[str]) -> float:
    """Return how much of some words, case-folded, are English function words."""
    return sum(map(STOP_WORDS.__contains__, said)) / max(1, len(said))


def is_english(said: Sequence[str], other: Reference) -> bool:
    """Return whether some words, case-folded, are English rather than in the `other` language."""
    both = frozenset(other.function_words())
    if not both:
        return english_share(said) >= SURELY_ENGLISH
    english = sum(word in STOP_WORDS and word not in both for word in said)
    return english > STILL_ENGLISH * len(said)


def language_of(texts: Iterable[str]) -> str:
    """Return the language (ISO 639-1) of most of `texts`; `en` where there are no letters.

    Pieces that are spread over all of them are looked at. Those in which many words are English function
    words need nothing else, and are no part of what is asked of py3langid, which takes half a second to load.
    """
    pieces = _pieces("\n".join(texts))
    others = [piece for piece in pieces if english_share(words(piece)) < SURELY_ENGLISH]
    joined = "\n".join(others)
    if 2 * len(others) <= len(pieces) or not any(map(str.isalpha, joined)):
        return "en"
    with needed("forge"):
        import py3langid
    return str(py3langid.classify(joined)[0])


def _pieces(text: str) -> list[str]:
    """Return pieces that are spread evenly over `text`, or all of it where it is short."""
    step = max(PIECE, len(text) // SAMPLED)
    return [text[start : start + PIECE] for start in range(0, len(text), step)]


@lru_cache(maxsize=2)
def _function_words(language: str) -> tuple[str, ...]:
    most = 3 * FUNCTION_WORDS if language == "en" else FUNCTION_WORDS
    plain = (word for word in islice(_frequencies(language), most) if _DIGITS.isdisjoint(word))
    if language == "en":
        return tuple(word for word in plain if word in STOP_WORDS or word.partition("'")[0] in STOP_WORDS)
    return tuple(plain)


@lru_cache(maxsize=2)
def _frequencies(language: str) -> dict[str, float]:
    """Return the words of a language with their frequencies, the most frequent first, equal ones by spelling.

    The list is read without importing wordfreq, whose tokenizers take long.
    Its format is described with `wordfreq.read_cBpack`: lists of words that are equally frequent, a hundredth
    of a power of ten apart.
    """
    with needed("forge"):
        import msgpack

        found = find_spec("wordfreq")
        if found is None or not found.submodule_search_locations:
            raise ModuleNotFoundError("wordfreq", name="wordfreq")
    data = Path(found.submodule_search_locations[0]) / "data"
    code = _LISTS.get(language, language)
    paths = [data / f"{size}_{code}.msgpack.gz" for size in ("large", "small")]
    path = next(filter(Path.exists, paths), None)
    if path is None:
        return {}
    header, *lists = msgpack.unpackb(gzip.decompress(path.read_bytes()))
    if header != {"format": "cB", "version": 1}:
        raise PluginError(f"the lists of this wordfreq are in a format that is not known: {header}")
    frequencies: dict[str, float] = {}
    for centibels, alike in enumerate(lists):
        frequencies.update(dict.fromkeys(sorted(alike), 10 ** (-centibels / 100)))
    return frequencies


_LISTS = {"no": "nb", "nn": "nb", "hr": "sh", "sr": "sh", "bs": "sh", "tl": "fil"}
"""Languages whose words are on another one's list."""
