"""`chat_history.log` of another home, and what `whetstone history export` writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from whetstone.core.log.lines import decode, is_damaged, lines_of
from whetstone.core.values.chat import ChatPiece, Skipped
from whetstone.plugins.chat_formats.lines import first_objects

_OURS = {"v", "kind", "conversation"}


class OwnLog:
    """Whetstone's own records, which are kept as they are: ids, branches, titles, sources."""

    name = "whetstone"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for the keys that every line has."""
        found = first_objects(head)
        ours = [value for value in found if value.get("v") == 1 and "kind" in value]
        return bool(ours) and any(value.keys() >= _OURS or "generation" in value for value in ours)

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the records."""
        for number, (_, _, line) in enumerate(lines_of(file), 1):
            record = decode(line)
            if record is not None:
                yield record
            elif is_damaged(line):
                yield Skipped("lines that are no records", number)
