"""Claude's data export: `conversations.json`, alone or in its zip archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.json_exports import conversations, keys, listed, mapping, string
from whetstone.plugins.chat_formats.trees import Node, dated, walk
from whetstone.plugins.chat_formats.values import time_of

_HUMAN = ("human", "user")


class Claude:
    """A list of conversations, each with its `chat_messages`: in a row, or with the message before each."""

    name = "claude"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for the messages."""
        found = keys(head)
        return any(f"{at}chat_messages" in found for at in ("[].", ""))

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages of all conversations."""
        for talk in conversations(file):
            if isinstance(talk, Skipped):
                yield talk
                continue
            messages = [one for one in listed(talk.get("chat_messages")) if isinstance(one, dict)]
            pieces = [_piece(message, talk) for message in messages]
            begun = time_of(talk.get("created_at"))
            parents = [string(message.get("parent_message_uuid")) for message in messages]
            if any(parents) and all(isinstance(one, Skipped) or one.id for one in pieces):
                names = [string(message.get("uuid")) for message in messages]
                nodes = {
                    name: Node(above, piece)
                    for name, above, piece in zip(names, parents, pieces, strict=True)
                }
                leaf = string(talk.get("current_leaf_message_uuid")) or names[-1]
                yield from dated(walk(nodes, leaf), begun)
            else:
                yield from dated(pieces, begun)


def _piece(message: Mapping[str, Any], talk: Mapping[str, Any]) -> ChatMessage | Skipped:
    sender = string(message.get("sender"))
    if sender not in (*_HUMAN, "assistant"):
        return Skipped("messages of nobody")
    return ChatMessage(
        speaker="user" if sender in _HUMAN else "Claude",
        text=_words(message),
        at=time_of(message.get("created_at")),
        conversation=string(talk.get("uuid")) or string(talk.get("created_at")),
        title=string(talk.get("name")),
        id=string(message.get("uuid")),
        mine=sender in _HUMAN,
    )


def _words(message: Mapping[str, Any]) -> str:
    """Return what was written: texts, not what tools said, what was thought, or what was attached."""
    blocks = [mapping(block) for block in listed(message.get("content"))]
    written = [string(block.get("text")) for block in blocks if block.get("type") == "text"]
    return "\n\n".join(text for text in written if text.strip()) if blocks else string(message.get("text"))
