"""Chat logs, as they come to be: a record at a time, or many at once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from commandline import here

from whetstone.core.history import History, new_id, now
from whetstone.core.home import Home
from whetstone.core.log.lines import encode, header
from whetstone.core.values.turn import Record


def said(text: str, conversation: str = "c1", parent: Record | None = None, role: str = "user") -> Record:
    return Record(
        id=new_id(),
        parent_id=parent.id if parent else None,
        conversation=conversation,
        at=now(),
        persona="socrates",
        speaker="user" if role == "user" else "Socrates",
        role=role,
        text=text,
    )


def talk(*texts: str, conversation: str = "c1") -> list[Record]:
    """A conversation: the user speaks first, then by turns."""
    records: list[Record] = []
    for number, text in enumerate(texts):
        role = "assistant" if number % 2 else "user"
        records.append(said(text, conversation, records[-1] if records else None, role))
    return records


def many(count: int) -> list[Record]:
    """A log of `count` turns, in conversations of four."""
    return [r for n in range(count // 4) for r in talk("a", "b", f"n{n} common", "d", conversation=f"c{n}")]


def history_in(home: Path, *records: Record) -> History:
    history = History(Home(home))
    for record in records:
        history.append(record)
    return history


def write_log(home: Path, records: Iterable[Record]) -> Path:
    """Write a whole log at once, as a backup program brings it back."""
    home.mkdir(parents=True, exist_ok=True)
    log = home / "chat_history.log"
    log.write_bytes(header() + b"".join(map(encode, records)))
    return log


def generation(home: Path) -> str:
    with (home / "chat_history.log").open("rb") as log:
        value: str = json.loads(log.readline())["generation"]
    return value


def index_of(home: Path) -> Path:
    return home / "cache" / "history.sqlite"


def read_up_to(home: Path) -> int:
    """The byte up to which the index of a home's log has read it."""
    with sqlite3.connect(f"{index_of(home).as_uri()}?mode=ro", uri=True) as connection:
        return int(connection.execute("SELECT start FROM state").fetchone()[0])


def counted(home: Path, **env: str) -> dict[str, int]:
    told = here("history", "count", "--json", home=home, **env)
    assert told.code == 0, told.stderr
    assert told.stderr == ""
    counts: dict[str, int] = told.json
    return counts
