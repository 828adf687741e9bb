"""Discord's channels as DiscordChatExporter saves them in JSON, a channel a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.json_exports import keys, mapping, streamed, string
from whetstone.plugins.chat_formats.values import time_of

_SAID = ("", "Default", "Reply", "ThreadStarterMessage", "19", "20", "0")
_TELLS = {"channel.id": "id", "channel.name": "channel", "guild.name": "guild"}


class Discord:
    """Messages under `messages`, below `guild` and `channel`."""

    name = "discord"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for a channel and an author."""
        found = keys(head)
        return {"channel.id", "messages[].author.id"} <= found or {"guild.id", "channel.id"} <= found

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages, people under the names that they go by on the server."""
        for about, message in streamed(file, "messages.item", _TELLS):
            yield message if isinstance(message, Skipped) else _piece(message, about)


def _piece(message: Mapping[str, Any], about: Mapping[str, str]) -> ChatPiece:
    if string(message.get("type")) not in _SAID:
        return Skipped("notices of the service")
    author = mapping(message.get("author"))
    title = " / ".join(filter(None, (about.get("guild"), about.get("channel"))))
    return ChatMessage(
        speaker=string(author.get("nickname")) or string(author.get("name")) or "Deleted account",
        text=string(message.get("content")),
        at=time_of(message.get("timestamp")),
        conversation=about.get("id", ""),
        title=title,
        id=string(message.get("id")),
    )
