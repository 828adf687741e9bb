"""The command that checks a cartridge against itself and against its sources."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whetstone.core.cli import Session
from whetstone.core.errors import in_one_line
from whetstone.plugins.cli.output import json_option, print_json, say

if TYPE_CHECKING:
    from whetstone.core.verification.check import Check

_MARKS = {"passed": ("ok", "green"), "failed": ("FAILED", "red"), "open": ("open", "yellow")}


@click.command()
@click.argument("reference", metavar="FILE|ID")
@click.option(
    "--sources",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, path_type=Path),
    help="The texts that it was made from: a folder or a file, any number of times.",
)
@json_option
@click.pass_obj
def verify(session: Session, reference: str, sources: tuple[Path, ...], as_json: bool) -> None:
    """Check hashes, signature, citations and quotations of a persona, offline.

    With `--sources`, every file, passage and quotation is compared with the texts that the persona was made
    from. Exits with 1 where anything that could be checked is wrong.
    """
    from whetstone.core.signing.facts import signature_facts
    from whetstone.core.verification.verifying import verify as checked
    from whetstone.plugins.cli.naming import cartridge_called
    from whetstone.plugins.cli.signatures import trust_if_readable

    cartridge = cartridge_called(session.host, reference)
    signature = signature_facts(cartridge, trust_if_readable(session.host))
    checks = checked(cartridge, session.host.texts if sources else None, sources)
    failed = sum(check.state == "failed" for check in checks)
    for note in signature.warnings(cartridge.id):
        say(f"Note: {note}")
    if as_json:
        print_json(
            {
                "id": cartridge.id,
                "name": cartridge.name,
                "content_hash": cartridge.content_hash,
                "verified": not failed,
                "signature": asdict(signature),
                "checks": [asdict(check) for check in checks],
            }
        )
    else:
        _tell(checks)
        say(_summary(cartridge.id, checks))
    sys.exit(1 if failed else 0)


def _tell(checks: list[Check]) -> None:
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = max(len(check.about) for check in checks)
    for check in checks:
        mark, colour = _MARKS[check.state]
        shown = click.style(f"{mark:<6}", fg=colour) if coloured else f"{mark:<6}"
        click.echo(f"{shown}  {check.about:<{width}}  {in_one_line(check.reason)}", color=coloured)


def _summary(persona_id: str, checks: list[Check]) -> str:
    states = [check.state for check in checks]
    if failed := states.count("failed"):
        return f"{persona_id} is NOT what it says: {failed} of {len(checks)} checks failed."
    left = states.count("open")
    return f"{persona_id}: {len(checks) - left} checks passed" + (
        f", {left} could not be made." if left else "."
    )
