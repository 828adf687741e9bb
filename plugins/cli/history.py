"""Commands on the chat log: list, show, search, count, export, delete."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whetstone.core.cli import Session
from whetstone.core.errors import HistoryError, HomeError
from whetstone.plugins.cli.importing import import_
from whetstone.plugins.cli.indexing import Indexing
from whetstone.plugins.cli.output import json_option, print_json, say, spoken, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.core.history import History
    from whetstone.core.log.view import ConversationInfo
    from whetstone.core.values.turn import Record

_NAMED = 3
_LINES = 1_000
"""So many lines are written to stdout at once."""


@click.group()
def history() -> None:
    """Read, search and delete what was said."""


history.add_command(import_)


@history.command("list")
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many, the latest first."
)
@json_option
@click.pass_obj
def list_(session: Session, limit: int, as_json: bool) -> None:
    """List the conversations, the latest first."""
    log = _watched(session)
    infos = log.conversations(limit)
    if as_json:
        print_json([asdict(info) for info in infos])
    else:
        table(
            ("id", "last", "turns", "with", "about"),
            ((i.id, i.ended_at[:16].replace("T", " "), str(i.turns), _with(i), i.title) for i in infos),
        )
        if not infos:
            say("Nothing was said yet. Begin with `whetstone chat socrates`.")
    if damaged := log.damaged_lines():
        say(f"{damaged} lines of the log are damaged and were passed over.")


@history.command()
@click.argument("conversation")
@json_option
@click.pass_obj
def show(session: Session, conversation: str, as_json: bool) -> None:
    """Show one conversation, along its latest branch."""
    from whetstone.core.conversations.transcript import as_markdown

    branch = _watched(session).branch(conversation)
    if as_json:
        print_json([record.model_dump(mode="json") for record in branch])
    else:
        click.echo(spoken(as_markdown(branch)))


@history.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@json_option
@click.pass_obj
def search(session: Session, words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find messages that hold all of the words, the latest first.

    A word finds those that begin with it; case and accents make no difference.
    """
    from whetstone.core.conversations.looking import around

    found = _watched(session).search(words, limit)
    if as_json:
        print_json([record.model_dump(mode="json") for record in found])
        return
    table(
        ("conversation", "at", "who", "said"),
        (
            (
                r.conversation,
                r.at[:16].replace("T", " "),
                "you" if r.role == "user" else r.speaker or "",
                around(spoken(r.text), words[0]),
            )
            for r in found
        ),
    )
    if not found:
        say("Nothing found.")


@history.command()
@json_option
@click.pass_obj
def count(session: Session, as_json: bool) -> None:
    """Count what is in the log.

    Answered messages are those of yours that stand beside a reply, before or after, with words of your
    own; edits and retries of one message count once.
    """
    counts = asdict(_watched(session).counts())
    if as_json:
        print_json(counts)
    else:
        table(("what", "how many"), ((name.replace("_", " "), str(n)) for name, n in counts.items()))


@history.command()
@click.argument("conversation", required=False)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file instead of stdout."
)
@click.option(
    "--format", "kind", type=click.Choice(["markdown", "json"]), default="markdown", show_default=True
)
@click.pass_obj
def export(session: Session, conversation: str | None, output: Path | None, kind: str) -> None:
    """Write a conversation as Markdown or JSON; without CONVERSATION, all records as JSON lines."""
    from whetstone.core.conversations.transcript import as_json, as_markdown

    log = _watched(session)
    if conversation is None:
        lines: Iterator[str] = (_json_line(record) for record in log.records())
    else:
        branch = log.branch(conversation)
        written = as_json(branch) if kind == "json" else as_markdown(branch)
        lines = iter([written + "\n"])
    if output is None:
        while text := "".join(islice(lines, _LINES)):
            click.echo(text, nl=False)
        return
    try:
        with output.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines(lines)
    except OSError as error:
        raise HomeError(f"cannot write {output}: {error.strerror or error}") from error
    say(f"Wrote {output}")


@history.command()
@click.argument("conversations", metavar="CONVERSATION...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Delete the whole log.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def delete(session: Session, conversations: tuple[str, ...], everything: bool, yes: bool) -> None:
    """Delete conversations from the log, for good.

    The log's index and what was measured of the log go with them. Clones that were made from them stay, and
    are named: `whetstone mirror forget` deletes these.
    """
    from whetstone.core.forgetting.notes import notes_on_clones

    if not conversations and not everything:
        raise click.UsageError("name conversations, or give --all")
    log = _watched(session)
    doomed = log.size_of(None if everything else conversations)
    left_over = log.left_over()
    if not doomed and not left_over:
        raise HistoryError("no such conversation is in the log; `whetstone history list` shows all")
    beside = " and a copy of the log that a killed deletion left" if left_over else ""
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError(f"{doomed} records{beside} would be deleted for good; give --yes")
        click.confirm(f"Delete {doomed} records{beside} for good?", abort=True, err=True)
    deleted = log.delete(lambda record: True) if everything else log.delete_conversations(conversations)
    say(f"Deleted {deleted} records{beside}.")
    for note in notes_on_clones(session.host, None if everything else conversations):
        say(note)


def _with(info: ConversationInfo) -> str:
    """Return who was talked with: three of them, and how many more."""
    names = (*info.personas, *info.speakers)
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest:,} more" if rest > 0 else "")


def _watched(session: Session) -> History:
    """Return the log, which tells when it keeps one waiting."""
    session.host.history.progress = Indexing()
    return session.host.history


def _json_line(record: Record) -> str:
    value = record.model_dump(mode="json")
    line = json.dumps(value, ensure_ascii=False)
    return (line if line.isascii() or _is_unicode(line) else json.dumps(value)) + "\n"


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
