"""`whetstone mirror clone`: a persona made of one's own chats."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from whetstone.core.cli import Session
from whetstone.plugins.cli.output import json_option, print_json, say


@click.command()
@click.option("--name", required=True, help="What the clone is called.")
@click.option("--id", "persona_id", metavar="ID", help="The clone's id, if not made from its name.")
@click.option("--yes-this-is-me", "consent", is_flag=True, help="You are the one who is cloned.")
@click.option("--me", metavar="NAME", multiple=True, help="Your name in the log, where there are several.")
@click.option("--model", metavar="NAME", help="The model that reads your chats, or `none` to measure only.")
@click.option(
    "--budget", metavar="CALLS", type=click.IntRange(0, 100_000), help="Calls of the model at most."
)
@click.option("-o", "--output", metavar="PATH", help="A file to write as well.")
@click.option("--replace", is_flag=True, help="Take the place of another content under the same id.")
@json_option
@click.pass_obj
def clone(
    session: Session,
    name: str,
    persona_id: str | None,
    consent: bool,
    me: tuple[str, ...],
    model: str | None,
    budget: int | None,
    output: str | None,
    replace: bool,
    as_json: bool,
) -> None:
    """Make a persona of yourself, from your own side of your chats.

    What is personal is taken out first, the last fifth of your turns is kept back to measure with, and
    nothing is saved that holds words of the log in a row. The clone is installed, and tagged as one.
    """
    from whetstone.core.clones.starting import start_clone
    from whetstone.plugins.cli.progress import run_job

    host = session.host
    job = start_clone(
        host,
        name,
        consent=consent,
        id=persona_id,
        me=me,
        model=model,
        budget=budget,
        output=Path(output) if output else None,
        replace=replace,
    )
    result = run_job(host, job, as_json)
    if as_json:
        print_json(result)
    else:
        _tell(result)


def _tell(result: Mapping[str, Any]) -> None:
    for note in result["notes"]:
        say(f"Note: {note}")
    click.echo(result["summary"])
    if result.get("file"):
        click.echo(f"Written to {result['file']}")
    click.echo(f"Installed as {result['id']}; talk with it: whetstone chat {result['id']}")
    click.echo(f"How it went: whetstone report {result['id']}")
