"""Parts that reports of every kind are told in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from whetstone.core import reports
from whetstone.core.distilling.languages import language_name
from whetstone.plugins.cli.charts import bar, padded

FEW = 5
"""Lines of a list that are shown where not all is asked for."""

_NAME = 34

Told = tuple[str, Sequence[tuple[str, Iterable[str]]]]
"""A title, and parts: a heading with its lines."""


def by(report: Mapping[str, Any]) -> str:
    """Return which model took part in making the persona, with how many calls."""
    model = reports.table(report, "model")
    if not model:
        return "without a model: all of it was measured"
    calls, budget = reports.count(model, "calls"), reports.count(model, "budget")
    return f"with {reports.text(model, 'name')} ({calls:,} of {budget:,} calls)"


def language(code: str) -> str:
    """Return what the language with this code is called."""
    return language_name(code) or f"the language {code or '?'}"


def bars(sizes: Mapping[str, int], unit: str) -> list[str]:
    """Return a line with a bar for each of `sizes`, which are numbers of `unit`."""
    most = max(sizes.values(), default=0) or 1
    return [
        f"  {padded(name, _NAME)}  {bar(size / most):<20} {size:>12,} {unit}" for name, size in sizes.items()
    ]


def some(everything: bool, lines: Sequence[str]) -> Iterator[str]:
    """Yield all lines, or the first ones with the number of the others."""
    yield from lines if everything else lines[:FEW]
    if len(lines) > FEW and not everything:
        yield f"  … and {len(lines) - FEW:,} more"


def total(rows: Iterable[Mapping[str, Any]], key: str) -> int:
    """Return the sum of what the rows have under `key`."""
    return sum(reports.count(row, key) for row in rows)


def counted(number: int, what: str) -> str:
    """Return a number with what it counts."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def settings(report: Mapping[str, Any], everything: bool, author: str = "the author") -> Iterator[str]:
    """Yield how long the prompt is and, where all is asked for, each setting and why it is so.

    `author` is what whoever the persona is of is called.
    """
    prompt = reports.table(report, "prompt")
    if prompt:
        tokens = reports.count(prompt, "tokens_estimated") or reports.count(prompt, "tokens")
        quoted = reports.items(prompt, "quotes")
        quotes = f" that quotes {counted(len(quoted), 'passage')}" if quoted else ""
        yield f"  a prompt of about {tokens:,} tokens{quotes}"
    for key, setting in reports.table(report, "config").items() if everything else ():
        why = reports.text(setting, "why").replace("the author", author)
        yield f"  {key} = {reports.at(setting, 'value')}: {why}"


def more(everything: bool) -> Sequence[tuple[str, Iterable[str]]]:
    """Return the part that says how to see the rest, where not all is shown."""
    if everything:
        return []
    return [("--all shows every source, claim and figure; --json is the report itself", [""])]
