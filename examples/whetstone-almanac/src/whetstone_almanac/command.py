"""The command `whetstone almanac`."""

from __future__ import annotations

import json
from datetime import datetime

import click

from whetstone import Session, WhetstoneError
from whetstone_almanac import AlmanacSettings
from whetstone_almanac.journal import entries


@click.command()
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), default=datetime.now, help="Today, if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def almanac(session: Session, day: datetime, as_json: bool) -> None:
    """Show what the journal notes of a day."""
    settings: AlmanacSettings = session.host.settings.section("almanac")
    if settings.journal is None:
        raise WhetstoneError(
            "no journal is kept; name a file with `whetstone config set almanac.journal FILE`"
        )
    noted = list(entries(settings.journal, day.date()))
    if as_json:
        click.echo(json.dumps([entry._asdict() for entry in noted], ensure_ascii=False, indent=2))
        return
    click.echo(f"{day:%A, %d %B %Y}")
    for entry in noted:
        click.echo(f"  {entry.time}  {entry.what}")
    if not noted:
        click.echo("  nothing noted")
