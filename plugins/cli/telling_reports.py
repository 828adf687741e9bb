"""A report in words and small charts: the essentials on one screen, the rest where all is asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from whetstone.core import reports
from whetstone.core.errors import in_one_line
from whetstone.core.measured import left_out, works
from whetstone.plugins.cli.plain_keys import plain_lines
from whetstone.plugins.cli.telling_parts import (
    FEW,
    Told,
    bars,
    by,
    counted,
    language,
    more,
    settings,
    some,
    total,
)
from whetstone.plugins.cli.telling_style import style_lines
from whetstone.plugins.cli.telling_trials import coverage_lines, trial_lines

if TYPE_CHECKING:
    from whetstone.core.values.cartridge import Cartridge

LONGEST = 400
"""Characters of a line, at the most, where not all is asked for."""


def tell_report(cartridge: Cartridge, report: Mapping[str, Any], everything: bool, own: bool = False) -> None:
    """Print the report of `cartridge` on stdout; `own` says that it is a clone of whoever reads it."""
    bold = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    title, parts = _told(cartridge, report, everything, own)
    _print(title, bold, everything)
    for heading, part in parts:
        lines = list(part)
        if not lines:
            continue
        click.echo()
        _print(heading, bold, everything)
        for line in lines:
            _print(line, False, everything)


def _print(line: str, bold: bool, everything: bool) -> None:
    shown = in_one_line(line)
    if len(shown) > LONGEST and not everything:
        shown = f"{shown[:LONGEST]}…"
    click.echo(click.style(shown, bold=True) if bold else shown, color=True if bold else None)


def _told(cartridge: Cartridge, report: Mapping[str, Any], everything: bool, own: bool) -> Told:
    if reports.text(report, "kind") == reports.CLONE:
        from whetstone.plugins.cli.telling_clones import told_clone

        return told_clone(cartridge, report, everything, own)
    if reports.text(report, "kind") != reports.FORGE:
        kind = reports.text(report, "kind") or "another tool"
        return (
            f"{cartridge.name} {cartridge.metadata.version}: a report by {kind}, as it stands",
            [("Keys", plain_lines(report, everything))],
        )
    made_from = reports.table(report, "made_from")
    trials = reports.table(report, "trials")
    coverage = reports.table(trials, "coverage") or reports.table(report, "coverage")
    return f"{cartridge.name} {cartridge.metadata.version}, made by the Forge {by(report)}", [
        (_made_from(made_from), _sources(made_from, everything)),
        (_left_out(made_from), _reasons(made_from, everything)),
        ("Style", style_lines(reports.table(report, "profile"), everything)),
        (
            "How much it sounds like its author: 0 as texts of others, 1 as the author's own",
            trial_lines(trials),
        ),
        ("What its library answers", coverage_lines(coverage)),
        ("What a model said of it", _claims(report, everything)),
        ("Prompt and settings", settings(report, everything)),
        ("Chosen passages", _chosen(report) if everything else ()),
        ("Notes", (f"  {note}" for note in reports.texts(report, "notes"))),
        *more(everything),
    ]


def _made_from(made_from: Mapping[str, Any]) -> str:
    works = reports.rows(made_from, "works")
    return (
        f"Made from {counted(len(reports.items(made_from, 'sources')), 'file')} in "
        f"{language(reports.text(made_from, 'language'))}: {counted(len(works), 'work')}, "
        f"{total(works, 'characters'):,} characters, {counted(total(works, 'passages'), 'passage')}, "
        f"{reports.count(made_from, 'held_out', 'passages'):,} of them held out"
    )


def _sources(made_from: Mapping[str, Any], everything: bool) -> Iterator[str]:
    yield from some(everything, bars(works(made_from), "characters"))
    unread = [
        row
        for row in reports.rows(made_from, "sources")
        if everything or reports.text(row, "outcome") != "read"
    ]
    yield from some(
        everything,
        [
            f"  {reports.text(row, 'name')}{_kind(row)}: {reports.text(row, 'outcome')}, "
            f"{reports.count(row, 'characters'):,} characters"
            for row in unread
        ],
    )


def _kind(row: Mapping[str, Any]) -> str:
    return f" ({reports.text(row, 'format')})" if reports.text(row, "format") else ""


def _left_out(made_from: Mapping[str, Any]) -> str:
    return f"Left out: {sum(left_out(made_from).values()):,} characters"


def _reasons(made_from: Mapping[str, Any], everything: bool) -> Iterator[str]:
    yield from some(everything, bars(left_out(made_from), "characters"))
    repeated = reports.count(made_from, "near_duplicates", "passages")
    if repeated:
        yield f"  {counted(repeated, 'passage')} that stand{'s' * (repeated == 1)} elsewhere too"
    for row in reports.rows(made_from, "left_out") if everything else ():
        yield "    " + ": ".join(reports.text(row, key) for key in ("source", "reason", "where", "begins"))


def _claims(report: Mapping[str, Any], everything: bool) -> Iterator[str]:
    claims = reports.rows(report, "distillation", "claims")
    dropped = reports.rows(report, "distillation", "dropped")
    if not claims and not dropped:
        return
    yield f"  {counted(len(claims), 'claim')}, each citing passages; {total(dropped, 'count'):,} dropped"
    for claim in claims if everything else islice(claims, FEW):
        cites = ", ".join(reports.texts(claim, "cites"))
        yield f"  {reports.text(claim, 'facet')}: {reports.text(claim, 'text')}" + (
            f" [{cites}]" if everything else ""
        )
    for row in dropped if everything else ():
        yield f"  dropped {reports.count(row, 'count'):,}: {reports.text(row, 'reason')}"


def _chosen(report: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {reports.text(report, 'selection', 'objective')}"
    for theme in reports.rows(report, "selection", "themes"):
        size = counted(reports.count(theme, "passages"), "passage")
        yield f"  {', '.join(reports.texts(theme, 'words'))}: {size}"
    for id, passage in reports.table(report, "passages").items():
        place = f"{reports.count(passage, 'start'):,}–{reports.count(passage, 'end'):,}"
        yield f"  {id}: {reports.text(passage, 'work')} {place} {reports.text(passage, 'section')}"
