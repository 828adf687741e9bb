"""Slack's export of a workspace: a file a day in a folder a channel."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.json_exports import conversations, keys, mapping, string
from whetstone.plugins.chat_formats.values import time_of

_SIGNS = frozenset(("[].type", "[].ts", "[].user", "[].text"))
_SAID = ("", "me_message", "thread_broadcast", "bot_message", "file_share")
_MARK = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|\n]*)(?:\|(?P<label>[^<>\n]*))?>")


class Slack:
    """Lists of messages with `user`, `text` and `ts`. Names stand in `user_profile`, else there are ids."""

    name = "slack"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for a message."""
        return keys(head) >= _SIGNS

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages; the file of a day is read twice, for the names in it."""
        names: dict[str, str] = {}
        for value in conversations(file):
            if isinstance(value, dict) and (name := _name(value)):
                names[string(value.get("user"))] = name
        for value in conversations(file):
            yield value if isinstance(value, Skipped) else _piece(value, names)


def _name(message: Mapping[str, Any]) -> str:
    profile = mapping(message.get("user_profile"))
    found = (string(profile.get(key)) for key in ("display_name", "real_name", "name"))
    return next(filter(None, found), "")


def _piece(message: Mapping[str, Any], names: Mapping[str, str]) -> ChatPiece:
    if message.get("type") != "message" or string(message.get("subtype")) not in _SAID:
        return Skipped("notices of the service")
    user = string(message.get("user"))
    speaker = names.get(user) or user or string(message.get("username")) or string(message.get("bot_id"))
    text = _plain(string(message.get("text")), names)
    stamp = message.get("ts")
    return ChatMessage(
        speaker=speaker or "?",
        text=f"/me {text}" if message.get("subtype") == "me_message" else text,
        at=time_of(stamp),
        id=f"{stamp} {user}" if isinstance(stamp, str | float | int) else "",
    )


def _plain(text: str, names: Mapping[str, str]) -> str:
    """Return a text as it was typed, without the marks for people, channels and links."""

    def typed(found: re.Match[str]) -> str:
        kind, target, label = found["kind"], found["target"], found["label"] or ""
        if kind == "@":
            return "@" + (label or names.get(target, target)).lstrip("@")
        if kind == "#":
            return "#" + (label or target).lstrip("#")
        return "@" + target.partition("^")[0] if kind else label or target

    return html.unescape(_MARK.sub(typed, text))
