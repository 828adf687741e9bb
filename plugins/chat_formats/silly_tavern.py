"""SillyTavern's chats: JSON lines, the first of which tells of the chat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, BinaryIO

from whetstone.core.chats.identity import Ordinals
from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.json_exports import keys, listed, mapping, string
from whetstone.plugins.chat_formats.lines import first_objects, objects
from whetstone.plugins.chat_formats.values import time_of

_SPOKEN = re.compile(
    r"(?P<month>[A-Za-z]+) (?P<day>\d\d?), (?P<year>\d{4}) (?P<hour>\d\d?):(?P<minute>\d\d) ?(?P<half>[ap]m)?"
)
_DASHED = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?) ?@ ?(?P<hour>\d\d?)h ?(?P<minute>\d\d?)m"
    r"(?: ?(?P<second>\d\d?)s)?(?: ?(?P<thousandth>\d{1,3})ms)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class SillyTavern:
    """Messages with `name`, `is_user`, `mes`, `send_date`; `swipes` are all replies that were offered."""

    name = "sillytavern"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for a message, or for the first line: what it tells of a chat may be longer than the head."""
        return any(
            {"is_user", "mes"} <= value.keys() for value in first_objects(head)
        ) or "chat_metadata" in keys(head)

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages; a reply that was not chosen is a sibling of the one that was.

        There are no ids: branches and checkpoints, which are copies, are known again by what they hold.
        """
        ordinals, above = Ordinals(), ""
        for number, value in objects(file):
            if isinstance(value, Skipped):
                yield value
            elif "mes" not in value:
                if number > 1:
                    yield Skipped("lines without a message", number)
            elif value.get("is_system"):
                yield Skipped("hidden messages")
            elif mapping(value.get("extra")).get("type") == "narrator":
                yield Skipped("what a narrator says")
            else:
                for message in _versions(value):
                    named = ordinals.content(message)
                    yield replace(message, id=named, parent=above)
                if message.text.strip():
                    above = named


def _versions(value: Mapping[str, Any]) -> list[ChatMessage]:
    """Return the message in its versions, each with its own time, the chosen one last."""
    mine = bool(value.get("is_user"))
    speaker = string(value.get("name")) or ("user" if mine else "?")
    model = string(mapping(value.get("extra")).get("model"))
    chosen, at = string(value.get("mes")), sent(value.get("send_date"))
    about = [mapping(one) for one in listed(value.get("swipe_info"))]
    times: dict[str, datetime | None] = {}
    if not mine:
        for number, text in enumerate(map(string, listed(value.get("swipes")))):
            if text.strip():
                times[text] = sent(about[number].get("send_date")) if number < len(about) else None
    last = times.pop(chosen, None)
    versions = [*times.items(), (chosen, last)]
    return [ChatMessage(speaker, text, when or at, mine=mine, model=model) for text, when in versions]


def sent(value: Any) -> datetime | None:
    """Return when a message was sent: a number, ISO 8601, `June 19, 2023 4:13pm`, `2023-6-19@16h13m09s`."""
    if not isinstance(value, str) or (found := _SPOKEN.match(value) or _DASHED.match(value)) is None:
        return time_of(value)
    parts = found.groupdict()
    month, hour = parts["month"], int(parts["hour"])
    if parts.get("half"):
        hour = hour % 12 + 12 * (parts["half"] == "pm")
    try:
        return datetime(
            int(parts["year"]),
            int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1,
            int(parts["day"]),
            hour,
            int(parts["minute"]),
            int(parts.get("second") or 0),
            1000 * int(parts.get("thousandth") or 0),
        )
    except ValueError:
        return None
