"""Snapchat's *My data* in JSON: `chat_history.json`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.depth import Shallow
from whetstone.plugins.chat_formats.json_exports import at_start, broken_off, keys, listed, string
from whetstone.plugins.chat_formats.values import time_of

_SIGNS = ("[].Media Type", "[].IsSender")


class Snapchat:
    """An object with a list for each friend or group, the latest message first."""

    name = "snapchat"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for a message."""
        found = keys(head)
        return all(any(key.endswith(sign) for key in found) for sign in _SIGNS)

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages of all chats, each from its earliest on."""
        import ijson

        at_start(file)
        some, shallow = False, Shallow(file)
        try:
            for chat, messages in ijson.kvitems(shallow, "", use_float=True):
                some = True
                for message in reversed([one for one in listed(messages) if isinstance(one, dict)]):
                    yield _piece(message, chat)
        except ijson.JSONError as error:
            yield broken_off(error, shallow, some)


def _piece(message: Mapping[str, Any], chat: str) -> ChatPiece:
    text = string(message.get("Content"))
    if not text.strip():
        return Skipped("pictures, sounds and files")
    return ChatMessage(
        speaker=string(message.get("From")) or "?",
        text=text,
        at=time_of(message.get("Created(microseconds)")) or time_of(message.get("Created")),
        conversation=chat,
        title=string(message.get("Conversation Title")) or chat,
        mine=bool(message.get("IsSender")),
    )
