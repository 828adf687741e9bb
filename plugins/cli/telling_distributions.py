"""Two people's messages side by side: lengths, punctuation, case and emoji."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from whetstone.core import reports
from whetstone.core.measured import CLONE, PERSON, Figure, deciles, per_1000_words, percent, rates
from whetstone.plugins.cli.charts import padded, steps

_FEW = 4
_NAME = 30
_NAMES = {
    "paragraphs_that_begin_small_percent": "begin with a small letter",
    "paragraphs_without_end_mark_percent": "end without a mark",
    "questions_percent_of_sentences": "questions",
    "exclamations_percent_of_sentences": "exclamations",
}


def distribution_lines(distributions: Mapping[str, Any], person: str) -> Iterator[str]:
    """Yield lines that set the person's messages beside the clone's; nothing where one of them is missing.

    Shares have their 95 % interval (Wilson 1927), as if messages, sentences and words were drawn one by one;
    a share of whose number of them nothing is known has no figure. Lengths are told by tenths.
    """
    sides = {called: reports.table(distributions, called) for called in (PERSON, CLONE)}
    if not all(sides.values()):
        return
    names = {PERSON: person, CLONE: "the clone"}
    for called, side in sides.items():
        known = deciles(side, "words_per_paragraph_deciles")
        told = " ".join(f"{value:g}" for value in known)
        yield f"  {padded(f'words in a message, {names[called]}', _NAME)}  {steps(known)}  {told}"
    for key, name in _NAMES.items():
        yield _line(name, {names[called]: _told(percent(side, key), "%") for called, side in sides.items()})
    for mark in _most(sides[PERSON]):
        told_of = {
            names[called]: _often(side, rates(side, "per_1000_words").get(mark, 0.0))
            for called, side in sides.items()
        }
        yield _line(f"{mark} in 1,000 words", told_of)
    yield _line("emoji in 1,000 words", {names[called]: _emoji(side) for called, side in sides.items()})


def _line(name: str, told: Mapping[str, str]) -> str:
    return f"  {padded(name, _NAME)}  " + "; ".join(f"{who} {value}" for who, value in told.items())


def _most(side: Mapping[str, Any]) -> list[str]:
    return list(rates(side, "per_1000_words"))[:_FEW]


def _emoji(side: Mapping[str, Any]) -> str:
    found = rates(side, "emoji_and_emoticons_per_1000_words")
    return _often(side, sum(found.values())) + "".join(f" {one}" for one in list(found)[:_FEW])


def _often(side: Mapping[str, Any], value: float) -> str:
    return _told(per_1000_words(side, value), "")


def _told(found: Figure | None, unit: str) -> str:
    if found is None:
        return "?"
    return f"{found.mean:.0f}{unit} ({found.low:.0f}{unit} to {found.high:.0f}{unit})"
