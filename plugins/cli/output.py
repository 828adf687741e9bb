"""How commands print: data on stdout, words about it on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from whetstone.core.errors import in_one_line


def print_json(value: Any) -> None:
    """Print `value` as JSON on stdout, in letters where the encoding of stdout has them."""
    from pydantic_core import PydanticSerializationError, to_json

    try:
        text = to_json(value, indent=2, fallback=str).decode()
        text.encode(sys.stdout.encoding or "utf-8")
    except (PydanticSerializationError, UnicodeEncodeError):  # half a surrogate pair, or an old terminal
        text = json.dumps(value, indent=2, default=str)
    click.echo(text)


def say(text: str) -> None:
    """Print a remark on stderr, in one line."""
    click.echo(in_one_line(text), err=True)


def complain(error: Exception | str, about: object = "") -> None:
    """Print an error on stderr, with what it is `about` where its sentence does not say so."""
    place = f"{about}: " if about and str(about) not in str(error) else ""
    say(f"Error: {place}{error}")


def spoken(text: str) -> str:
    """Return what a model said without characters that a terminal obeys: controls, and those that reorder."""
    return text.translate(_CONTROLS)


_REORDERING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0), *_REORDERING) if code not in (9, 10)}


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], *, one_line: bool = False) -> None:
    """Print a table on stdout: drawn on a terminal, tab-separated when it is read by another program.

    With `one_line` the last column is cut at the terminal's edge, and no cell is folded.
    """
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for header in headers:
        drawn.add_column(header, overflow="fold", no_wrap=one_line)
    lines = [[Text(" ".join(cell.split())) for cell in row] for row in rows]
    if one_line:
        cells = [list(headers), *([text.plain for text in line] for line in lines)]
        before_last = sum(max(map(cell_len, column)) + 2 for column in list(zip(*cells, strict=True))[:-1])
        for line in lines:
            line[-1].truncate(max(console.width - before_last, 12), overflow="ellipsis")
    for line in lines:
        drawn.add_row(*line)
    if lines:
        console.print(drawn)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
