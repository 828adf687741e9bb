"""A passage that a reply was given, in the text that it stands in."""

from __future__ import annotations

from dataclasses import dataclass

from whetstone.core.errors import CartridgeError, HistoryError, PersonaNotFound
from whetstone.core.host import Host
from whetstone.core.values.turn import Record
from whetstone.plugins.webui.rendering.markdown import sound

_AROUND = 700
"""So many characters are shown on either side."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage, and what stands `before` and `after` it in the text `source` of the persona `persona`.

    `start` and `end` are its place, in characters, in the content that the persona has now; `None` where it
    does not stand there (any more). `whole_before` and `whole_after` say that the text begins or ends there.
    """

    source: str
    title: str
    text: str
    persona: str | None
    before: str = ""
    after: str = ""
    start: int | None = None
    end: int | None = None
    whole_before: bool = True
    whole_after: bool = True


def cited_in(host: Host, record: Record, number: int) -> Cited:
    """Return the passage `number` (from 0) of those that a reply was given.

    Raises:
        HistoryError: it was given none of that number.
    """
    if not 0 <= number < len(record.passages):
        raise HistoryError(f"the message {record.id} was given no passage of the number {number + 1}")
    passage = record.passages[number]
    source, text = sound(str(passage.get("source", ""))), sound(str(passage.get("text", "")))
    bare = Cited(source, sound(str(passage.get("title", ""))), text, record.persona)
    library = _library(host, record)
    whole = library.get(source, "")
    place = _place(whole, text, passage.get("start"))
    if place is None:
        return bare
    start, end = place, place + len(text)
    current = _is_current(host, record)
    return Cited(
        source,
        bare.title,
        text,
        record.persona,
        before=whole[max(0, start - _AROUND) : start],
        after=whole[end : end + _AROUND],
        start=start if current else None,
        end=end if current else None,
        whole_before=start <= _AROUND,
        whole_after=end + _AROUND >= len(whole),
    )


def _library(host: Host, record: Record) -> dict[str, str]:
    """Return the texts of the content that answered, wherever it lies by now."""
    if not record.persona or not record.content_hash:
        return {}
    try:
        return dict(host.registry.versions.content(record.persona, record.content_hash).library)
    except (PersonaNotFound, CartridgeError):
        return {}


def _is_current(host: Host, record: Record) -> bool:
    try:
        return (
            bool(record.persona)
            and host.registry.get(record.persona or "").content_hash == record.content_hash
        )
    except PersonaNotFound:
        return False


def _place(whole: str, text: str, start: object) -> int | None:
    if not text:
        return None
    if isinstance(start, int) and whole[start : start + len(text)] == text:
        return start
    found = whole.find(text)
    return None if found < 0 else found
