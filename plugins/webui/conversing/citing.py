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
    """A passage, and what stands `before` and `after` it in the text `source`.

    `reference` names the content of the persona that has this text, and `start` and `end` are its place
    there, in characters; `None` where that content is no longer listed. `whole_before` and `whole_after` say
    that the text begins or ends there.
    """

    source: str
    title: str
    text: str
    reference: str | None = None
    before: str = ""
    after: str = ""
    start: int = 0
    end: int = 0
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
    bare = Cited(source, sound(str(passage.get("title", ""))), text)
    library = _library(host, record)
    whole = library.get(source, "")
    place = _place(whole, text, passage.get("start"))
    if place is None:
        return bare
    start, end = place, place + len(text)
    return Cited(
        source,
        bare.title,
        text,
        _reference(host, record),
        before=whole[max(0, start - _AROUND) : start],
        after=whole[end : end + _AROUND],
        start=start,
        end=end,
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


def _reference(host: Host, record: Record) -> str | None:
    """Return what names the content that answered, by its id alone where that is the current one."""
    persona = record.persona or ""
    try:
        if host.registry.get(persona).content_hash == record.content_hash:
            return persona
        return f"{host.registry.find(f'{persona}@{record.content_hash}').id}@{record.content_hash}"
    except PersonaNotFound:
        return None


def _place(whole: str, text: str, start: object) -> int | None:
    if not text:
        return None
    if isinstance(start, int) and whole[start : start + len(text)] == text:
        return start
    found = whole.find(text)
    return None if found < 0 else found
