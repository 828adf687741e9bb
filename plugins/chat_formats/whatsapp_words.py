"""What of a WhatsApp message its sender wrote: not the program's notices, media and marks."""

from __future__ import annotations

import re

NOTICES = "notices of the service"
MEDIA = "pictures, sounds and files"

_MARKS = re.compile("[\u200e\u202a-\u202e\u2066-\u2069]")
_EDITED = re.compile("\\s?\u200e<[^<>\n]{4,80}>\\Z")
_PLACEHOLDER = re.compile(r"<[^<>\n]{3,80}>\Z")
_ATTACHED = re.compile(r"[^\n/\\:]{1,200}\.[0-9A-Za-z]{2,5} \([^()\n]{3,60}\)(?:\n|\Z)")
_OMITTED = re.compile(
    r"(?:image|video|audio|sticker|GIF|document|Contact card|Bild|Video|Audio|Sticker|Dokument|Kontaktkarte) "
    r"(?:omitted|weggelassen)\Z"
)
_DELETED = frozenset(
    (
        "this message was deleted",
        "you deleted this message",
        "diese nachricht wurde gelöscht",
        "du hast diese nachricht gelöscht",
        "se eliminó este mensaje",
        "eliminaste este mensaje",
        "mensagem apagada",
        "você apagou esta mensagem",
        "ce message a été supprimé",
        "vous avez supprimé ce message",
        "questo messaggio è stato eliminato",
        "hai eliminato questo messaggio",
        "dit bericht is verwijderd",
        "je hebt dit bericht verwijderd",
        "bu mesaj silindi",
        "bu mesajı sildiniz",
        "сообщение удалено",
        "вы удалили это сообщение",
        "данное сообщение удалено",
        "null",
    )
)


def is_deleted(text: str) -> bool:
    """Return whether the program says that a message was taken back."""
    return len(text) < 80 and _MARKS.sub("", text).strip(" \n.").casefold() in _DELETED


def words_of(text: str) -> str:
    """Return what was written, which is nothing for a picture without a caption.

    An iPhone puts U+200E before what the program says; Android puts it in angle brackets.
    """
    if text.startswith("\u200e"):
        return ""
    text = _MARKS.sub("", _EDITED.sub("", text)).strip()
    if attached := _ATTACHED.match(text):
        text = text[attached.end() :]
    return "" if _PLACEHOLDER.match(text) or _OMITTED.match(text) else text
