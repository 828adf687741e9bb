"""Two people's messages side by side: lengths, punctuation, case and emoji."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import sqrt
from typing import Any

from whetstone.core import reports
from whetstone.plugins.cli.charts import padded, steps

_PERSON, _CLONE = "person", "clone"
_FEW = 4
_NAME = 30
_Z = 1.959964
_OF_MESSAGES = {
    "paragraphs_that_begin_small_percent": "begin with a small letter",
    "paragraphs_without_end_mark_percent": "end without a mark",
}
_OF_SENTENCES = {
    "questions_percent_of_sentences": "questions",
    "exclamations_percent_of_sentences": "exclamations",
}


def distribution_lines(distributions: Mapping[str, Any], person: str) -> Iterator[str]:
    """Yield lines that set the person's messages beside the clone's; nothing where one of them is missing.

    Shares have their 95 % interval (Wilson 1927), as if messages, sentences and words were drawn one by one;
    a share of whose number of them nothing is known has no figure. Lengths are told by tenths.
    """
    sides = {called: reports.table(distributions, called) for called in (_PERSON, _CLONE)}
    if not all(sides.values()):
        return
    names = {_PERSON: person, _CLONE: "the clone"}
    for called, side in sides.items():
        deciles = map(reports.number, reports.items(side, "words_per_paragraph_deciles"))
        known = [value for value in deciles if value is not None]
        told = " ".join(f"{value:g}" for value in known)
        yield f"  {padded(f'words in a message, {names[called]}', _NAME)}  {steps(known)}  {told}"
    for key, name in _OF_MESSAGES.items():
        yield _line(name, {names[called]: _percent(side, key, "messages") for called, side in sides.items()})
    for key, name in _OF_SENTENCES.items():
        yield _line(name, {names[called]: _percent(side, key, "sentences") for called, side in sides.items()})
    for mark in _most(sides[_PERSON]):
        told_of = {names[called]: _often(side, _marks(side).get(mark, 0.0)) for called, side in sides.items()}
        yield _line(f"{mark} in 1,000 words", told_of)
    yield _line("emoji in 1,000 words", {names[called]: _emoji(side) for called, side in sides.items()})


def _line(name: str, told: Mapping[str, str]) -> str:
    return f"  {padded(name, _NAME)}  " + "; ".join(f"{who} {value}" for who, value in told.items())


def _most(side: Mapping[str, Any]) -> list[str]:
    marks = _marks(side)
    return sorted(marks, key=lambda mark: -marks[mark])[:_FEW]


def _marks(side: Mapping[str, Any], key: str = "per_1000_words") -> dict[str, float]:
    table = reports.table(side, key)
    return {mark: often for mark in table if (often := reports.number(table, mark)) is not None}


def _emoji(side: Mapping[str, Any]) -> str:
    found = _marks(side, "emoji_and_emoticons_per_1000_words")
    most = sorted(found, key=lambda one: -found[one])[:_FEW]
    return _often(side, sum(found.values())) + "".join(f" {one}" for one in most)


def _percent(side: Mapping[str, Any], key: str, of: str) -> str:
    value = reports.number(side, key)
    return "?" if value is None else _told(value, 100, reports.count(side, of), "%")


def _often(side: Mapping[str, Any], value: float) -> str:
    return _told(value, 1_000, reports.count(side, "words"), "")


def _told(value: float, of: int, number: int, unit: str) -> str:
    """Return `value` in `of`, a share of `number` things, with its interval."""
    if not number:
        return "?"
    share = min(1.0, max(0.0, value / of))
    middle = share + _Z**2 / (2 * number)
    reach = _Z * sqrt(share * (1 - share) / number + _Z**2 / (4 * number**2))
    low, high = (max(0.0, min(1.0, (middle + way) / (1 + _Z**2 / number))) for way in (-reach, reach))
    return f"{share * of:.0f}{unit} ({low * of:.0f}{unit} to {high * of:.0f}{unit})"
