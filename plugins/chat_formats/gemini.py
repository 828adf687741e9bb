"""Gemini in Google Takeout: *My Activity*, *Gemini Apps*, as JSON."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.json_exports import conversations, keys, listed, mapping, string
from whetstone.plugins.chat_formats.values import time_of

_SIGNS = frozenset(("[].header", "[].title", "[].time", "[].products"))
_PROMPTED = "Prompted "
_ENOUGH = 20
_BREAK = re.compile(r"<br */?>|</(?:p|li|h\d|div|tr)>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]+>")


class Gemini:
    """A list of what was done, the latest first: `title` has what was asked, `safeHtmlItem` the reply.

    What stands before the words is `Prompted` in English; in another language it is what all titles with a
    reply begin with.
    """

    name = "gemini"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for an activity of Gemini."""
        return keys(head) >= _SIGNS and (b"Gemini" in head or b'"Bard"' in head)

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield what was asked and answered, the earliest first."""
        done: list[tuple[str, str, Any]] = []
        for entry in conversations(file):
            if isinstance(entry, Skipped):
                yield entry
            elif reply := _reply(entry):
                done.append((string(entry.get("title")), reply, entry.get("time")))
            else:
                yield Skipped("things done that are no messages")
        before = _before([title for title, _, _ in done])
        for title, reply, time in reversed(done):
            if not before or not title.startswith(before):
                yield Skipped("things done that are no messages")
                continue
            at = time_of(time)
            yield ChatMessage(
                "user", title.removeprefix(before), at, "gemini", "Gemini", f"{time} user", mine=True
            )
            yield ChatMessage("Gemini", reply, at, "gemini", "Gemini", f"{time} reply", mine=False)


def _reply(entry: Mapping[str, Any]) -> str:
    items = [string(mapping(one).get("html")) for one in listed(entry.get("safeHtmlItem"))]
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", "\n".join(items)))).strip()


def _before(titles: Sequence[str]) -> str:
    if any(title.startswith(_PROMPTED) for title in titles):
        return _PROMPTED
    common = _common(min(titles), max(titles)) if len(titles) >= _ENOUGH else ""
    return common[: max(common.rfind(mark) for mark in ' "„“«:：') + 1]


def _common(first: str, last: str) -> str:
    """Return what both begin with."""
    same = (number for number, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(same, min(len(first), len(last)))]
