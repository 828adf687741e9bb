"""The export of Skype, and of the Teams that is for homes: `messages.json`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.json_exports import keys, listed, mapping, streamed, string
from whetstone.plugins.chat_formats.values import time_of

_LIST = "conversations[].MessageList"
_QUOTED = re.compile(r"<quote\b.*?</quote>|<blockquote\b.*?</blockquote>", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<br */?>|</(?:p|div)>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z_][^<>]*>")


class Skype:
    """Under `conversations`, each with a `MessageList`, the latest message first."""

    name = "skype"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for the list of messages."""
        return _LIST in keys(head)

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages of all conversations, each from its earliest on."""
        for about, talk in streamed(file, "conversations.item", {"userId": "user"}):
            if isinstance(talk, Skipped):
                yield talk
                continue
            for message in reversed([mapping(one) for one in listed(talk.get("MessageList"))]):
                yield _piece(message, talk, about.get("user", ""))


def _piece(message: Mapping[str, Any], talk: Mapping[str, Any], user: str) -> ChatPiece:
    kind, sender = string(message.get("messagetype")), string(message.get("from"))
    if kind not in ("Text", "RichText", "RichText/Html"):
        media = kind.startswith("RichText/") and "Call" not in kind
        return Skipped("pictures, sounds and files" if media else "notices of the service")
    mine = sender == user
    title = string(talk.get("displayName"))
    alone = string(talk.get("id")) == sender
    return ChatMessage(
        speaker=string(message.get("displayName")) or (title if alone else "") or sender or "?",
        text=_plain(string(message.get("content"))) if kind != "Text" else string(message.get("content")),
        at=time_of(message.get("originalarrivaltime")),
        conversation=string(talk.get("id")),
        title=title,
        id=string(message.get("id")),
        mine=mine if user else None,
    )


def _plain(text: str) -> str:
    """Return what was typed, without marks and without the message that was quoted."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", _QUOTED.sub("", text)))).strip()
