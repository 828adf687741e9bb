"""What can be had again: the log's index and the libraries' indexes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from whetstone.core.doctor.findings import Finding, fine, note
from whetstone.core.doctor.patient import Patient
from whetstone.core.history import History


def look(patient: Patient) -> Iterator[Finding]:
    """Look whether the cache can be written, and whether the log's index is a whole database."""
    cache = patient.home.cache
    if not cache.exists():
        yield fine("empty")
        return
    sound = True
    if not cache.is_dir() or not os.access(cache, os.R_OK | os.W_OK | os.X_OK):
        sound = False
        yield note(
            f"{patient.shown(cache)} is no folder that you may write, so indexes are made anew each time"
        )
    index = cache / "history.sqlite"
    if os.path.lexists(index) and (reason := _fault(index)):
        sound = False
        yield note(
            f"{patient.shown(index)}, the index of the log, is damaged ({reason}); it can be made anew",
            lambda: _anew(patient, index),
        )
    if sound:
        yield fine(f"{_size(cache) / 2**20:,.1f} MB, whole; it may be deleted at any time")


def _fault(index: Path) -> str | None:
    """Return what SQLite says of the index; a writer that is at work, or was killed, is no fault."""
    import sqlite3

    if not index.is_file():
        return "it is no file"
    if index.with_name(f"{index.name}-journal").exists():
        return None
    try:
        with closing(sqlite3.connect(f"{index.as_uri()}?mode=ro", uri=True, timeout=1)) as connection:
            told = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        return None if "locked" in str(error) else str(error)
    except sqlite3.Error as error:
        return str(error)
    return None if told == ("ok",) else "it fails SQLite's own check"


def _anew(patient: Patient, index: Path) -> list[str]:
    """Have the log make its index anew, over a damaged one: put aside, that would keep words which are to
    go when they are deleted from the log. What is no file is put aside."""
    with patient.home.locked("history-index"):
        if not os.path.lexists(index) or _fault(index) is None:
            return []
        moved = []
        if not index.is_file():
            moved = [f"moved {patient.shown(index)} to {patient.set_aside(index)}"]
    with closing(History(patient.home)) as log:
        log.counts()
    return [*moved, f"made {patient.shown(index)} anew"]


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
