"""Whetstone as it must not be: what the judges would let pass otherwise is no test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from unittest import mock

from whetstone.core.home import Home
from whetstone.core.log.file import LogFile
from whetstone.core.log.lines import encode, header
from whetstone.core.values.turn import Record


@contextmanager
def sabotaged(how: str) -> Iterator[None]:
    """Break what keeps files whole, in one of the ways named below."""
    with {
        "without syncs": lambda: mock.patch.object(os, "fsync", return_value=None),
        "without locks": lambda: mock.patch.object(Home, "locked", return_value=nullcontext()),
        "without drafts": lambda: mock.patch.object(Home, "replace", _written_over),
        "log written at leisure": lambda: mock.patch.object(LogFile, "append", _appended_later()),
    }[how]():
        yield


def _written_over(home: Home, path: Path, data: bytes) -> None:
    home.make(path.parent)
    with path.open("wb", buffering=0) as file:
        file.write(data)
        os.fsync(file.fileno())


def _appended_later() -> Callable[[LogFile, Record], None]:
    """Append each record when the one after it comes; the last of a turn is the reply."""
    waiting: list[bytes] = []

    def append(log: LogFile, record: Record) -> None:
        waiting.append(encode(record))
        if record.role == "assistant":
            path = log._home.log
            lines = [*([] if path.exists() else [header()]), *waiting]
            waiting.clear()
            with path.open("ab") as file:
                file.write(b"".join(lines))
                file.flush()
                os.fsync(file.fileno())

    return append
