"""What of a WhatsApp message its sender wrote: not the program's notices, media and marks."""

from __future__ import annotations

import re

from whetstone.plugins.chat_formats.whatsapp_notices import CALLS, DELETED, EDITED, LIVE_PLACES

NOTICES = "notices of the service"
MEDIA = "pictures, sounds and files"

_MARKS = re.compile("[\u200e\u202a-\u202e\u2066-\u2069]")
_EDITED = re.compile("\\s?\u200e<[^<>\n]{4,80}>\\Z")
_EDITED_PLAINLY = re.compile(r"\s?<([^<>\n]{4,80})>\Z")
_PLACEHOLDER = re.compile(r"<[^<>\n]{3,80}>(?:\n|\Z)")
_FILE_NAME = re.compile(r"[^\n/\\:]{1,200}\.[0-9A-Za-z]{2,5}\Z")
_ATTACHED = re.compile(r"[^\n/\\:]{1,200}\.[0-9A-Za-z]{2,5} \([^()\n]{3,60}\)(?:\n|\Z)")
_BY_ADMIN = re.compile(
    r"this message was deleted by admin |diese nachricht wurde (?:vom|von) admin .* gelöscht|"
    r"(?:un |el )?admin\S* .{0,40}eliminó este mensaje|se eliminó este mensaje por |"
    r"(?:esta )?mensagem (?:foi )?apagada pel[oa] admin|ce message a été supprimé par l[’']admin|"
    r"questo messaggio è stato eliminato dall[’']ammin|dit bericht is verwijderd door beheerder "
)
_PROGRAMS = re.compile("(?:\\s?\u200e[^\u200e\n]{3,60}){1,2}\\Z")
_FILE_OF_PAGES = re.compile(r"\A[^\n/\\:]{1,200}\.[0-9A-Za-z]{2,5}(?: •)?\Z")
_OMITTED = re.compile(
    r"(?:image|video|audio|sticker|GIF|document|Contact card|Bild|Video|Audio|Sticker|Dokument|Kontaktkarte) "
    r"(?:omitted|weggelassen)\Z"
)
_HEADING = re.compile(r"([^\W\d_]{2,20}) ?[:：]\s*\Z")
_OPTION = re.compile(r"([^\W\d_]{2,20}) ?[:：] ?.{0,300} \(\d+ ?[^()\n]{1,40}\)\s*\Z")
_PLACE = re.compile(r"[^\n:]{2,20}: https://maps\.google\.com/\?q=[-\d.,]+\Z")


def said_instead(text: str) -> str | None:
    """Return what the program says where a message stood, or a call was; `None` where it says nothing."""
    said = _MARKS.sub("", text).strip(" \n.").casefold() if len(text) < 80 else ""
    if said in CALLS:
        return NOTICES
    if said in LIVE_PLACES:
        return MEDIA
    return "deleted messages" if said in DELETED or _BY_ADMIN.match(said) else None


def words_of(text: str, marked: bool = False) -> str:
    """Return what was written, which is nothing for a picture without a caption, a place or a poll.

    An iPhone puts U+200E before what the program says, and also before the line where such words follow a
    caption or a file's name (`marked`); Android puts it in angle brackets, or in capitals with a colon.
    """
    if text.startswith("\u200e"):
        return ""
    if marked:
        text = _FILE_OF_PAGES.sub("", _PROGRAMS.sub("", text))
    text = _MARKS.sub("", _EDITED.sub("", text)).strip()
    if attached := _ATTACHED.match(text):
        text = text[attached.end() :]
    elif omitted := _PLACEHOLDER.match(text):
        text = _FILE_NAME.sub("", text[omitted.end() :])
    edited = _EDITED_PLAINLY.search(text)
    if edited and edited[1].strip(" .").casefold() in EDITED:
        text = text[: edited.start()]
    said_by_program = _OMITTED.match(text) or _PLACE.match(text)
    return "" if said_by_program or _is_poll(text) else text


def _is_poll(text: str) -> bool:
    """Return whether a message is a heading in capitals, a question, and what there is to choose from."""
    heading, *rest = text.splitlines() or [""]
    headed, chosen = _HEADING.match(heading), _OPTION.match(rest[-1] if rest else "")
    return bool(headed and chosen and _capital(headed[1]) and _capital(chosen[1]) and len(rest) > 1)


def _capital(word: str) -> bool:
    return word == word.upper()
