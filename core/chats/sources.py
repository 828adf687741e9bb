"""Where the chats of the log come from, and what there is of each source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from whetstone.core.errors import HistoryError
from whetstone.core.history import ConversationInfo, History

OWN = "whetstone"
"""The source of what was said in Whetstone itself."""

_IMPORTED = re.compile(r"([a-z0-9-]+)-[0-9a-f]{20}")


@dataclass(frozen=True, slots=True)
class Source:
    """What the log holds from one place: `whetstone`, or a chat format's name.

    `turns` counts the user's messages. Times are UTC, ISO 8601; empty where none is known.
    """

    name: str
    conversations: int
    turns: int
    started_at: str
    ended_at: str


def conversation_id(format: str, digest: str) -> str:
    """Return the id of a conversation that this format brings, by 20 hex digits or more that stand for it."""
    return f"{format}-{digest[:20]}"


def source_of(conversation: str) -> str:
    """Return where a conversation with this id comes from."""
    found = _IMPORTED.fullmatch(conversation)
    return found[1] if found else OWN


def sources(history: History) -> list[Source]:
    """Return where the chats of the log come from, the source with the most of the user's messages first.

    Raises:
        HomeError: the log cannot be read.
    """
    held: dict[str, list[ConversationInfo]] = {}
    for info in history.conversations():
        held.setdefault(source_of(info.id), []).append(info)
    return sorted(
        (_told(name, infos) for name, infos in held.items()), key=lambda one: (-one.turns, one.name)
    )


def source_with(history: History, name: str) -> tuple[Source, list[ConversationInfo]]:
    """Return what the log holds from one source, and its conversations, the latest first.

    Raises:
        HistoryError: nothing comes from there.
        HomeError: the log cannot be read.
    """
    infos = [info for info in history.conversations() if source_of(info.id) == name]
    if not infos:
        raise HistoryError(f"nothing in the log comes from {name!r}; the list of sources tells what does")
    return _told(name, infos), infos


def _told(name: str, infos: Sequence[ConversationInfo]) -> Source:
    return Source(
        name=name,
        conversations=len(infos),
        turns=sum(info.turns for info in infos),
        started_at=min((info.started_at for info in infos if info.started_at), default=""),
        ended_at=max((info.ended_at for info in infos if info.ended_at), default=""),
    )
