"""iMessage as imessage-exporter writes it in text: a chat a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import PurePath
from typing import BinaryIO

from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.irc_lines import MONTHS
from whetstone.plugins.chat_formats.lines import first_lines, texts

_HEAD = re.compile(
    r"(?P<month>[A-Z][a-z]{2}) (?P<day>\d\d?), (?P<year>\d{4}) {1,2}"
    r"(?P<hour>\d\d?):(?P<minute>\d\d):(?P<second>\d\d) (?P<half>[AP]M)(?P<rest>.*)\Z"
)
_READ = re.compile(r"(?: \((?:Read|Edited)[^()]*\))?\Z")
_FILE = re.compile(r"(?:/|~/|attachments/)\S.*\.\w{2,5}\Z")
_NOT_SAID = ("This message responded to an earlier message.", "Attachment missing!", "Sent with ")
_LISTS = ("Tapbacks:", "Reactions:")
_LONGEST = 2**20


class IMessage:
    """A line with a time, a line with a name (`Me` is the user), the words, and an empty line.

    Answers stand twice: indented below what they answer, and in their own place, where they are read.
    """

    name = "imessage"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for a time that stands above a name."""
        lines = first_lines(head)[:200]
        return any(
            (found := _HEAD.match(line)) and _READ.match(found["rest"]) and name.strip()
            for line, name in pairwise(lines)
        )

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages."""
        title, at = PurePath(filename).stem, None
        body: list[str] = []
        size = 0
        for number, line in texts(file):
            if isinstance(line, Skipped):
                yield line
            elif found := _HEAD.match(line):
                yield from _pieces(body, at, title)
                body, size, at = [], 0, _moment(found)
                if not _READ.match(found["rest"]):
                    yield Skipped("notices of the service")
                    at = None
            elif (size := size + len(line) + 1) > _LONGEST:
                yield Skipped("lines that are too long", number)
            else:
                body.append(line)
        yield from _pieces(body, at, title)


def _pieces(body: list[str], at: datetime | None, title: str) -> Iterator[ChatPiece]:
    if at is None or not body:
        return
    speaker, said = body[0].strip() or "?", body[1:]
    end = next(
        (number for number, line in enumerate(said) if line.strip() in _LISTS or _indented(line)), None
    )
    kept = [line for line in said[:end] if not _FILE.match(line) and not line.startswith(_NOT_SAID)]
    text = "\n".join(kept).strip()
    if not text:
        yield Skipped("pictures, sounds and files")
    else:
        yield ChatMessage(speaker, text, at, title=title, mine=speaker == "Me")


def _indented(line: str) -> bool:
    return line.startswith("    ") and _HEAD.match(line.strip()) is not None


def _moment(found: re.Match[str]) -> datetime | None:
    hour = int(found["hour"]) % 12 + 12 * (found["half"] == "PM")
    try:
        return datetime(
            int(found["year"]),
            MONTHS.index(found["month"]) + 1,
            int(found["day"]),
            hour,
            int(found["minute"]),
            int(found["second"]),
        )
    except ValueError:
        return None
