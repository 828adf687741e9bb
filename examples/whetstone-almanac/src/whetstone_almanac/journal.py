"""The journal: a text file of lines such as `2024-03-01 21:05  talked with Epictetus`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """One line of the journal."""

    day: str
    time: str
    what: str


def note(journal: Path, what: str) -> None:
    """Add a line."""
    path = journal.expanduser()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{datetime.now():%Y-%m-%d %H:%M}  {what}\n")


def entries(journal: Path, day: date) -> Iterator[Entry]:
    """Yield what was noted on `day`; nothing when the journal has not begun."""
    path = journal.expanduser()
    if path.exists():
        for line in path.read_text("utf-8").splitlines():
            if line.startswith(f"{day:%Y-%m-%d} "):
                yield Entry(*line.split(maxsplit=2))
