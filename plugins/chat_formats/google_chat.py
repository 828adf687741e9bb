"""Google Chat in Takeout: `messages.json`, a chat a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.json_exports import keys, mapping, streamed, string

_SIGNS = frozenset(("messages[].creator", "messages[].created_date"))
_FORMS = ("%A, %B %d, %Y at %I:%M:%S %p", "%A, %d %B %Y at %H:%M:%S", "%A, %B %d, %Y at %H:%M:%S")


class GoogleChat:
    """Messages under `messages`, of a `creator`; the first part of an id is that of the chat."""

    name = "google-chat"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for a message."""
        return keys(head) >= _SIGNS

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages."""
        for _, message in streamed(file, "messages.item", {}):
            yield message if isinstance(message, Skipped) else _piece(message)


def _piece(message: Mapping[str, Any]) -> ChatPiece:
    if string(message.get("message_state")) == "DELETED":
        return Skipped("deleted messages")
    creator, named = mapping(message.get("creator")), string(message.get("message_id"))
    return ChatMessage(
        speaker=string(creator.get("name")) or string(creator.get("email")) or "Deleted account",
        text=string(message.get("text")),
        at=_sent(string(message.get("created_date"))),
        conversation=named.partition("/")[0],
        id=named,
    )


def _sent(text: str) -> datetime | None:
    """Return the time of `Friday, May 31, 2024 at 9:30:00 AM UTC`."""
    plain = text.replace("\u202f", " ").removesuffix(" UTC")
    for form in _FORMS:
        try:
            return datetime.strptime(plain, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
