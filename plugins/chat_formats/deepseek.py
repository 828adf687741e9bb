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
            nodes = {
                name: Node(string(place.get("parent")), _piece(name, place, _asked(name, places), talk))
                for name, place in places.items()
            }
            yield from dated(walk(nodes, next(reversed(nodes), "")), time_of(talk.get("inserted_at")))


def _asked(name: str, places: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether a message is the user's: older exports do not say it, but the sides take turns."""
    fragments = [
        mapping(one).get("type") for one in listed(mapping(places[name].get("message")).get("fragments"))
    ]
    if fragments:
        return "REQUEST" in fragments
    above, seen = string(places[name].get("parent")), {name}
    while above in places and above not in seen and places[above].get("message"):
        seen.add(above)
        above = string(places[above].get("parent"))
    return len(seen) % 2 == 1


def _piece(name: str, place: Mapping[str, Any], asked: bool, talk: Mapping[str, Any]) -> ChatMessage | None:
    message = mapping(place.get("message"))
    if not message:
        return None
    fragments = [mapping(one) for one in listed(message.get("fragments"))]
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
