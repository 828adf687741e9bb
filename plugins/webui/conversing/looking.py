"""Conversations listed and found, for pages and programs alike."""

from __future__ import annotations

from whetstone.core.conversations.looking import around, titled
from whetstone.core.history import ConversationInfo, History
from whetstone.plugins.webui.conversing.values import Match
from whetstone.plugins.webui.rendering.markdown import sound

_WIDTH = 160


def listed(
    history: History, limit: int, offset: int, persona: str | None
) -> tuple[list[ConversationInfo], bool]:
    """Return a part of the list of conversations, the latest first, and whether there are more after it."""
    infos = history.conversations(limit + 1, offset, persona)
    return infos[:limit], len(infos) > limit


def found_in(history: History, asked: str, limit: int) -> list[Match]:
    """Return what holds all the words of `asked`: titles that were given, then messages, the latest first."""
    words = sound(asked).split()
    if not words:
        return []
    matches = [
        Match(
            conversation=sound(info.id),
            title=sound(info.title),
            record_id=None,
            role=None,
            speaker=None,
            at=sound(info.ended_at),
            excerpt="",
        )
        for info in titled(history, words, limit)
    ]
    titles: dict[str, str] = {}
    for record in history.search(words, limit - len(matches)):
        if record.conversation not in titles:
            titles[record.conversation] = sound(history.about(record.conversation).title)
        matches.append(
            Match(
                conversation=sound(record.conversation),
                title=titles[record.conversation],
                record_id=sound(record.id),
                role=record.role,
                speaker=None if record.speaker is None else sound(record.speaker),
                at=sound(record.at),
                excerpt=around(sound(record.text), words[0], _WIDTH),
            )
        )
    return matches
