"""Matrix rooms as Element exports them in JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.json_exports import keys, mapping, streamed, string
from whetstone.plugins.chat_formats.values import time_of

_SIGNS = frozenset(("messages[].sender", "messages[].origin_server_ts", "messages[].event_id"))
_SAID = ("m.text", "m.emote", "m.notice")


class Element:
    """Events under `messages`; people go by their ids (`@ann:example.org`)."""

    name = "matrix"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for an event."""
        return keys(head) >= _SIGNS

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages. What replaces one that was sent before is an edit, and is left out."""
        for about, event in streamed(file, "messages.item", {"room_name": "room"}):
            yield event if isinstance(event, Skipped) else _piece(event, about.get("room", ""))


def _piece(event: Mapping[str, Any], room: str) -> ChatPiece:
    content = mapping(event.get("content"))
    if event.get("type") != "m.room.message":
        return Skipped("notices of the service")
    if mapping(content.get("m.relates_to")).get("rel_type") == "m.replace":
        return Skipped("edits of earlier messages")
    kind = string(content.get("msgtype"))
    if kind not in _SAID:
        return Skipped("deleted messages" if not content else "pictures, sounds and files")
    text = string(content.get("body"))
    return ChatMessage(
        speaker=string(event.get("sender")) or "?",
        text=f"/me {text}" if kind == "m.emote" else text,
        at=time_of(event.get("origin_server_ts")),
        conversation=string(event.get("room_id")),
        title=room,
        id=string(event.get("event_id")),
    )
