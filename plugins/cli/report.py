"""The command that shows what a persona was made from and how much it sounds like its author."""

from __future__ import annotations

import click

from whetstone.core.cli import Session
from whetstone.plugins.cli.output import json_option, print_json, say


@click.command()
@click.argument("reference", metavar="FILE|ID")
@click.option("--all", "everything", is_flag=True, help="Every source, claim, setting and figure.")
@json_option
@click.pass_obj
def report(session: Session, reference: str, everything: bool, as_json: bool) -> None:
    """Show what a persona was made from, what was measured, and how much it sounds like its author.

    `ID@VERSION`, `ID@HASH` and `ID@previous` are earlier contents; see `whetstone versions`.
    """
    from whetstone.plugins.cli.naming import cartridge_called
    from whetstone.plugins.cli.telling_reports import tell_report

    cartridge = cartridge_called(session.host, reference)
    found = cartridge.report
    if as_json:
        print_json(found)
    elif found is None:
        say(
            f"{cartridge.id} has no report: it was not made by `whetstone forge`, so nothing was measured. "
            f"`whetstone show {cartridge.id}` shows what it is."
        )
    else:
        tell_report(cartridge, found, everything)
