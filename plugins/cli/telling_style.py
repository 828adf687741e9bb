"""A measured style in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from whetstone.core import reports
from whetstone.plugins.cli.charts import bar, padded, steps
from whetstone.plugins.cli.plain_keys import plain_lines

_FINDINGS = 6
_WORDS = 5


def style_lines(profile: Mapping[str, Any], everything: bool) -> Iterator[str]:
    """Yield what is worth saying of the style, the lengths of sentences, and the favourite words.

    A profile of which nothing is known here is shown by its keys.
    """
    said = [reports.text(finding, "sentence") for finding in reports.rows(profile, "findings")]
    shown = [f"  {sentence}" for sentence in (said if everything else said[:_FINDINGS]) if sentence]
    shown += [*_sentences(profile), *_favourites(profile, everything)]
    yield from shown
    if everything or not shown:
        rest = {name: value for name, value in profile.items() if name != "findings"}
        yield from plain_lines(rest, everything)


def _sentences(profile: Mapping[str, Any]) -> Iterator[str]:
    deciles = map(reports.number, reports.items(profile, "rhythm", "words_per_sentence_deciles"))
    known = [value for value in deciles if value is not None]
    if known:
        told = " ".join(f"{value:g}" for value in known)
        yield f"  words in a sentence, by tenths  {steps(known)}  {told}"


def _favourites(profile: Mapping[str, Any], everything: bool) -> Iterator[str]:
    words = reports.rows(profile, "favourite_words")[: None if everything else _WORDS]
    unit = next(
        (unit for unit in ("words", "characters") if any(f"per_1000_{unit}" in word for word in words)), ""
    )
    often = [reports.number(word, f"per_1000_{unit}") or 0.0 for word in words]
    for word, times in zip(words, often, strict=True):
        drawn = bar(times / (max(often) or 1), 10)
        yield f"  {padded(reports.text(word, 'text'), 16)}  {drawn:<10}  {times:g} in 1,000 {unit}"
