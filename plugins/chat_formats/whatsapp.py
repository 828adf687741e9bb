"""WhatsApp's export of a chat: a text file, alone or in its zip archive, by an iPhone or by Android."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.lines import first_lines, texts
from whetstone.plugins.chat_formats.whatsapp_dates import Dates, Head, head_of
from whetstone.plugins.chat_formats.whatsapp_words import MEDIA, NOTICES, is_deleted, words_of

_LONGEST = 2**20
"""A message of more characters than this is no message: what goes beyond is left out."""

_QUOTES = re.compile('["“”„«»‘’]')
_HIDDEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class WhatsApp:
    """Lines with a date, a time, a name and words; a line without a date goes on with the one before."""

    name = "whatsapp"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for messages among the first lines."""
        lines = [line for line in first_lines(head) if line.strip()]
        heads = [found for line in lines if (found := head_of(line)) is not None]
        early = any(head_of(line) is not None for line in islice(lines, 10))
        return early and any(_said(found.rest) for found in heads)

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages. The file is read twice: how it writes dates is learned from all of it."""
        dates = Dates()
        for _, line in texts(file):
            if isinstance(line, str) and (head := head_of(line)) is not None:
                dates.learn(head)
        order, end = dates.order, dates.end
        stem = PurePath(filename).stem
        title = "" if stem == "_chat" else stem
        head, body, size = None, [""], 0
        for number, line in texts(file):
            if isinstance(line, Skipped):
                yield line
                continue
            found = head_of(line)
            if found is not None and found.end == end:
                if head is not None:
                    yield from _pieces(head, body, dates, order, title)
                head, body, size = found, [found.rest], len(found.rest)
            elif head is None:
                if line.strip():
                    yield Skipped("lines before the first message", number)
            elif (size := size + len(line) + 1) > _LONGEST:
                yield Skipped("lines that are too long", number)
            else:
                body.append(line)
        if head is not None:
            yield from _pieces(head, body, dates, order, title)


def _pieces(head: Head, body: list[str], dates: Dates, order: str, title: str) -> Iterator[ChatPiece]:
    said = _said(body[0])
    if said is None:
        yield Skipped(NOTICES)
        return
    speaker, first = said
    whole = "\n".join([first, *body[1:]])
    if is_deleted(whole):
        yield Skipped("deleted messages")
        return
    text = words_of(whole)
    if text.strip():
        yield ChatMessage(speaker, text, dates.moment(head, order), title=title)
    else:
        yield Skipped(MEDIA)


def _said(rest: str) -> tuple[str, str] | None:
    """Return who said what; `None` for a notice: it has no name, or quotes one before its colon."""
    name, colon, text = rest.partition(":")
    if not colon or (text and not text.startswith((" ", "\u200e"))) or name.startswith(("<", "*")):
        return None
    plain = _HIDDEN.sub("", name).strip().removeprefix("~").strip()
    if not plain or len(plain) > 100 or _QUOTES.search(plain):
        return None
    return plain, text.removeprefix(" ")
