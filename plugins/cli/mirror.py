"""Commands of the Mirror: how much of the user's own voice the log holds, and how well it can be told."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from whetstone.core.cli import Session
from whetstone.core.errors import PluginError
from whetstone.plugins.cli.auditing import audit
from whetstone.plugins.cli.cloning import clone
from whetstone.plugins.cli.forgetting import forget
from whetstone.plugins.cli.indexing import Indexing
from whetstone.plugins.cli.output import json_option, print_json
from whetstone.plugins.cli.telling_readiness import count_lines, readiness_lines

if TYPE_CHECKING:
    from whetstone.core.readiness import Readiness


@click.group()
def mirror() -> None:
    """See how ready your chats are to become a persona of you."""


mirror.add_command(clone)
mirror.add_command(audit)
mirror.add_command(forget)


@mirror.command()
@json_option
@click.pass_obj
def status(session: Session, as_json: bool) -> None:
    """Show how many turns of yours there are to make a clone of, and what can be told of them.

    A turn is a message of yours, with words of your own, that stands beside one of another speaker's.
    """
    goal = session.host.settings.core.mirror.turns
    history = session.host.history
    history.progress = Indexing()
    counts = history.counts()
    if as_json:
        print_json(
            {
                "turns": counts.answered,
                "goal": goal,
                "ready": counts.answered >= goal,
                "missing": max(0, goal - counts.answered),
                "user_messages": counts.user_messages,
                "damaged_lines": counts.damaged,
                **_as_json(*_measured(session)),
            }
        )
        return
    for line in count_lines(counts, goal):
        click.echo(line)
    if not counts.answered:
        return
    _wait("Measuring what can be told of them …")
    measured, lacking = _measured(session)
    _wait("")
    for line in readiness_lines(measured) if measured else [f"The rest is not measured: {lacking}"]:
        click.echo(line)


def _measured(session: Session) -> tuple[Readiness | None, str]:
    """Return what is told of the log; `None` with the reason where something is not installed."""
    from whetstone.core.readiness import readiness

    try:
        return readiness(session.host.home, session.host.history), ""
    except PluginError as error:
        return None, str(error)


def _as_json(measured: Readiness | None, lacking: str) -> dict[str, Any]:
    if measured is None:
        return {"measured": None, "not_measured": lacking}
    value = asdict(measured)
    if measured.topics:
        value["topics"]["enough"] = measured.topics.enough
    return {"measured": value}


def _wait(why: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{why}", err=True, nl=False)
