"""JSON lines with a speaker and a text, or with a conversation each, under the names such files give them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from whetstone.core.values.chat import ChatPiece, Skipped
from whetstone.plugins.chat_formats.lines import BOM, first_objects, objects
from whetstone.plugins.chat_formats.said import asked_and_answered, is_talk, message_of, said_in


class JsonLines:
    """`{"ts", "speaker", "text"}`, `{"messages": [{"role", "content"}]}`, and the same under other names."""

    name = "jsonl"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for a line that has a speaker and a text, or a list of such; a list has no such lines."""
        if head.removeprefix(BOM).lstrip().startswith(b"["):
            return False
        return any(
            message_of(value) or is_talk(value) or asked_and_answered(value) for value in first_objects(head)
        )

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages; a line without a speaker or a text is foreign."""
        for number, value in objects(file):
            if isinstance(value, Skipped):
                yield value
            else:
                yield from said_in(value, Skipped("lines without a speaker or a text", number))
