"""How much of what an author keeps returning to a persona's library can answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import comb, sqrt
from typing import Any

from whetstone.core.text.topics.themes import find_themes
from whetstone.core.trials.contexts import Context
from whetstone.core.values.text import Excerpt

FOUND = 3
"""Texts that a question may bring from the library."""

OTHERS = 800
"""Other passages that themes are found with, at the most; an even sample of more."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many held-out passages find a library text about the same subject.

    `passages` were asked about, `found` of them had one of the same theme among the first three texts that
    the persona's own search gave, and `reachable` have one of their theme in the library at all. `by_chance`
    is how many would find one if three texts were drawn blindly. `low` and `high` are the 95 % interval of
    the share found (Wilson 1927).
    """

    passages: int
    found: int
    reachable: int
    by_chance: float
    low: float
    high: float

    def as_json(self) -> dict[str, Any]:
        """Return it as the report writes it."""
        share = self.found / self.passages if self.passages else 0.0
        return {
            "measure": "held-out passages that find a text of their theme among the first three",
            "held_out_passages": self.passages,
            "found": self.found,
            "theme_is_in_the_library": self.reachable,
            "found_share": {"mean": round(share, 3), "low": self.low, "high": self.high},
            "found_by_chance": round(self.by_chance, 1),
        }


def cover(
    contexts: Sequence[Context],
    held_out: Mapping[str, Excerpt],
    library: Mapping[str, Excerpt],
    language: str,
    find: Callable[[str, int], Sequence[str]],
    others: Sequence[Excerpt] = (),
) -> Coverage:
    """Return how many of `held_out` (by id) find a text of the same theme in `library` (by file name).

    What is said in each context is looked up with `find`, which returns the names of the files that it
    brings, best first. Themes are found without a model, in the held-out passages, the library and `others`
    of the author's passages together: the more there are, the finer and surer they are. That they are coarse
    is why chance is told.
    """
    asked = [context for context in contexts if context.id in held_out]
    shelf = sorted(library)
    together = [held_out[context.id] for context in asked] + [library[file] for file in shelf]
    if not asked or not shelf:
        return Coverage(len(asked), 0, 0, 0.0, 0.0, 1.0)
    themes = find_themes([*together, *others[:: -(-len(others) // OTHERS) or 1]], language)
    theme_of = dict(zip(shelf, themes.of[len(asked) : len(together)], strict=True))
    held = Counter(theme_of.values())
    found = reachable = 0
    by_chance = 0.0
    for context, theme in zip(asked, themes.of, strict=False):
        files = list(dict.fromkeys(find(context.said, FOUND)))[:FOUND]
        found += any(theme_of.get(file) == theme for file in files)
        reachable += held[theme] > 0
        by_chance += (
            1 - comb(len(shelf) - held[theme], FOUND) / comb(len(shelf), FOUND)
            if len(shelf) >= FOUND
            else held[theme] > 0
        )
    return Coverage(len(asked), found, reachable, round(by_chance, 1), *_wilson(found, len(asked)))


def _wilson(found: int, asked: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share."""
    z = 1.96
    share = found / asked
    middle = share + z * z / (2 * asked)
    half = z * sqrt(share * (1 - share) / asked + z * z / (4 * asked * asked))
    scale = 1 + z * z / asked
    return round(max(0.0, (middle - half) / scale), 3), round(min(1.0, (middle + half) / scale), 3)
