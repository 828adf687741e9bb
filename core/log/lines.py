"""One line of the chat log, as bytes and as a record."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, BinaryIO

from pydantic import ValidationError

from whetstone.core.values.turn import Record

LONGEST = 64 * 2**20
"""A line of more bytes than this is no record: no memory is spent on it."""

_HEADER = b'{"v": 1, "kind": "generation"'
_FEW = 20
_ALWAYS = ("v", "kind", "parent_id", "text")


def encode(record: Record) -> bytes:
    """Return `record` as a line, without what is at its default except what a reader should always find."""
    full = record.model_dump(mode="json")
    sparse = record.model_dump(mode="json", exclude_defaults=True)
    slim = {key: value for key, value in full.items() if key in sparse or key in _ALWAYS}
    return json.dumps(slim, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def decode(line: bytes) -> Record | None:
    """Return the record in `line`; `None` where it holds none (a header, a torn or a foreign line)."""
    if line[:1].isspace():
        line = line.lstrip()
    if not line.startswith(b"{") or line.startswith(_HEADER):
        return None
    try:
        return Record.model_validate_json(line)
    except ValidationError:
        return _decode_oddly(line)


def _decode_oddly(line: bytes) -> Record | None:
    """Read what the standard library's reader takes and pydantic's does not."""
    try:
        value: Any = json.loads(line)
        return Record.model_validate(value)
    except (ValueError, RecursionError):
        return None


def header() -> bytes:
    """Return a log's first line, which names a new generation."""
    value = {"v": 1, "kind": "generation", "generation": secrets.token_hex(8), "at": now()}
    return json.dumps(value).encode() + b"\n"


def is_header(line: bytes) -> bool:
    """Return whether `line` names a generation."""
    return line.startswith(_HEADER)


def is_damaged(line: bytes) -> bool:
    """Return whether `line`, of which `decode` makes nothing, is neither a header nor blank."""
    return not is_header(line) and bool(line.strip())


def now() -> str:
    """Return the time in UTC, ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def mentions(conversations: Collection[str]) -> Callable[[bytes], bool]:
    """Return a quick test for lines that may be of one of these conversations; no other line is."""
    if len(conversations) > _FEW:
        return lambda line: True
    quoted = [json.dumps(conversation, ensure_ascii=False) for conversation in conversations]
    sought = [text.encode("utf-8", "surrogatepass") for text in quoted]
    return lambda line: b"\\" in line or any(text in line for text in sought)


@lru_cache(maxsize=64)  # a record is named again by the next one
def key_of(text: str) -> int:
    """Return 63 bits that stand for a record's id in the index."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def lines_of(file: BinaryIO, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, bytes]]:
    """Yield the lines of `file` from byte `start` to byte `end`: where each begins and ends, and its bytes.

    The last one may lack its line end. Of a line longer than `LONGEST` only the beginning is yielded.
    """
    place = file.seek(start)
    left = sys.maxsize if end is None else end - start
    while left > 0 and (line := file.readline(min(LONGEST, left))):
        length = len(line)
        while (
            not line.endswith(b"\n") and length < left and (more := file.readline(min(2**20, left - length)))
        ):
            length += len(more)
            if more.endswith(b"\n"):
                line += b"\n"
        yield place, place + length, line
        place += length
        left -= length
