"""`whetstone history import`: chats from elsewhere, and what is told of them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whetstone.core.cli import Session
from whetstone.plugins.cli.indexing import Indexing
from whetstone.plugins.cli.output import complain, json_option, print_json, say, spoken
from whetstone.plugins.cli.progress import shown_progress

if TYPE_CHECKING:
    from whetstone.core.chats.outcome import FileImport, Imported

_NAMED = 4


@click.command("import")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True)
)
@click.option(
    "--me",
    "names",
    metavar="NAME",
    multiple=True,
    help="Your name in the chat, where the file does not say who you are; again for another name of yours.",
)
@click.option(
    "--zone",
    metavar="ZONE",
    default="",
    help="The time zone of times without one, as in Europe/Berlin.  [default: this machine's]",
)
@json_option
@click.pass_obj
def import_(
    session: Session, files: tuple[Path, ...], names: tuple[str, ...], zone: str, as_json: bool
) -> None:
    """Import chats from other programs into the log; what is there already is not added again.

    Reads exports of ChatGPT, Claude, Open WebUI, SillyTavern, WhatsApp, Telegram, Discord, Slack, Messenger,
    Instagram and Matrix (zip archives too), IRC logs, JSON, JSON lines, and logs of other homes. See
    docs/mirror.md.
    """
    history = session.host.history
    history.progress = Indexing()
    with shown_progress(as_json=False) as tell:
        came = session.host.chats.import_files(files, names, zone, tell)
    if as_json:
        print_json(_as_json(came))
    else:
        for line in _closing(came, names):
            say(spoken(line))
    for sentence in came.failed:
        complain(Exception(sentence))
    if came.failed:
        raise click.exceptions.Exit(1)


def _as_json(came: Imported) -> dict[str, Any]:
    return {
        "added": came.added,
        "already_there": came.present,
        "yours": came.yours,
        "conversations": came.conversations,
        "answered": came.answered,
        "answered_before": came.answered_before,
        "failed": came.failed,
        "files": [asdict(one) for one in came.files],
    }


def _closing(came: Imported, names: tuple[str, ...]) -> list[str]:
    absent = [one for one in came.files if one.absent]
    lines = [_added(came)] if came.taken else []
    if absent:
        places = f"{absent[0].file} was" if len(absent) == 1 else f"{_counted(len(absent), 'file')} were"
        lines.append(f"{places} left out: nobody in it is called {' or '.join(names)}.")
    if joined := sum(one.joined for one in came.taken):
        lines.append(f"{_counted(joined, 'conversation')} of the log held parts of them, and went into them.")
    lines += [line for one in came.files if (line := _skipped(one))]
    new = came.answered - came.answered_before
    lines.append(f"{_counted(came.answered, 'turn')} of yours count, {new:,} of them new.")
    return lines


def _added(came: Imported) -> str:
    from collections import Counter

    from whetstone.core.chats.speakers import counted

    speakers: Counter[str] = Counter()
    for one in came.taken:
        speakers.update(one.speakers)
    formats = " and ".join(dict.fromkeys(one.format for one in came.taken))
    place = f"{_counted(came.conversations, 'conversation')} ({formats})"
    of_whom = f", {came.yours:,} of them yours: {counted(speakers)}" if came.added else ""
    return (
        f"Added {_counted(came.added, 'message')} to {place}{of_whom}; {came.present:,} were there already."
    )


def _skipped(one: FileImport) -> str:
    if not one.skipped:
        return ""
    ranked = sorted(one.skipped.items(), key=lambda item: -item[1].count)
    parts = [
        f"{reason} ({passed.count:,}" + (f", the first is line {passed.line:,})" if passed.line else ")")
        for reason, passed in ranked
    ]
    return f"Passed over in {one.file}: {', '.join(parts)}."


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
