"""Open WebUI's export of chats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.json_exports import conversations, keys, listed, mapping, string
from whetstone.plugins.chat_formats.trees import Node, dated, walk
from whetstone.plugins.chat_formats.values import text_of, time_of

_NOT_SAID = re.compile(
    r'\s*<details type="(?:reasoning|tool_calls|code_interpreter)"[^>]*>.*?</details>\s*', re.DOTALL
)
_SIGNS = ("history", "messages", "models", "title", "id", "params", "files")


class OpenWebUi:
    """A list of objects with a `chat`, whose `history` is a tree of messages."""

    name = "open-webui"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for the chat in each object."""
        found = keys(head)
        return any(
            sum(f"{at}chat.{sign}" in found or f"{at}chat.{sign}[]" in found for sign in _SIGNS) >= 2
            for at in ("[].", "")
        )

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages of all chats."""
        for item in conversations(file):
            if isinstance(item, Skipped):
                yield item
                continue
            chat = mapping(item.get("chat"))
            history = mapping(chat.get("history"))
            begun = time_of(item.get("created_at") or chat.get("timestamp"))
            if messages := mapping(history.get("messages")):
                nodes = {
                    name: Node(string(mapping(one).get("parentId")), _piece(name, mapping(one), item))
                    for name, one in messages.items()
                }
                yield from dated(walk(nodes, string(history.get("currentId"))), begun)
            else:
                row = map(mapping, listed(chat.get("messages")))
                yield from dated((_piece(string(one.get("id")), one, item) for one in row), begun)


def _piece(name: str, message: Mapping[str, Any], item: Mapping[str, Any]) -> ChatMessage | Skipped:
    role = string(message.get("role"))
    if role not in ("user", "assistant"):
        return Skipped("hidden messages")
    chat = mapping(item.get("chat"))
    model = string(message.get("model"))
    text = text_of(message.get("content"))
    return ChatMessage(
        speaker="user" if role == "user" else string(message.get("modelName")) or model or "assistant",
        text=text if role == "user" else _NOT_SAID.sub("\n\n", text).strip(),
        at=time_of(message.get("timestamp")),
        conversation=string(item.get("id")) or string(chat.get("id")) or _made_id(item),
        title=string(item.get("title")) or string(chat.get("title")),
        id=name,
        mine=role == "user",
        model=model,
    )


def _made_id(item: Mapping[str, Any]) -> str:
    """Return an id for a chat without one: when it began, or what its first message is called."""
    if begun := item.get("created_at"):
        return str(begun)
    return next(iter(mapping(mapping(mapping(item.get("chat")).get("history")).get("messages"))), "")
