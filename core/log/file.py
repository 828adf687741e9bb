"""The chat log's file: lines are added at its end, read in order, and taken out by writing it anew."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from whetstone.core.home import Home, draft_of, sync, sync_folder
from whetstone.core.log.lines import decode, encode, header, is_header, lines_of
from whetstone.core.values.turn import Record

_BINARY = getattr(os, "O_BINARY", 0)
_CHUNK = 2**20

Span = tuple[int, int]
"""Where bytes begin and end in the log."""


class LogFile:
    """`chat_history.log` of one home. What guards it is the home's lock `history`."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def append(self, record: Record) -> None:
        """Write `record` behind the last line and wait until it is on disk.

        A torn last line, left by a crash, is closed first. What could not be written whole is cut off.

        Raises:
            HomeError: the log cannot be written.
        """
        with self._home.locked("history"):
            self.write([record])

    def write(self, records: Iterable[Record]) -> None:
        """Write `records` as `append` does, all with one wait; the lock `history` must be held.

        Raises:
            HomeError: the log cannot be written; none of them is in it.
        """
        lines = b"".join(map(encode, records))
        with self._home.writing():
            handle = os.open(self._home.log, os.O_RDWR | os.O_CREAT | os.O_APPEND | _BINARY, 0o600)
            try:
                size = os.fstat(handle).st_size
                if size == 0:
                    lines = header() + lines
                elif not _ends_a_line(handle):
                    lines = b"\n" + lines
                try:
                    _write_all(handle, lines)
                    sync(handle)
                    if size == 0:
                        sync_folder(self._home.root)
                except OSError:
                    os.ftruncate(handle, size)
                    raise
            finally:
                os.close(handle)

    @contextmanager
    def reading(self) -> Iterator[BinaryIO]:
        """Open the log for reading; where there is none, nothing is in it.

        Raises:
            HomeError: the log cannot be read.
        """
        with self._home.reading(self._home.log):
            try:
                file: BinaryIO = self._home.log.open("rb")
            except FileNotFoundError:
                file = BytesIO()
            with file:
                yield file

    def records(self) -> Iterator[Record]:
        """Yield all records in the order in which they were written."""
        with self.reading() as file:
            for _, _, line in lines_of(file):
                if (record := decode(line)) is not None:
                    yield record

    def spans(self, unwanted: Callable[[bytes], bool]) -> tuple[int, list[Span]]:
        """Return how many lines are `unwanted`, and the spans of these, of headers and of blank lines."""
        found = 0
        spans: list[Span] = []
        with self.reading() as file:
            for start, end, line in lines_of(file):
                if unwanted(line):
                    found += 1
                elif line.strip() and not is_header(line):
                    continue
                if spans and spans[-1][1] == start:
                    spans[-1] = (spans[-1][0], end)
                else:
                    spans.append((start, end))
        return found, spans

    def changes(self, change: Callable[[bytes], bytes | None]) -> tuple[list[Span], dict[int, bytes]]:
        """Return the spans of headers and of lines that become others, and these by where the spans start."""
        spans: list[Span] = []
        instead: dict[int, bytes] = {}
        with self.reading() as file:
            for start, end, line in lines_of(file):
                if (changed := change(line)) is not None:
                    instead[start] = changed
                elif not is_header(line):
                    continue
                spans.append((start, end))
        return spans, instead

    def rewrite(self, without: list[Span], instead: Mapping[int, bytes] | None = None) -> None:
        """Write the log anew as another generation, `without` these spans, which are sorted and apart.

        `instead` holds lines to put in place of some of them, by where these start. Every other byte is
        kept as it is. The lock `history` must be held. A crash leaves the old log or the new one.

        Raises:
            HomeError: it cannot be read or written; the log is as it was.
        """
        with self._home.replacing(self._home.log) as new, self.reading() as old:
            new.write(header())
            last = b"\n"
            before = -1
            lines = instead or {}
            end = os.fstat(old.fileno()).st_size
            starts = [0, *(span[1] for span in without)]
            ends = [*(span[0] for span in without), end]
            for start, stop in zip(starts, ends, strict=True):
                new.write(lines.get(before, b""))
                before = stop
                old.seek(start)
                while start < stop and (chunk := old.read(min(_CHUNK, stop - start))):
                    new.write(chunk)
                    start += len(chunk)
                    last = chunk[-1:]
            if last != b"\n":
                new.write(b"\n")

    def drafts(self) -> list[Path]:
        """Return the copies of the log that `rewrite` has not finished: it is at work, or was killed."""
        log = self._home.log
        places = [log.with_name(f".{log.name}.new"), *([draft_of(log)] if log.is_symlink() else [])]
        return [path for path in places if os.path.lexists(path)]

    def sweep(self) -> None:
        """Take away what a killed `rewrite` left; the lock `history` must be held.

        Raises:
            HomeError: it cannot be taken away.
        """
        with self._home.writing():
            for path in self.drafts():
                path.unlink()
                sync_folder(path.parent)


def _ends_a_line(handle: int) -> bool:
    os.lseek(handle, -1, os.SEEK_END)
    return os.read(handle, 1) == b"\n"


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
