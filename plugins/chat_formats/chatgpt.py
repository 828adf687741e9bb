"""ChatGPT's data export: `conversations.json`, alone or in its zip archive."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.json_exports import conversations, keys, listed, mapping, string
from whetstone.plugins.chat_formats.trees import Node, dated, walk
from whetstone.plugins.chat_formats.values import time_of

_TOOLS = "messages to and from tools"
_NO_WORDS = {
    "user_editable_context": "custom instructions",
    "model_editable_context": "notes of its memory",
    "thoughts": "thoughts of a model",
    "reasoning_recap": "thoughts of a model",
    "system_error": _TOOLS,
}
_HIDDEN = "hidden messages"
_CITED = re.compile(r" ?【\d+(?::\d+)?†[^】\n]*】| ?\ue200(?P<kind>\w+)(?P<rest>[^\ue200\ue201]*)\ue201")
_LABEL = re.compile(r'\ue202(?:\["[^"]*", ?"(?P<named>[^"]*)"|(?P<shown>[^\ue202]*))')


class ChatGpt:
    """A list of conversations, each a tree of messages under `mapping`."""

    name = "chatgpt"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for the tree."""
        found = keys(head)
        signs = ("title", "create_time", "current_node", "conversation_id")
        return any(f"{at}mapping" in found and found & {at + sign for sign in signs} for at in ("[].", ""))

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages of all conversations."""
        for talk in conversations(file):
            if isinstance(talk, Skipped):
                yield talk
            else:
                nodes = {
                    name: Node(string(mapping(node).get("parent")), self._piece(name, mapping(node), talk))
                    for name, node in mapping(talk.get("mapping")).items()
                }
                branches = walk(nodes, string(talk.get("current_node")))
                yield from dated(branches, time_of(talk.get("create_time")))

    def _piece(
        self, name: str, node: Mapping[str, Any], talk: Mapping[str, Any]
    ) -> ChatMessage | Skipped | None:
        message = mapping(node.get("message"))
        if not message:
            return None
        role = string(mapping(message.get("author")).get("role"))
        content = mapping(message.get("content"))
        about = mapping(message.get("metadata"))
        kind = string(content.get("content_type"))
        if kind in _NO_WORDS:
            return Skipped(_NO_WORDS[kind])
        if role == "tool" or string(message.get("recipient")) not in ("", "all"):
            return Skipped(_TOOLS)
        if role not in ("user", "assistant") or about.get("is_visually_hidden_from_conversation"):
            return Skipped(_HIDDEN)
        return ChatMessage(
            speaker="user" if role == "user" else "ChatGPT",
            text=_words(content) if role == "user" else _CITED.sub(_shown, _words(content)),
            at=time_of(message.get("create_time")),
            conversation=string(talk.get("conversation_id")) or string(talk.get("id")) or _made_id(talk),
            title=string(talk.get("title")),
            id=name,
            mine=role == "user",
            model=string(about.get("model_slug")) if role == "assistant" else "",
        )


def _words(content: Mapping[str, Any]) -> str:
    """Return what was written or spoken; pictures and files among the parts are no words."""
    parts = listed(content.get("parts"))
    spoken = [
        part if isinstance(part, str) else string(part.get("text"))
        for part in parts
        if isinstance(part, str) or mapping(part).get("content_type") in ("text", "audio_transcription")
    ]
    return "\n\n".join(part for part in spoken if part.strip()) if parts else string(content.get("text"))


def _shown(mark: re.Match[str]) -> str:
    """Return what a reader saw of a mark in a reply: the name of a thing or a link, nothing of a citation."""
    found = _LABEL.match(mark["rest"] or "") if mark["kind"] in ("entity", "url") else None
    return mark[0][: mark[0].startswith(" ")] + (found["named"] or found["shown"] or "") if found else ""


def _made_id(talk: Mapping[str, Any]) -> str:
    """Return an id for a conversation of the first exports, which had none."""
    return f"{talk.get('create_time')} {next(iter(mapping(talk.get('mapping'))), '')}"
