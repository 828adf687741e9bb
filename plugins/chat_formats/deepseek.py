"""DeepSeek's data export: `conversations.json`, alone or in its zip archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.json_exports import conversations, keys, listed, mapping, string
from whetstone.plugins.chat_formats.trees import Node, dated, walk
from whetstone.plugins.chat_formats.values import time_of

_SAID = ("REQUEST", "RESPONSE")


class DeepSeek:
    """A list of conversations, each a tree under `mapping`; messages have `fragments`, or a `content`."""

    name = "deepseek"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for the tree, and for how it calls times."""
        found = keys(head)
        return any({f"{at}mapping", f"{at}inserted_at"} <= found for at in ("[].", ""))

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages of all conversations, the branch of the last message last."""
        for talk in conversations(file):
            if isinstance(talk, Skipped):
                yield talk
                continue
            places = {name: mapping(place) for name, place in mapping(talk.get("mapping")).items()}
            asked = _in_turns(places)
            nodes = {
                name: Node(string(place.get("parent")), _piece(name, place, asked.get(name, True), talk))
                for name, place in places.items()
            }
            yield from dated(walk(nodes, next(reversed(nodes), "")), time_of(talk.get("inserted_at")))


def _in_turns(places: Mapping[str, Mapping[str, Any]]) -> Mapping[str, bool]:
    """Return which messages are the user's where the sides take turns: older exports do not say it."""
    asked: dict[str, bool] = {}
    for name in places:
        way: list[str] = []
        while name in places and name not in asked and places[name].get("message"):
            asked[name] = True
            way.append(name)
            name = string(places[name].get("parent"))
        mine = not asked.get(name, False)
        for one in reversed(way):
            asked[one], mine = mine, not mine
    return asked


def _piece(name: str, place: Mapping[str, Any], asked: bool, talk: Mapping[str, Any]) -> ChatMessage | None:
    message = mapping(place.get("message"))
    if not message:
        return None
    fragments = [mapping(one) for one in listed(message.get("fragments"))]
    if fragments:
        asked = any(one.get("type") == "REQUEST" for one in fragments)
    said = [string(one.get("content")) for one in fragments if one.get("type") in _SAID]
    return ChatMessage(
        speaker="user" if asked else "DeepSeek",
        text="\n\n".join(filter(None, said)) if fragments else string(message.get("content")),
        at=time_of(message.get("inserted_at")),
        conversation=string(talk.get("id")) or string(talk.get("inserted_at")),
        title=string(talk.get("title")),
        id=name,
        mine=asked,
        model="" if asked else string(message.get("model")),
    )
