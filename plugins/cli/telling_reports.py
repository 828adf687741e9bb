"""A report in words and small charts: the essentials on one screen, the rest where all is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from whetstone.core import reports
from whetstone.core.errors import in_one_line
from whetstone.plugins.cli.charts import bar
from whetstone.plugins.cli.plain_keys import plain_lines

if TYPE_CHECKING:
    from whetstone.core.values.cartridge import Cartridge

FEW = 5
"""Lines of a list that are shown where not all is asked for."""


def tell_report(cartridge: Cartridge, report: Mapping[str, Any], everything: bool) -> None:
    """Print the report of `cartridge` on stdout."""
    if reports.text(report, "kind") != reports.FORGE:
        kind = reports.text(report, "kind") or "another tool"
        click.echo(in_one_line(f"{cartridge.name}: a report by {kind}, which is shown as it stands"))
        lines = plain_lines(report, everything)
    else:
        lines = _lines(cartridge, report, everything)
    for line in lines:
        click.echo(in_one_line(line))


def _lines(cartridge: Cartridge, report: Mapping[str, Any], everything: bool) -> Iterator[str]:
    yield f"{cartridge.name} {cartridge.metadata.version}, made by the Forge{_by(report)}"
    for heading, part in (
        ("Made from", _made_from(report, everything)),
        ("Left out", _left_out(report, everything)),
        ("Style", _style(report, everything)),
        ("How much it sounds like its author", _trials(report)),
        ("Claims", _claims(report, everything)),
        ("Settings", _settings(report, everything)),
        ("Notes", (f"  {note}" for note in reports.texts(report, "notes"))),
    ):
        lines = list(part)
        if lines:
            yield ""
            yield heading
            yield from lines
    if not everything:
        yield ""
        yield "--all shows every source, claim, setting and figure; --json the report as it is."


def _by(report: Mapping[str, Any]) -> str:
    model = reports.table(report, "model")
    if not model:
        return " without a model: all of it was measured"
    calls, budget = reports.count(model, "calls"), reports.count(model, "budget")
    return f" with {reports.text(model, 'name')} ({calls:,} of {budget:,} calls)"


def _made_from(report: Mapping[str, Any], everything: bool) -> Iterator[str]:
    made_from = reports.table(report, "made_from")
    works = reports.rows(made_from, "works")
    sources = reports.rows(made_from, "sources")
    held_out = reports.count(made_from, "held_out", "passages")
    characters = sum(reports.count(work, "characters") for work in works)
    passages = sum(reports.count(work, "passages") for work in works)
    yield (
        f"  {_counted(len(sources), 'file')}, {_counted(len(works), 'work')}, {characters:,} characters, "
        f"{_counted(passages, 'passage')} ({held_out:,} held out), "
        f"language {reports.text(made_from, 'language') or '?'}"
    )
    yield from _some(
        everything,
        (
            f"  {reports.text(work, 'title')}: {reports.count(work, 'characters'):,} characters, "
            f"{_counted(reports.count(work, 'passages'), 'passage')}"
            for work in sorted(works, key=lambda work: -reports.count(work, "characters"))
        ),
    )
    for source in sources:
        outcome = reports.text(source, "outcome")
        if everything or outcome != "read":
            yield f"  {reports.text(source, 'name')} ({reports.text(source, 'format')}): {outcome}"


def _left_out(report: Mapping[str, Any], everything: bool) -> Iterator[str]:
    by_reason: dict[str, list[int]] = {}
    left_out = reports.rows(report, "made_from", "left_out")
    for row in left_out:
        by_reason.setdefault(reports.text(row, "reason"), []).append(reports.count(row, "characters"))
    most = max(map(sum, by_reason.values()), default=0)
    for reason, sizes in sorted(by_reason.items(), key=lambda item: (-sum(item[1]), item[0])):
        places = _counted(len(sizes), "place")
        drawn = bar(sum(sizes) / most if most else 0)
        yield f"  {reason:<36} {drawn:<20} {sum(sizes):>11,} characters, {places}"
    for row in left_out if everything else ():
        yield "    " + ": ".join(reports.text(row, key) for key in ("reason", "where", "begins"))


def _style(report: Mapping[str, Any], everything: bool) -> Iterator[str]:
    yield from _some(everything, plain_lines(reports.table(report, "profile"), everything))


def _trials(report: Mapping[str, Any]) -> Iterator[str]:
    trials = reports.table(report, "trials")
    for called, likeness in reports.table(trials, "likeness").items():
        yield f"  {called}: {likeness}"


def _claims(report: Mapping[str, Any], everything: bool) -> Iterator[str]:
    claims = reports.rows(report, "distillation", "claims")
    if not claims:
        return
    dropped = sum(reports.count(row, "count") for row in reports.rows(report, "distillation", "dropped"))
    yield f"  {_counted(len(claims), 'claim')}, each citing passages; {dropped:,} were dropped"
    for claim in claims if everything else ():
        cites = ", ".join(reports.texts(claim, "cites"))
        yield f"  {reports.text(claim, 'facet')}: {reports.text(claim, 'text')} [{cites}]"


def _settings(report: Mapping[str, Any], everything: bool) -> Iterator[str]:
    for key, setting in reports.table(report, "config").items() if everything else ():
        yield f"  {key} = {reports.at(setting, 'value')}: {reports.text(setting, 'why')}"


def _some(everything: bool, lines: Iterator[str]) -> Iterator[str]:
    for place, line in enumerate(lines):
        if place == FEW and not everything:
            yield f"  … and {sum(1 for _ in lines) + 1:,} more"
            return
        yield line


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
