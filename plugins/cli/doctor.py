"""The command `doctor`."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import click

from whetstone.core.cli import Session
from whetstone.core.errors import in_one_line
from whetstone.plugins.cli.output import json_option, print_json, say

if TYPE_CHECKING:
    from whetstone.core.doctor.examination import Report
    from whetstone.core.doctor.findings import Finding

MOST = 12
"""So many findings of one check are shown; `--json` has all."""

_MARKS = {"ok": ("✓", "ok"), "note": ("!", "! "), "fault": ("✗", "X ")}
_COLOURS = {"ok": "green", "note": "yellow", "fault": "red"}
_PATIENCE = 0.5


@click.command()
@click.option("--repair", is_flag=True, help="Mend what can be mended; nothing is deleted.")
@json_option
@click.pass_obj
def doctor(session: Session, repair: bool, as_json: bool) -> None:
    """Look whether everything of yours is whole, and mend what is not.

    Nothing is written without --repair, and no network is asked. What a repair replaces or moves out of the
    way is kept in the folder set-aside of your home.
    """
    from whetstone.core.doctor.examination import examine
    from whetstone.core.doctor.patient import Patient
    from whetstone.core.doctor.reporting import as_data
    from whetstone.core.home import Home

    with closing(Patient(Home(session.home), session.block, _Progress().tell)) as patient:
        reports = []
        for report in examine(patient, repair=repair):
            reports.append(report)
            if not as_json:
                _print(report)
    healthy = all(report.state != "fault" for report in reports)
    if as_json:
        print_json(as_data(reports, patient.home.root))
    else:
        _sum_up(reports, repair)
    sys.exit(0 if healthy else 1)


def _print(report: Report) -> None:
    lines = list(_lines(report))
    first = lines[0] if len(lines) == 1 else (report.state, _counts(report))
    click.echo(_line(*first, heading=f"{report.check:<11}"), color=_coloured())
    for state, told in lines if len(lines) > 1 else ():
        click.echo(_line(state, told, indent=3), color=_coloured())


def _lines(report: Report) -> Iterator[tuple[str, str]]:
    for told in report.repaired[:MOST]:
        yield "ok", f"repaired: {told}"
    if len(report.repaired) > MOST:
        yield "ok", f"and {len(report.repaired) - MOST:,} more repairs"
    shown = sorted(report.findings, key=lambda finding: ["fault", "note", "ok"].index(finding.state))
    for finding in shown[:MOST]:
        yield finding.state, finding.told
    if len(shown) > MOST:
        yield shown[MOST].state, f"and {len(shown) - MOST:,} more, which --json shows"
    for told in report.failed[:MOST]:
        yield "fault", told


def _counts(report: Report) -> str:
    def number(state: str, word: str) -> str:
        count = sum(finding.state == state for finding in report.findings)
        return f"{count:,} {word}{'s' * (count != 1)}" if count else ""

    repairs = len(report.repaired)
    parts = [number("fault", "fault"), number("note", "note"), f"{repairs:,} repaired" if repairs else ""]
    return ", ".join(filter(None, parts)) or "all is well"


def _line(state: str, told: str, *, heading: str = "", indent: int = 0) -> str:
    mark = _MARKS[state][0 if _writes(_MARKS[state][0]) else 1]
    before = f"{' ' * indent}{mark} {heading}{' ' if heading else ''}"
    text = in_one_line(told)
    if sys.stdout.isatty():
        width = max(shutil.get_terminal_size().columns, 40)
        text = textwrap.fill(
            text,
            width,
            initial_indent=before,
            subsequent_indent=" " * len(before),
            break_long_words=False,
            break_on_hyphens=False,
        )[len(before) :]
    return click.style(before, fg=_COLOURS[state], bold=True) + text


def _writes(mark: str) -> bool:
    try:
        mark.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _sum_up(reports: list[Report], repair: bool) -> None:
    found: list[Finding] = [finding for report in reports for finding in report.findings]
    faults = sum(finding.state == "fault" for finding in found) + sum(len(r.failed) for r in reports)
    mendable = sum(finding.repair is not None for finding in found)
    hint = (
        f"; `whetstone doctor --repair` mends {mendable} of what was found" if mendable and not repair else ""
    )
    if faults:
        say(f"{faults} {'fault' if faults == 1 else 'faults'}{hint}.")
    else:
        notes = any(finding.state == "note" for finding in found)
        say(f"{'Nothing is damaged' if notes else 'Everything is whole'}{hint}.")
    if any(report.repaired for report in reports):
        say("Nothing was deleted: what was replaced or in the way lies in the folder set-aside of your home.")


class _Progress:
    """A line on stderr for what takes longer than a moment, on a terminal."""

    def __init__(self) -> None:
        self._at = time.monotonic()

    def tell(self, what: str, done: int, total: int) -> None:
        """Show how far the check `what` is, twice a second at the most."""
        now = time.monotonic()
        if now - self._at > _PATIENCE and sys.stderr.isatty():
            self._at = now
            click.echo(f"\r\x1b[K{what}: {done * 100 // max(total, 1)} %\r", err=True, nl=False)
