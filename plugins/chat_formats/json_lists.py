"""JSON files with a list of messages, or of conversations, under the names that such files give them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from whetstone.core.values.chat import ChatPiece, Skipped
from whetstone.plugins.chat_formats.json_exports import NO_CONVERSATION, keys, streamed
from whetstone.plugins.chat_formats.lines import objects, parsed, start_of, texts
from whetstone.plugins.chat_formats.said import LISTS, plain, said_in, speaks

_INSIDE = ("", *(f"{name}[]." for name in LISTS))


class JsonLists:
    """`[{"role", "content"}]`, `{"messages": […]}`, ShareGPT's `{"conversations": [{"from", "value"}]}`.

    Lists of such conversations are read too.
    """

    name = "json"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for a list whose objects have a speaker and a text, or a list of such."""
        return _place(head) is not None

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages."""
        place = _place(start_of(file))
        rows = streamed(file, "item" if not place else f"{place}.item", {})
        for _, value in objects(file) if _are_lines(file) else rows:
            if isinstance(value, Skipped):
                yield value
            else:
                yield from said_in(value, Skipped(NO_CONVERSATION))


def _are_lines(file: BinaryIO) -> bool:
    """Return whether objects stand in lines, of which the first was too long to be seen to end."""
    lines = (line for _, line in texts(file) if isinstance(line, str) and line.strip())
    first, second = next(lines, ""), next(lines, "")
    return second.startswith("{") and isinstance(parsed(first), dict)


def _place(head: bytes) -> str | None:
    """Return under which key of the file its list is, an empty text where it is the list itself."""
    found = keys(head)
    return next((name for name in ("", *LISTS) if any(_said(found, f"{name}[].{i}") for i in _INSIDE)), None)


def _said(found: frozenset[str], at: str) -> bool:
    """Return whether objects at this place say something: in fields, or in objects of one called by name."""
    fields = set()
    for key in found:
        if key.startswith(at):
            field, inside, name = key[len(at) :].partition(".")
            if not inside or name in ("name", "display_name", "username", "role"):
                fields.add(plain(field))
    return speaks(fields)
