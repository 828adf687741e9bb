"""The figures of a `report.json`, read with care: means with their intervals, shares, sizes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from math import sqrt
from typing import Any, Literal, NamedTuple

from whetstone.core import reports

PERSON, CLONE = "person", "clone"
"""The two sides that `distributions` sets beside each other."""

SHARES = {
    "paragraphs_that_begin_small_percent": "messages",
    "paragraphs_without_end_mark_percent": "messages",
    "questions_percent_of_sentences": "sentences",
    "exclamations_percent_of_sentences": "sentences",
}
"""The shares of `distributions` that are told, in percent, each with what it is a share of."""

_Z = 1.959964
_FAR = 1e6
_MANY = 10**12


class Figure(NamedTuple):
    """A measured value with its 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def verdict(self) -> Literal["more", "less", "unclear"]:
        """What a gain of this much says: `unclear` where it could be chance."""
        return "more" if self.low > 0 else "less" if self.high < 0 else "unclear"


def figure(value: Any, *keys: str) -> Figure | None:
    """Return the figure under `keys`, `None` where one of its three numbers is missing."""
    found = [reports.number(value, *keys, name) for name in ("mean", "low", "high")]
    numbers = [min(_FAR, max(-_FAR, number)) for number in found if number is not None]
    return Figure(*numbers) if len(numbers) == len(found) else None


def share(value: float, of: int, number: int) -> Figure | None:
    """Return `value` in `of`, a share of `number` things, with its interval (Wilson 1927).

    They are taken as drawn one by one; where nothing is known of their number there is no figure.
    """
    if not number:
        return None
    number = min(number, _MANY)
    part = min(1.0, max(0.0, value / of))
    middle = part + _Z**2 / (2 * number)
    reach = _Z * sqrt(part * (1 - part) / number + _Z**2 / (4 * number**2))
    low, high = (max(0.0, min(1.0, (middle + way) / (1 + _Z**2 / number))) for way in (-reach, reach))
    return Figure(part * of, low * of, high * of)


def likeness(trials: Mapping[str, Any]) -> dict[str, Figure]:
    """Return how much each condition's replies sound like their author, and last the author's own words."""
    found = {name: figure(trials, "likeness", name) for name in reports.table(trials, "likeness")}
    shown = {name: one for name, one in found.items() if one}
    author = figure(trials, "author") if shown else None
    return {**shown, "author": author} if author else shown


def deciles(value: Any, *keys: str) -> list[float]:
    """Return the numbers of the list under `keys`."""
    numbers = map(reports.number, reports.items(value, *keys))
    return [number for number in numbers if number is not None]


def rates(value: Any, *keys: str) -> dict[str, float]:
    """Return the numbers of the table under `keys`, the largest first."""
    found = reports.table(value, *keys)
    numbers = {name: often for name in found if (often := reports.number(found, name)) is not None}
    return dict(sorted(numbers.items(), key=lambda item: -item[1]))


def percent(side: Mapping[str, Any], key: str) -> Figure | None:
    """Return one of `SHARES` of a side of `distributions`, in percent."""
    value = reports.number(side, key)
    return None if value is None else share(value, 100, reports.count(side, SHARES[key]))


def per_1000_words(side: Mapping[str, Any], value: float) -> Figure | None:
    """Return `value`, so many in 1,000 words of a side of `distributions`, with its interval."""
    return share(value, 1_000, reports.count(side, "words"))


def works(made_from: Mapping[str, Any]) -> dict[str, int]:
    """Return the works that a persona was made from, in characters, the longest first."""
    sizes: Counter[str] = Counter()
    for work in reports.rows(made_from, "works"):
        sizes[reports.text(work, "title")] += reports.count(work, "characters")
    return dict(sizes.most_common())


def left_out(made_from: Mapping[str, Any]) -> dict[str, int]:
    """Return what was left out in characters, by the reason without what it goes by (after a colon)."""
    totals = reports.table(made_from, "left_out_characters_by_reason")
    rows = reports.rows(made_from, "left_out")
    counts = [(reason, reports.count(totals, reason)) for reason in totals]
    counts = counts or [(reports.text(row, "reason"), reports.count(row, "characters")) for row in rows]
    found: Counter[str] = Counter()
    for reason, characters in counts:
        found[re.split(r"[:(]", reason)[0].strip()] += characters
    return dict(found.most_common())
