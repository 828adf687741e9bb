"""How commands print: data on stdout, words about it on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click


def print_json(value: Any) -> None:
    """Print `value` as JSON on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """Print a remark on stderr."""
    click.echo(text, err=True)


def spoken(text: str) -> str:
    """Return what a model said without control characters, which a terminal would obey."""
    return text.translate(_CONTROLS)


_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], *, one_line: bool = False) -> None:
    """Print a table on stdout: drawn on a terminal, tab-separated when it is read by another program.

    With `one_line` the last column is cut at the terminal's edge instead of folded.
    """
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for header in headers:
        cut = one_line and header == headers[-1]
        drawn.add_column(header, overflow="ellipsis" if cut else "fold", no_wrap=cut)
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
