"""`whetstone mirror audit`: a clone is looked at again for anything of the log."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import click

from whetstone.core import reports
from whetstone.core.cli import Session
from whetstone.core.leaks.report import Kind, LeakFinding
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
    looked = reports.table(leaks, "looked_at")
    findings = reports.rows(leaks, "findings")
    clean = leaks.get("clean") is True and not findings
    yield (
        f"{'Nothing' if clean else 'Something'} of the log was found in {_count(looked, 'files')} files "
        f"({_count(looked, 'bytes')} bytes)"
    )
    for found in findings[: None if everything else _SHOWN]:
        where = f"{reports.text(found, 'file')}, {reports.text(found, 'place')}"
        yield f"  {where}: {_what(found)}, {reports.count(found, 'count'):,} x"
    chats = reports.count(looked, "replies")
    scan = reports.text(looked, "scan")
    yield f"  compared with {_count(looked, 'log_texts')} messages, for eight of their words in a row"
    yield (
        f"  looked for {_count(looked, 'removed')} things that the sanitizer removed "
        f"({_count(looked, 'too_short')} of them too short to tell) and {_count(looked, 'canaries')} canaries"
    )
    yield f"  second scan: {f'by the tier {scan}' if scan else 'none'}; extraction chats: {chats or 'none'}"


def _what(found: Mapping[str, Any]) -> str:
    """Return in words what a finding is; a report may come from anybody, so it may be of no kind known."""
    words = reports.count(found, "words")
    for kind in get_args(Kind):
        if kind == reports.text(found, "kind"):
            return LeakFinding(kind, "", "", reports.text(found, "type"), words).told
    return "something"


def _count(value: Mapping[str, Any], key: str) -> str:
    return f"{reports.count(value, key):,}"
