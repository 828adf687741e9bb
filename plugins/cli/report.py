"""The command that shows what a persona was made from and how much it sounds like whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from whetstone.core.cli import Session
from whetstone.plugins.cli.output import json_option, print_json, say

if TYPE_CHECKING:
    from whetstone.core.host import Host
    from whetstone.core.values.cartridge import Cartridge


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
            f"{cartridge.id} has no report: it was not made by `whetstone forge` or `whetstone mirror "
            f"clone`, so nothing was measured. `whetstone show {cartridge.id}` shows what it is."
        )
    else:
        tell_report(cartridge, found, everything, own=_is_own(session.host, cartridge))


def _is_own(host: Host, cartridge: Cartridge) -> bool:
    """Return whether it is a clone that was made in this home, so of whoever reads of it."""
    return (host.home.mirror / f"{cartridge.id}.json").exists()
