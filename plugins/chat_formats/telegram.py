"""Telegram Desktop's export in JSON: `result.json` of one chat, or of the whole account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.depth import Shallow
from whetstone.plugins.chat_formats.json_exports import at_start, broken_off, keys, listed, string
from whetstone.plugins.chat_formats.values import time_of

_CHATS = ("", "chats.list.item", "left_chats.list.item")
_ABOUT = ("name", "type", "id")
_USER = "personal_information.user_id"


class Telegram:
    """Messages under `messages`, of the file's only chat or of each in `chats.list`."""

    name = "telegram"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for a chat, or for what stands before the chats of an account."""
        found = keys(head)
        one = {"type", "id"} <= found and bool(found & {"messages[].from_id", "messages[].date_unixtime"})
        all_ = found & {"chats.list[].messages[].date", "chats.list[].messages[].date_unixtime"}
        return one or bool(all_) or {"about", _USER} <= found

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages of all chats. An account's export says whose it is, one chat's does not."""
        import ijson

        at_start(file)
        some = False
        shallow = Shallow(file)
        try:
            for chat, user, message in _messages(shallow):
                some = True
                yield _piece(message, chat, user)
        except ijson.JSONError as error:
            yield broken_off(error, shallow, some)


def _messages(file: Shallow) -> Iterator[tuple[dict[str, str], str, dict[str, Any]]]:
    """Yield each message with what is known of its chat, and with the id of the user where that is known."""
    import ijson

    chat: dict[str, str] = {}
    user = ""
    builder: Any = None
    begins = {f"{at}.messages.item".removeprefix(".") for at in _CHATS}
    tells = {f"{at}.{key}".removeprefix("."): key for at in _CHATS for key in _ABOUT}
    for prefix, event, value in ijson.parse(file, use_float=True):
        if builder is not None:
            builder.event(event, value)
            if event == "end_map" and prefix in begins:
                yield chat, user, builder.value
                builder = None
        elif event == "start_map" and prefix in begins:
            builder = ijson.ObjectBuilder()
            builder.event(event, value)
        elif event == "start_map" and prefix in _CHATS:
            chat = {}
        elif prefix in tells and value is not None:
            chat[tells[prefix]] = str(value)
        elif prefix == _USER:
            user = f"user{value}"


def _piece(message: Mapping[str, Any], chat: Mapping[str, str], user: str) -> ChatPiece:
    if message.get("type") != "message":
        return Skipped("notices of the service")
    if message.get("forwarded_from") or message.get("forwarded_from_id"):
        return Skipped("forwarded messages")
    if message.get("via_bot"):
        return Skipped("messages written by a bot")
    number = message.get("id")
    return ChatMessage(
        speaker=string(message.get("from")) or string(message.get("from_id")) or "Deleted account",
        text=_words(message),
        at=time_of(message.get("date_unixtime")) or time_of(message.get("date")),
        conversation=chat.get("id", "") or chat.get("type", ""),
        title=chat.get("name", "") or ("Saved messages" if chat.get("type") == "saved_messages" else ""),
        id=str(number) if isinstance(number, int | str) else "",
        mine=message.get("from_id") == user if user else None,
    )


def _words(message: Mapping[str, Any]) -> str:
    text = message.get("text")
    return text if isinstance(text, str) else "".join(map(_entity, listed(text)))


def _entity(part: Any) -> str:
    """Return a part of a text as it is typed: code and quotations keep their marks."""
    if isinstance(part, str):
        return part
    text, kind = (string(part.get("text")), part.get("type")) if isinstance(part, dict) else ("", "")
    if kind == "pre":
        return f"\n```\n{text}\n```\n"
    if kind == "code":
        return f"`{text}`"
    if kind == "blockquote":
        return "\n" + "".join(f"> {line}\n" for line in text.splitlines())
    return text
