"""The differences of two cartridges in words, green and red on a terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from whetstone.core.errors import in_one_line
from whetstone.plugins.cli.output import say

if TYPE_CHECKING:
    from whetstone.core.differences import Differences, FileChange, FileState, Side, TextChange, ValueChange
    from whetstone.core.signing.signature import Signature
    from whetstone.core.text.changes import Piece, SentenceChange
    from whetstone.core.text.quoting.alignment import Effort

MOST = 100
"""So many changed sentences of one text are shown; `--json` has all."""

_MARKS = {"added": ("{+", "+}"), "removed": ("[-", "-]"), "same": ("", "")}
_COLOURS = {"added": "green", "removed": "red"}


def tell_differences(found: Differences) -> None:
    """Print what differs on stdout, one file after the other."""
    if found.same:
        say(f"No difference: both are {_named(found.before)}.")
        return
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    click.echo(f"{_named(found.before)} → {_named(found.after)}")
    for line in _lines(found, coloured):
        click.echo(line, color=coloured)


def _named(side: Side) -> str:
    return f"{side.id} {side.version} ({side.content_hash[: len('sha256:') + 12]})"


def _lines(found: Differences, coloured: bool) -> Iterator[str]:
    from whetstone.core.text.quoting.alignment import Effort

    effort = Effort()
    values = {"metadata.json": found.metadata, "config.json": found.config}
    texts = {text.name: text for text in (*filter(None, [found.prompt]), *found.library)}
    for file in found.files:
        heading = click.style(in_one_line(file.name), bold=True)
        if file.name in values:
            yield heading + ("" if values[file.name] else ": the same values, written in another way")
            for value in values[file.name]:
                yield from _value(value, coloured, effort)
        elif file.name in texts:
            yield from _text(heading, texts[file.name], coloured)
        else:
            yield f"{heading}: {_whole(file, found)}"
    if found.signature:
        before, after = (_signed(side) for side in (found.signature.before, found.signature.after))
        yield f"signature: {before} → {after}"


def _signed(signature: Signature) -> str:
    return f"by {signature.key}" if signature.key else signature.state


def _whole(file: FileChange, found: Differences) -> str:
    if file.name == "avatar.png" and found.avatar:
        before, after = (
            f"{side.width} × {side.height} pixels, {_counted(side.bytes, 'byte')}" if side else None
            for side in (found.avatar.before, found.avatar.after)
        )
    else:
        before, after = (_size(state) for state in (file.before, file.after))
    if file.change == "renamed":
        return f"renamed from {in_one_line(file.was or '')}"
    if before and after:
        return f"changed, {before} → {after}"
    return f"{file.change}, {before or after}"


def _size(state: FileState | None) -> str | None:
    return _counted(state.bytes, "byte") if state else None


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _value(value: ValueChange, coloured: bool, effort: Effort) -> Iterator[str]:
    from whetstone.core.text.changes import changed_words

    key = in_one_line(value.key)
    if value.change == "changed" and _is_prose(value.before) and _is_prose(value.after):
        pieces = changed_words(value.before, value.after, effort)
        yield _line("removed", pieces, coloured, f"{key}: ")
        yield _line("added", pieces, coloured, f"{key}: ")
        return
    if value.change != "added":
        yield _marked("removed", f"{key}: {_spelled(value.before)}")
    if value.change != "removed":
        yield _marked("added", f"{key}: {_spelled(value.after)}")


def _is_prose(value: Any) -> bool:
    return isinstance(value, str) and " " in value.strip()


def _spelled(value: Any) -> str:
    return in_one_line(json.dumps(value, ensure_ascii=False))


def _text(heading: str, text: TextChange, coloured: bool) -> Iterator[str]:
    changes = text.rewriting.sentences
    counts = [
        f"{_counted(count, 'sentence')} {kind}"
        for kind in ("changed", "removed", "added")
        if (count := sum(change.change == kind for change in changes))
    ]
    if text.rewriting.lines_removed or text.rewriting.lines_added:
        gone, new = text.rewriting.lines_removed, text.rewriting.lines_added
        counts.append(
            f"{_counted(gone, 'line')} gone and {_counted(new, 'line')} new "
            "where too much differs to compare by sentence"
        )
    yield f"{heading}: {', '.join(counts) or 'only white space, line ends or the order of lines differ'}"
    for change in changes[:MOST]:
        yield from _sentence(change, coloured)
    if len(changes) > MOST:
        yield f"  … and {len(changes) - MOST} more; --json has all"


def _sentence(change: SentenceChange, coloured: bool) -> Iterator[str]:
    if change.change == "changed":
        yield _line("removed", change.pieces, coloured)
        yield _line("added", change.pieces, coloured)
    else:
        yield _marked(change.change, in_one_line(" ".join((change.before or change.after or "").split())))


def _line(kind: str, pieces: tuple[Piece, ...], coloured: bool, label: str = "") -> str:
    """Return one side of a changed sentence, with the words marked that are on this side alone."""
    opening, closing = _MARKS[kind]
    shown = ""
    for piece in pieces:
        text = in_one_line(" ".join(f"|{piece.text}|".split())[1:-1])
        if piece.kind == kind:
            shown += (
                click.style(text, fg=_COLOURS[kind], reverse=True) if coloured else opening + text + closing
            )
        elif piece.kind == "same":
            shown += click.style(text, fg=_COLOURS[kind]) if coloured else text
    return _marked(kind, label) + shown


def _marked(kind: str, text: str) -> str:
    return click.style(f"  {'+' if kind == 'added' else '-'} {text}", fg=_COLOURS[kind])
