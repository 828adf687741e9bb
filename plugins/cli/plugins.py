"""The command `plugins`."""

from __future__ import annotations

from dataclasses import asdict

import click

from whetstone.core.cli import Session
from whetstone.plugins.cli.output import json_option, print_json, say, table


@click.command()
@json_option
@click.pass_obj
def plugins(session: Session, as_json: bool) -> None:
    """List the plugins: loaded, blocked, failed, duplicate, incompatible."""
    session.host.ask_all_plugins()
    records = session.host.plugins.records
    if as_json:
        print_json([asdict(record) for record in records])
        return
    table(
        ("plugin", "from", "status", "ms", "hooks"),
        (
            (
                record.name,
                f"{record.distribution} {record.version}",
                record.status,
                f"{record.load_ms:.1f}",
                ", ".join(hook.removeprefix("whetstone_") for hook in record.hooks),
            )
            for record in records
        ),
    )
    for record in records:
        if record.error:
            say(f"{record.name}: {record.error}")
