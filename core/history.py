"""`chat_history.log`: every turn as one JSON line, appended and synced, read back as conversations."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from whetstone.core.errors import HistoryError, near
from whetstone.core.home import Home, sync_folder
from whetstone.core.values.turn import Record

_HEADER = "generation"


@dataclass(frozen=True, slots=True)
class ConversationInfo:
    """A line of `whetstone history list`. `turns` counts the user's messages; times are UTC, ISO 8601."""

    id: str
    title: str
    personas: tuple[str, ...]
    turns: int
    started_at: str
    ended_at: str


class History:
    """The chat log of one home: raw, local, readable by its user alone.

    The first line names the log's generation, which changes when lines are deleted. A torn last line,
    left by a crash, is closed by the next writer and passed over by readers. In a home that cannot be
    written (a read-only file system, another user's folder), `kept` is false and nothing is appended.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self.kept = home.writable()

    def append(self, record: Record) -> None:
        """Write `record` and wait until it is on disk.

        Raises:
            HomeError: the log cannot be written.
        """
        if not self.kept:
            return
        line = json.dumps(_slim(record), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
        with self._home.locked("history"), self._home.writing():
            handle = os.open(self._home.log, os.O_RDWR | os.O_CREAT | os.O_APPEND | _BINARY, 0o600)
            try:
                size = os.fstat(handle).st_size
                if size == 0:
                    line = _header() + line
                else:
                    os.lseek(handle, -1, os.SEEK_END)
                    if os.read(handle, 1) != b"\n":
                        line = b"\n" + line
                try:
                    _write_all(handle, line)
                    os.fsync(handle)
                    if size == 0:
                        sync_folder(self._home.root)
                except OSError:
                    os.ftruncate(handle, size)
                    raise
            finally:
                os.close(handle)

    def records(self, conversation: str | None = None) -> Iterator[Record]:
        """Yield the records in the order in which they were written, of one conversation or of all.

        Lines that are no records (torn, foreign) are passed over; see `damaged_lines`.
        """
        marker = json.dumps(conversation).encode() if conversation is not None else b""
        for line in self._lines():
            record = _record(line) if marker in line else None
            if record is not None and conversation in (None, record.conversation):
                yield record

    def damaged_lines(self) -> int:
        """Return how many lines of the log are no records."""
        return sum(
            1 for line in self._lines() if line.strip() and _record(line) is None and not _is_header(line)
        )

    def conversations(self) -> list[ConversationInfo]:
        """Return all conversations, the latest first."""
        grouped: dict[str, list[Record]] = {}
        for record in self.records():
            grouped.setdefault(record.conversation, []).append(record)
        infos = [_info(conversation, records) for conversation, records in grouped.items()]
        return sorted(infos, key=lambda info: info.ended_at, reverse=True)

    def branch(self, conversation: str) -> list[Record]:
        """Return the turns from the start of `conversation` to its latest leaf, oldest first.

        The leaf is the one that a `selected` event names last, else the record written last.

        Raises:
            HistoryError: no such conversation.
        """
        records = list(self.records(conversation))
        turns = {record.id: record for record in records if record.kind == "turn"}
        if not turns:
            known = [info.id for info in self.conversations()]
            raise HistoryError(
                f"no conversation {conversation!r} is in the log{near(conversation, known)}; "
                "`whetstone history list` shows all"
            )
        leaf = next(reversed(turns))
        for record in records:
            if record.kind == "selected" and record.parent_id in turns:
                leaf = record.parent_id
            elif record.kind == "turn":
                leaf = record.id
        return path_to(turns, leaf)

    def delete(self, wanted: Callable[[Record], bool]) -> int:
        """Delete the records for which `wanted` says yes, and return how many there were.

        The log is written anew under its lock, with a new generation; every other line is kept as it is.
        """
        deleted = 0
        with self._home.locked("history"):
            kept = [_header()]
            for line in self._lines():
                record = _record(line)
                if record is not None and wanted(record):
                    deleted += 1
                elif not _is_header(line) and line.strip():
                    kept.append(line if line.endswith(b"\n") else line + b"\n")
            if deleted:
                self._home.replace(self._home.log, b"".join(kept))
        return deleted

    def _lines(self) -> Iterator[bytes]:
        with self._home.reading(self._home.log):
            if not self._home.log.exists():
                return
            with self._home.log.open("rb") as file:
                yield from file


def path_to(turns: dict[str, Record], leaf: str) -> list[Record]:
    """Return the records from the root to `leaf`, following `parent_id`."""
    path: list[Record] = []
    seen: set[str] = set()
    current: str | None = leaf
    while current is not None and current in turns and current not in seen:
        seen.add(current)
        path.append(turns[current])
        current = turns[current].parent_id
    return path[::-1]


def new_id() -> str:
    """Return an id for a record or conversation: 26 hex digits that sort by time of making."""
    return f"{int(datetime.now(UTC).timestamp() * 1000):012x}{secrets.token_hex(7)}"


def now() -> str:
    """Return the time in UTC, ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


_BINARY = getattr(os, "O_BINARY", 0)


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _header() -> bytes:
    header = {"v": 1, "kind": _HEADER, "generation": secrets.token_hex(8), "at": now()}
    return json.dumps(header).encode() + b"\n"


def _is_header(line: bytes) -> bool:
    return line.startswith(b'{"v": 1, "kind": "generation"')


def _slim(record: Record) -> dict[str, Any]:
    """Return the record without what is at its default, except what a reader should always find."""
    always = ("v", "kind", "parent_id", "text")
    full = record.model_dump(mode="json")
    sparse = record.model_dump(mode="json", exclude_defaults=True)
    return {key: value for key, value in full.items() if key in sparse or key in always}


def _record(line: bytes) -> Record | None:
    if not line.startswith(b"{") or _is_header(line):
        return None
    try:
        return Record.model_validate(json.loads(line))
    except (ValueError, ValidationError, RecursionError):
        return None


def _info(conversation: str, records: list[Record]) -> ConversationInfo:
    turns = [record for record in records if record.kind == "turn"]
    titles = [record.text for record in records if record.kind == "title"]
    first = next((record.text for record in turns if record.role == "user"), "")
    title = titles[-1] if titles else " ".join(first.split())
    return ConversationInfo(
        id=conversation,
        title=title if len(title) <= 72 else title[:71].rstrip() + "…",
        personas=tuple(dict.fromkeys(record.persona for record in turns if record.persona)),
        turns=sum(record.role == "user" for record in turns),
        started_at=records[0].at,
        ended_at=records[-1].at,
    )
