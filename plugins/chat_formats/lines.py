"""Files of lines, read one by one whatever their size and state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from whetstone.core.chats.files import HEAD
from whetstone.core.log.lines import LONGEST, lines_of
from whetstone.core.values.chat import Skipped

NOT_UTF8 = "lines that are not UTF-8"
NOT_JSON = "lines that are no JSON"
TOO_LONG = "lines that are too long"

_FEW = 200
BOM = b"\xef\xbb\xbf"
"""What some programs put before UTF-8."""


def texts(file: BinaryIO, older: str = "") -> Iterator[tuple[int, str | Skipped]]:
    """Yield each line of `file` with its number from 1: its text without the line end, or why it has none.

    A line that is not UTF-8 is read in the `older` encoding, where one is named. NUL bytes around it, which a
    machine leaves that goes off while it writes, are no text.
    """
    for number, (_, _, line) in enumerate(lines_of(file), 1):
        if number == 1:
            line = line.removeprefix(BOM)
        if len(line) >= LONGEST:
            yield number, Skipped(TOO_LONG, number)
            continue
        line = line.strip(b"\0")
        try:
            yield number, line.decode().rstrip("\r\n")
        except UnicodeDecodeError:
            if older:
                yield number, line.decode(older, "replace").rstrip("\r\n")
            else:
                yield number, Skipped(NOT_UTF8, number)


def objects(file: BinaryIO) -> Iterator[tuple[int, dict[str, Any] | Skipped]]:
    """Yield each line of a file of JSON lines with its number: an object, or why it is none."""
    for number, line in texts(file):
        if isinstance(line, Skipped):
            yield number, line
        elif line.strip():
            value = parsed(line)
            yield number, value if isinstance(value, dict) else Skipped(NOT_JSON, number)


def parsed(text: str | bytes) -> Any:
    """Return the JSON value that `text` is; `None` where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def start_of(file: BinaryIO) -> bytes:
    """Return as much of the beginning of `file` as formats are shown to recognise it."""
    file.seek(0)
    return file.read(HEAD)


def first_lines(head: bytes, older: str = "") -> list[str]:
    """Return the complete lines at the beginning of a file, those that are text; see `texts`."""
    whole = head if len(head) < HEAD else head[: head.rfind(b"\n") + 1]
    found = []
    for line in whole.removeprefix(BOM).splitlines()[:2_000]:
        try:
            found.append(line.decode())
        except UnicodeDecodeError:
            if older:
                found.append(line.decode(older, "replace"))
    return found


def first_objects(head: bytes) -> list[dict[str, Any]]:
    """Return the JSON objects among the first lines of a file."""
    lines = [line for line in first_lines(head)[:_FEW] if line.lstrip().startswith("{")]
    return [value for line in lines if isinstance(value := parsed(line), dict)]
