"""`whetstone mirror audit`: a clone is looked at again for anything of the log."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import click

from whetstone.core import reports
from whetstone.core.cli import Session
from whetstone.core.leaks.recorded import recorded_leaks
from whetstone.plugins.cli.output import json_option, print_json, say

_SHOWN = 20


@click.command()
@click.argument("reference", metavar="ID")
@click.option("--model", metavar="NAME", help="A model that speaks as the clone while others try to pry.")
@click.option("--budget", metavar="CALLS", type=click.IntRange(1, 100_000), help="Chats at most.")
@json_option
@click.pass_obj
def audit(session: Session, reference: str, model: str | None, budget: int | None, as_json: bool) -> None:
    """Look again for anything of your chats in a clone.

    Every byte that an export would hold is compared with the log as it is now, by the strongest sanitizer
    that works here. Exits with 1 where something is found. `ID@VERSION` and `ID@HASH` are earlier contents.
    """
    from whetstone.core.clones.starting import start_audit
    from whetstone.plugins.cli.progress import run_job

    job = start_audit(session.host, reference, model=model, budget=budget)
    result = run_job(session.host, job, as_json)
    if as_json:
        print_json(result)
    else:
        for note in result["notes"]:
            say(f"Note: {note}")
        for line in _lines(result):
            click.echo(line)
    sys.exit(0 if result["clean"] else 1)


def _lines(result: Mapping[str, Any]) -> Iterator[str]:
    yield from leak_lines(reports.table(result, "leaks"))
    yield (
        f"Looked with the tier {reports.text(result, 'tier')}, which can miss "
        f"{reports.text(result, 'can_miss')}."
    )
    if not result["clean"]:
        id = reports.text(result, "id")
        yield (
            f"Do not share {id}. Make it again with `whetstone mirror clone --replace`, or delete it with "
            f"`whetstone mirror forget {id}`; ask those to whom you gave it to do so as well."
        )


def leak_lines(leaks: Mapping[str, Any], everything: bool = True) -> Iterator[str]:
    """Yield what a leak report looked at, and what it found where."""
    told = recorded_leaks(leaks)
    looked = told.looked
    yield (
        f"{'Nothing' if told.clean else 'Something'} of the log was found in {looked.files:,} files "
        f"({looked.bytes:,} bytes)"
    )
    for found in told.findings[: None if everything else _SHOWN]:
        yield f"  {found.file}, {found.place}: {found.what}, {found.count:,} x"
    yield f"  compared with {looked.log_texts:,} texts of the log, for eight of their words in a row"
    yield (
        f"  looked for {looked.removed:,} things that the sanitizer removed "
        f"({looked.too_short:,} of them too short to tell) and {looked.canaries:,} canaries"
    )
    scan = f"by the tier {looked.scan}" if looked.scan else "none"
    yield f"  second scan: {scan}; extraction chats: {looked.replies or 'none'}"
