"""What anybody's JSON calls a message, and a conversation of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from whetstone.core.chats.identity import Ordinals, digest
from whetstone.core.values.chat import ChatMessage, Skipped
from whetstone.plugins.chat_formats.values import name_of, text_of, time_of

TEXT = ("text", "content", "message", "body", "value", "parts", "msg", "contents")
SPEAKER = (
    *("speaker", "sendername", "authorname", "fromname", "author", "from", "sender", "user", "username"),
    *("nick", "nickname", "who", "name", "role"),
)
TIME = ("ts", "timestamp", "time", "date", "datetime", "createdat", "createtime", "at", "sentat", "when")
LISTS = (
    *("messages", "conversations", "conversation", "history", "chats", "turns", "data", "contents"),
    *("dialog", "dialogue"),
)
"""Under these, an object has the messages of a conversation, or a file its conversations."""

HIDDEN = "messages of the system and of tools"

_CONVERSATION = (
    "conversation",
    "conversationid",
    "chatid",
    "channel",
    "threadid",
    "thread",
    "room",
    "sessionid",
)
_MESSAGE = ("messageid", "uuid")
_OWN = ("iscreatedbyuser", "isfromme", "fromme", "issender")
_ID = ("id", "conversationid", "uuid", "chatid", "sessionid")
_ASKED = ("prompt", "instruction", "question")
_ANSWERED = ("completion", "response", "output", "answer")
_MINE = frozenset(("user", "human"))
_THEIRS = frozenset(("assistant", "ai", "gpt", "bot", "model", "chatgpt", "bing", "bard"))
_NOBODYS = frozenset(("system", "developer", "tool", "function"))
_ROLES = ("role", "from")
_ENVELOPE = (*TIME, *_CONVERSATION, *_MESSAGE)


@lru_cache(maxsize=4096)
def plain(key: str) -> str:
    """Return the name of a field without case and separators: `Sender Name` is `sendername`."""
    return re.sub(r"[\s_-]+", "", key).casefold()


def speaks(found: Collection[str]) -> bool:
    """Return whether fields with these `plain` names say something; a name alone is as often a thing's."""
    spoken = {key for key in SPEAKER if key in found}
    text = any(key in found for key in TEXT)
    said = text and bool(spoken - {"name"} or (spoken and any(key in found for key in TIME)))
    return said or (any(key in found for key in _ASKED) and any(key in found for key in _ANSWERED))


def said_in(value: Mapping[str, Any], otherwise: Skipped) -> Iterator[ChatMessage | Skipped]:
    """Yield what an object says: one message, or those of a conversation; `otherwise` where it is neither."""
    if said := message_of(value):
        yield said
    elif is_talk(value):
        yield from talk_of(value)
    else:
        yield from asked_and_answered(value) or (otherwise,)


def asked_and_answered(value: Mapping[str, Any]) -> tuple[ChatMessage, ...]:
    """Return the two messages of `{"prompt", "completion"}` and the like, nothing of other objects."""
    fields = {plain(key): found for key, found in value.items()}
    asked, answered = (text_of(_first(fields, keys)) for keys in (_ASKED, _ANSWERED))
    if not asked.strip() or not answered.strip():
        return ()
    more = text_of(fields.get("input"))
    at, conversation = time_of(_first(fields, TIME)), name_of(_first(fields, _CONVERSATION))
    return (
        ChatMessage("user", "\n\n".join(filter(None, (asked, more))), at, conversation, mine=True),
        ChatMessage("assistant", answered, at, conversation, mine=False),
    )


def message_of(value: Mapping[str, Any]) -> ChatMessage | Skipped | None:
    """Return the message that `value` is; `None` where it has no speaker or no text.

    Of a role (`user`, `human`, `assistant`, `gpt`, …) it is known whether it is the user's. A message may
    stand in an envelope, as in the logs of Claude Code: `{"sessionId", "timestamp", "message": {…}}`.
    """
    value = {plain(key): found for key, found in value.items()}
    if isinstance(inner := value.get("message"), dict):
        return message_of({**{key: value.get(key) for key in _ENVELOPE}, **inner, "message": None})
    key, speaker = next(((key, name) for key in SPEAKER if (name := name_of(value.get(key)))), ("", ""))
    texts = [text_of(found) for key in TEXT if isinstance(found := value.get(key), str | list)]
    if not speaker or not texts:
        return None
    own = next((found for key in _OWN if isinstance(found := value.get(key), bool)), None)
    role = speaker.casefold() if key in _ROLES else ""
    if role in _NOBODYS:
        return Skipped(HIDDEN)
    return ChatMessage(
        speaker,
        next(filter(None, texts), ""),
        time_of(_first(value, TIME)),
        conversation=name_of(_first(value, _CONVERSATION)),
        id=name_of(_first(value, _MESSAGE)),
        mine=own if own is not None else True if role in _MINE else False if role in _THEIRS else None,
    )


def is_talk(value: Mapping[str, Any]) -> bool:
    """Return whether `value` is a conversation: an object with a list of messages."""
    return bool(_messages(value))


def talk_of(value: Mapping[str, Any]) -> Iterator[ChatMessage | Skipped]:
    """Yield the messages of the conversation that `value` is.

    One without an id is known by the first words of its first two speakers; another one that begins with
    the same is a branch of it.
    """
    value = {plain(key): found for key, found in value.items()}
    pieces = [_in_talk(one) for one in _messages(value)]
    messages = [piece for piece in pieces if isinstance(piece, ChatMessage)]
    native = name_of(_first(value, _ID))
    named = native or next((one.conversation for one in messages if one.conversation), "")
    title = next((found for key in ("title", "name") if isinstance(found := value.get(key), str)), "")
    if named:
        for piece in pieces:
            yield piece if isinstance(piece, Skipped) else replace(piece, conversation=named, title=title)
        return
    conversation, ordinals, above = _name(messages), Ordinals(), ""
    for piece in pieces:
        if isinstance(piece, Skipped) or not piece.text.strip():
            yield piece
            continue
        own = piece.id or ordinals.content(piece)
        yield replace(piece, conversation=conversation, title=title, id=own, parent=above)
        above = own


def _in_talk(value: Any) -> ChatMessage | Skipped:
    found = message_of(value) if isinstance(value, dict) else None
    return found or Skipped("things that are no message")


def _messages(value: Mapping[str, Any]) -> list[Any]:
    for key, found in value.items():
        if plain(key) not in LISTS:
            continue
        if isinstance(found, list) and any(isinstance(one, dict) and message_of(one) for one in found):
            return found
    return []


def _name(messages: list[ChatMessage]) -> str:
    first: dict[str, str] = {}
    for message in messages:
        if message.text.strip() and len(first) < 2:
            first.setdefault(message.speaker, message.text)
    return digest(*(part for item in first.items() for part in item))


def _first(value: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    return next((value[key] for key in keys if value.get(key) is not None), None)
