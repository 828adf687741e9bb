"""A style as it was measured: values with their units, and what stands out against ordinary language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whetstone.core.text.counts import Counts
from whetstone.core.text.style.distinctive import Favourite, favourite_words
from whetstone.core.text.style.rhythm import rhythm


@dataclass(frozen=True)
class StyleProfile:
    """What was measured.

    Attributes:
        language: ISO 639-1.
        values: numbers by group and name; a name ends in its unit.
        favourite_words: words that are frequent, distinctive and spread over the works, the most so first.
        phrases: turns of phrase of two to five words, the most so first.
    """

    language: str
    values: dict[str, dict[str, Any]]
    favourite_words: tuple[Favourite, ...]
    phrases: tuple[Favourite, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the profile in plain JSON values."""
        return {
            "language": self.language,
            **self.values,
            "favourite_words": [word.as_json() for word in self.favourite_words],
            "phrases": [phrase.as_json() for phrase in self.phrases],
        }


def style_profile(counts: Counts, language: str) -> StyleProfile:
    """Return the profile of what was counted, in a language (ISO 639-1)."""
    return StyleProfile(language, {"rhythm": rhythm(counts)}, favourite_words(counts, language), ())
