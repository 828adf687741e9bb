"""A style as it was measured: values with their units, and what stands out against ordinary language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from whetstone.core.text.counts import Counts
from whetstone.core.text.style import manner
from whetstone.core.text.style.distinctive import Favourite, favourite_words, function_words
from whetstone.core.text.style.findings import Finding, findings
from whetstone.core.text.style.lexicon import Lexicon
from whetstone.core.text.style.rhythm import rhythm
from whetstone.core.text.style.turns_of_phrase import turns_of_phrase

ORDINARY = "wordfreq's list: subtitles, news, books, encyclopedias and the web, until 2021"


@dataclass(frozen=True)
class StyleProfile:
    """What was measured.

    Attributes:
        language: ISO 639-1.
        compared_with: where the ordinary frequencies come from; empty where there are none for this language.
        unit: what is counted: `word`, or `character` where a script sets no spaces.
        values: numbers by group and name; a name ends in its unit.
        favourite_words: words that are frequent, distinctive and spread over the works, the most so first.
        names: the same of words that are written as names.
        phrases: turns of phrase of two to five words, the most telling first.
        findings: what is worth saying about the style, as sentences with their evidence.
    """

    language: str
    compared_with: str
    unit: str
    values: dict[str, dict[str, Any]]
    favourite_words: tuple[Favourite, ...]
    names: tuple[Favourite, ...]
    phrases: tuple[Favourite, ...]
    findings: tuple[Finding, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return the profile in plain JSON values."""
        lists = {"favourite_words": self.favourite_words, "names": self.names, "phrases": self.phrases}
        found = {
            "language": self.language,
            "compared_with": self.compared_with
            or "no list of this language's words: its own frequencies alone",
            **self.values,
            **{name: [favourite.as_json() for favourite in told] for name, told in lists.items()},
            "findings": [finding.as_json() for finding in self.findings],
        }
        return _in_characters(found) if self.unit == "character" else found


def style_profile(counts: Counts, language: str) -> StyleProfile:
    """Return the profile of what was counted, in a language (ISO 639-1).

    Raises:
        PluginError: wordfreq is not installed; it names the extra.
    """
    lexicon = Lexicon(counts, language)
    words, names = favourite_words(lexicon)
    phrases = turns_of_phrase(lexicon)
    numbers = counts.numbers
    values = {
        "measured": {name: numbers[name] for name in ("words", "sentences", "paragraphs", "characters")},
        "rhythm": rhythm(counts) | manner.variety(lexicon),
        "punctuation": manner.punctuation(lexicon),
        "openings": manner.openings(lexicon),
        "asking": manner.asking(lexicon),
        "arguing": manner.arguing(lexicon),
        "addressing": manner.addressing(lexicon),
        "writing": manner.writing(lexicon),
        "function_words": {"unlike_ordinary": function_words(lexicon)},
    }
    return StyleProfile(
        language=language,
        compared_with=ORDINARY if lexicon.reference.known else "",
        unit="character" if lexicon.unspaced else "word",
        values=values,
        favourite_words=tuple(words),
        names=tuple(names),
        phrases=tuple(phrases),
        findings=findings(values, words, phrases, "character" if lexicon.unspaced else "word", language),
    )


def _in_characters(found: Any) -> Any:
    """Return the values with the names of their units as they are where characters are counted."""
    if isinstance(found, list):
        return [_in_characters(one) for one in found]
    if isinstance(found, dict):
        return {_renamed(str(name)): _in_characters(value) for name, value in found.items()}
    return found


def _renamed(name: str) -> str:
    if name in ("favourite_words", "function_words") or not name.isascii():
        return name
    return name.replace("1000_words", "1000_characters").replace("words_per", "characters_per")
