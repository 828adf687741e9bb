"""Messenger's and Instagram's exports in JSON: `message_1.json` and those beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.json_exports import conversations, keys, listed, string
from whetstone.plugins.chat_formats.values import time_of

_OLD = frozenset(("messages[].sender_name", "messages[].timestamp_ms"))
_NEW = frozenset(("messages[].senderName", "messages[].timestamp", "threadName"))
_NOTICE = re.compile(
    r"(?:Reacted .{1,30} to your message|Liked a message|.{1,80} (?:sent an attachment|missed (?:a|your) "
    r"(?:video |audio )?call)\.?|You (?:sent an attachment|missed a (?:video |audio )?call)\b.*"
    r"|.{0,80}?hat (?:mit )?.{0,30}auf deine Nachricht reagiert.{0,20}"
    r"|Hat eine Nachricht mit „Gefällt mir“ markiert"
    r"|.{1,80} hat einen Anhang gesendet\.?|Du hast einen Anhang gesendet\.?"
    r"|Reaccionó con .{1,30} a tu mensaje|.{1,80} envió un archivo adjunto\.?|Enviaste un archivo adjunto\.?"
    r"|A réagi avec .{1,30} à votre message|A aimé un message|.{1,80} a envoyé une pièce jointe\.?"
    r"|Ha reagito con .{1,30} al tuo messaggio|.{1,80} ha inviato un allegato\.?"
    r"|Reagiu com .{1,30} à sua mensagem|Curtiu uma mensagem|.{1,80} enviou um anexo\.?)\s*\Z",
    re.IGNORECASE,
)


class Meta:
    """One chat a file, the latest message first; in most exports UTF-8 stands as if it were Latin-1."""

    name = "messenger"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for a message."""
        found = keys(head)
        return found >= _OLD or found >= _NEW

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages, the earliest first. A file has ten thousand of them at most."""
        for chat in conversations(file):
            if isinstance(chat, Skipped):
                yield chat
                continue
            messages = [one for one in listed(chat.get("messages")) if isinstance(one, dict)]
            times = [stamp for one in messages if isinstance(stamp := _stamp(one), int | float)]
            if times and times[0] > times[-1]:
                messages.reverse()
            for message in messages:
                yield _piece(message, chat)


def _stamp(message: Mapping[str, Any]) -> Any:
    return message.get("timestamp_ms", message.get("timestamp"))


def _piece(message: Mapping[str, Any], chat: Mapping[str, Any]) -> ChatPiece:
    text = _repaired(string(message.get("content")) or string(message.get("text")))
    if message.get("is_unsent") or message.get("isUnsent"):
        return Skipped("deleted messages")
    if "call_duration" in message or "users" in message or _NOTICE.match(text):
        return Skipped("notices of the service")
    if not text.strip():
        return Skipped("pictures, sounds and files")
    speaker = _repaired(string(message.get("sender_name")) or string(message.get("senderName")))
    return ChatMessage(
        speaker=speaker or "Deleted account",
        text=text,
        at=time_of(_stamp(message)),
        conversation=string(chat.get("thread_path")) or string(chat.get("threadName")),
        title=_repaired(string(chat.get("title"))) or string(chat.get("threadName")),
    )


def _repaired(text: str) -> str:
    """Return a text whose UTF-8 was written as Latin-1 as what it was; any other one as it is."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
