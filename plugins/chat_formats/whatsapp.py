"""WhatsApp's export of a chat: a text file, alone or in its zip archive, by an iPhone or by Android."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.lines import first_lines, texts
from whetstone.plugins.chat_formats.whatsapp_dates import Dates, head_of
from whetstone.plugins.chat_formats.whatsapp_names import Names, said
from whetstone.plugins.chat_formats.whatsapp_words import MEDIA, NOTICES, said_instead, words_of

_LONGEST = 2**20
"""A message of more characters than this is no message: what goes beyond is left out."""


class WhatsApp:
    """Lines with a date, a time, a name and words; a line without a date goes on with the one before."""

    name = "whatsapp"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for messages among the first lines."""
        lines = [line for line in first_lines(head) if line.strip()]
        heads = [found for line in lines if (found := head_of(line)) is not None]
        early = any(head_of(line) is not None for line in islice(lines, 10))
        return early and any(said(found.rest) for found in heads)

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages. The file is read twice: how it writes dates and names is learned from all."""
        dates, names = Dates(), Names()
        for _, line in texts(file):
            if isinstance(line, str) and (head := head_of(line)) is not None:
                dates.learn(head)
                names.learn(head.rest)
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
                    yield from _pieces(
                        names.said(body[0]), body[1:], head.marked, dates.moment(head, order), title
                    )
                head, body, size = found, [found.rest], len(found.rest)
            elif head is None:
                if line.strip():
                    yield Skipped("lines before the first message", number)
            elif (size := size + len(line) + 1) > _LONGEST:
                yield Skipped("lines that are too long", number)
            else:
                body.append(line)
        if head is not None:
            yield from _pieces(names.said(body[0]), body[1:], head.marked, dates.moment(head, order), title)


def _pieces(
    found: tuple[str, str] | None, more: list[str], marked: bool, at: datetime | None, title: str
) -> Iterator[ChatPiece]:
    if found is None:
        yield Skipped(NOTICES)
        return
    speaker, first = found
    whole = "\n".join([first, *more])
    if reason := said_instead(whole):
        yield Skipped(reason)
        return
    text = words_of(whole, marked)
    if text.strip():
        yield ChatMessage(speaker, text, at, title=title)
    else:
        yield Skipped(MEDIA)
