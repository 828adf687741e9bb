"""JSON lines with a speaker and a text, under the names that such files give them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.lines import first_objects, objects
from whetstone.plugins.chat_formats.values import name_of, text_of, time_of

_TEXT = ("text", "content", "message", "body")
_SPEAKER = ("speaker", "author", "from", "sender", "user", "username", "nick", "name", "role")
_TIME = ("ts", "timestamp", "time", "date", "datetime", "created_at", "at")
_CONVERSATION = ("conversation", "conversation_id", "chat_id", "channel", "thread_id", "thread", "room")


class JsonLines:
    """`{"ts", "speaker", "text"}`, and the same under other common names."""

    name = "jsonl"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for a line that has a speaker and a text."""
        return any(_said(value) for value in first_objects(head))

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages; a line without a speaker or a text is foreign."""
        for number, value in objects(file):
            if isinstance(value, Skipped):
                yield value
            elif said := _said(value):
                speaker, text = said
                yield ChatMessage(
                    speaker,
                    text,
                    time_of(_first(value, _TIME)),
                    conversation=name_of(_first(value, _CONVERSATION)),
                    id=name_of(value.get("message_id")),
                )
            else:
                yield Skipped("lines without a speaker or a text", number)


def _said(value: Mapping[str, Any]) -> tuple[str, str] | None:
    speaker = next((name for key in _SPEAKER if (name := name_of(value.get(key)))), "")
    text = next((value[key] for key in _TEXT if isinstance(value.get(key), str | list)), None)
    return (speaker, text_of(text)) if speaker and text is not None else None


def _first(value: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    return next((value[key] for key in keys if value.get(key) is not None), None)
