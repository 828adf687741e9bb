"""`whetstone mirror forget`: a clone goes away for good."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from whetstone.core.cli import Session
from whetstone.plugins.cli.output import json_option, print_json, say

if TYPE_CHECKING:
    from whetstone.core.forgetting.traces import Traces

_SHOWN = 5


@click.command()
@click.argument("persona_id", metavar="ID", required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_obj
def forget(session: Session, persona_id: str | None, yes: bool, as_json: bool) -> None:
    """Delete a clone for good: all its versions, its jobs, and what models answered for it.

    Nothing brings it back, not even `whetstone restore`. What mentions it and cannot be deleted with it is
    said. Without ID, the only clone there is.
    """
    from whetstone.core.forgetting.forget import forget as forgotten
    from whetstone.core.forgetting.traces import traces

    host = session.host
    found = traces(host, persona_id)
    if not yes:
        doomed = f"{found.id} ({_what(found)}) would be deleted for good"
        if not sys.stdin.isatty():
            raise click.UsageError(f"{doomed}; give --yes")
        click.confirm(f"{doomed}, and nothing brings it back. Delete it?", abort=True, err=True)
    gone = forgotten(host, found)
    if as_json:
        print_json({"id": found.id, "deleted": asdict(gone), "stays": _stays(found)})
        return
    say(
        f"Deleted {found.id}: {_counted(gone.contents, 'version')}, {_counted(gone.jobs, 'job')}, "
        f"{_counted(gone.steps, 'answer')} of models."
    )
    for line in _left(found):
        click.echo(line)


def _what(found: Traces) -> str:
    return f"{_counted(found.contents, 'version')}, {_counted(len(found.jobs), 'job')}, and what they made"


def _stays(found: Traces) -> dict[str, object]:
    kept = asdict(found)
    return {key: kept[key] for key in ("conversations", "files", "copies", "settings", "others")}


def _left(found: Traces) -> Iterator[str]:
    """Yield what mentions the clone and stays, with what to do about it."""
    if found.conversations:
        ids = " ".join(found.conversations[:_SHOWN])
        more = len(found.conversations) - _SHOWN
        yield (
            f"{_counted(len(found.conversations), 'conversation')} with it {_stay(found.conversations)} in "
            f"the log: whetstone history delete {ids}"
            + (f" (and {more} more, which `whetstone history list` shows)" if more > 0 else "")
        )
    for path in found.files:
        yield f"It was written to {path}: delete that file yourself."
    for id in found.copies:
        yield f"The same content is here as {id}: whetstone mirror forget {id}"
    if found.settings:
        lines = ", ".join(map(str, found.settings))
        yield f"Your settings name it in line {lines}: `whetstone config path` says where they are"
    if found.others:
        yield (
            f"Under its id {_counted(len(found.others), 'content')} that {_are(found.others)} no clone "
            f"{_stay(found.others)}: {', '.join(found.others)}; see `whetstone versions {found.id}`."
        )
    yield "Files that you exported, and homes into which you imported them, are not known here."


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _stay(items: tuple[str, ...]) -> str:
    return "stays" if len(items) == 1 else "stay"


def _are(items: tuple[str, ...]) -> str:
    return "is" if len(items) == 1 else "are"
