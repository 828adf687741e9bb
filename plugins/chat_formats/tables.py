"""Tables of messages: CSV with a line of names above it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from whetstone.core.values.chat import ChatPiece, Skipped
from whetstone.plugins.chat_formats.lines import first_lines, texts
from whetstone.plugins.chat_formats.said import plain, said_in, speaks

_BETWEEN = ",;\t|"


class Tables:
    """Rows with a speaker and a text, under the names that JSON lines give them too."""

    name = "csv"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look at the names above the table."""
        lines = first_lines(head)
        return bool(lines) and speaks({plain(name) for name in _row(lines[0])})

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages."""
        skipped: list[Skipped] = []
        lines = _lines(file, skipped)
        first = next(lines, "")
        names = _row(first)
        rows = csv.reader(lines, delimiter=_mark(first))
        while True:
            try:
                row = next(rows, None)
            except csv.Error:
                yield Skipped("rows that are no part of a table", rows.line_num + 1)
                continue
            yield from skipped
            skipped.clear()
            if row is None:
                return
            if row:
                yield from said_in(
                    dict(zip(names, row, strict=False)),
                    Skipped("lines without a speaker or a text", rows.line_num + 1),
                )


def _lines(file: BinaryIO, skipped: list[Skipped]) -> Iterator[str]:
    for _, line in texts(file):
        if isinstance(line, Skipped):
            skipped.append(line)
        else:
            yield f"{line}\n"


def _mark(line: str) -> str:
    return max(_BETWEEN, key=line.count)


def _row(line: str) -> list[str]:
    try:
        return next(islice(csv.reader([line], delimiter=_mark(line)), 1), [])
    except csv.Error:
        return []
