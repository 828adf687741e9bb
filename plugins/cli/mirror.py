"""Commands of the Mirror: how much of the user's own voice the log holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from whetstone.core.cli import Session
from whetstone.plugins.cli.charts import bar
from whetstone.plugins.cli.indexing import Indexing
from whetstone.plugins.cli.output import json_option, print_json

if TYPE_CHECKING:
    from whetstone.core.log.view import Counts


@click.group()
def mirror() -> None:
    """See how ready your chats are to become a persona of you."""


@mirror.command()
@json_option
@click.pass_obj
def status(session: Session, as_json: bool) -> None:
    """Show how many turns of yours there are to make a clone of."""
    goal = session.host.settings.core.mirror.turns
    history = session.host.history
    history.progress = Indexing()
    counts = history.counts()
    if as_json:
        print_json({"turns": counts.answered, "goal": goal, "ready": counts.answered >= goal})
        return
    _tell_count(counts, goal)


def _tell_count(counts: Counts, goal: int) -> None:
    turns = counts.answered
    click.echo(f"Cloning Readiness: {turns}/{goal} turns")
    click.echo(f"{bar(turns / goal):<20} {min(turns * 100 // goal, 100)} %")
    if turns < goal:
        click.echo(f"{goal - turns} more: chat, or bring chats along with `whetstone history import`.")
