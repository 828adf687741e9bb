"""Grok's data export: `prod-grok-backend.json`, alone or in its zip archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.json_exports import keys, listed, mapping, streamed, string
from whetstone.plugins.chat_formats.trees import Node, dated, walk
from whetstone.plugins.chat_formats.values import time_of


class Grok:
    """Under `conversations`, each a `conversation` and its `responses`, which name the one before."""

    name = "grok"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for a conversation with responses."""
        found = keys(head)
        return (
            "conversations[].responses" in found
            or {
                "conversations[].conversation.id",
                "conversations[].conversation.create_time",
            }
            <= found
        )

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages of all conversations."""
        for _, item in streamed(file, "conversations.item", {}):
            if isinstance(item, Skipped):
                yield item
                continue
            talk = mapping(item.get("conversation"))
            said = [mapping(mapping(one).get("response")) for one in listed(item.get("responses"))]
            nodes = {
                string(one.get("_id")): Node(string(one.get("parent_response_id")), _piece(one, talk))
                for one in said
            }
            leaf = string(talk.get("leaf_response_id")) or next(reversed(nodes), "")
            yield from dated(walk(nodes, leaf), time_of(talk.get("create_time")))


def _piece(response: Mapping[str, Any], talk: Mapping[str, Any]) -> ChatMessage:
    mine = string(response.get("sender")).casefold() == "human"
    stamp = response.get("create_time")
    date = mapping(stamp).get("$date", stamp)
    return ChatMessage(
        speaker="user" if mine else "Grok",
        text=string(response.get("message")),
        at=time_of(mapping(date).get("$numberLong", date)),
        conversation=string(talk.get("id")) or string(response.get("conversation_id")),
        title=string(talk.get("title")),
        id=string(response.get("_id")),
        mine=mine,
        model="" if mine else string(response.get("model")),
    )
