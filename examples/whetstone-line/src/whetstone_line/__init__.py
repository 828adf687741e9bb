"""Read the chats that the LINE messenger saves (`[LINE] Chat with Bob.txt`) into the log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time
from typing import BinaryIO

from whetstone import ChatFormat, ChatMessage, ChatPiece, Skipped, hookimpl

whetstone_api = ">=1.2,<2"

_DAY = re.compile(r"(?P<y>\d{4})[/.](?P<m>\d\d?)[/.](?P<d>\d\d?) ?\(?\w+\)?|\w{3}, (\d\d?)/(\d\d?)/(\d{4})")
_SAID = re.compile(r"(\d\d?):(\d\d) ?([AP]M)?\t([^\t]+)\t(.*)")
_NOTICE = re.compile(r"(\d\d?):(\d\d) ?([AP]M)?\t[^\t]*")
_MEDIA = ("[Photo]", "[Sticker]", "[Video]", "[Voice message]", "[File]")


class LineFormat:
    """A line with the day, then a line for each message: time, name and words, with tabs between them."""

    name = "line"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Return whether its first line is LINE's."""
        return head.removeprefix(b"\xef\xbb\xbf").startswith(b"[LINE] ")

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages. One of several lines stands between quotation marks."""
        day = title = ""
        speaker, at, words = "", None, [""]
        for number, raw in enumerate(file, 1):
            try:
                line = raw.decode("utf-8-sig").rstrip("\r\n")
            except UnicodeDecodeError:
                yield Skipped("lines that are not UTF-8", number)
                continue
            said, noted = _SAID.fullmatch(line), _NOTICE.fullmatch(line)
            if number == 1:
                title = line.removeprefix("[LINE] ")
            elif speaker and not (said or noted or _DAY.fullmatch(line)):
                words.append(line)
                continue
            if speaker:
                yield _message(speaker, at, words, title)
                speaker = ""
            if _DAY.fullmatch(line):
                day = line
            elif said and day:
                hour, minute, half, speaker, text = said.groups()
                at, words = _moment(day, int(hour), int(minute), half), [text]
            elif noted:
                yield Skipped("notices of the service")
        if speaker:
            yield _message(speaker, at, words, title)


def _message(speaker: str, at: datetime | None, words: list[str], title: str) -> ChatPiece:
    text = "\n".join(words).strip()
    if text in _MEDIA:
        return Skipped("pictures, sounds and files")
    if len(words) > 1 and text.startswith('"') and text.endswith('"'):
        text = text[1:-1]
    return ChatMessage(speaker, text, at, title=title)


def _moment(day: str, hour: int, minute: int, half: str | None) -> datetime | None:
    """Return a time without a zone: that of the phone."""
    numbers = [int(number) for number in re.findall(r"\d+", day)]
    year, month, date = numbers if numbers[0] > 31 else (numbers[2], numbers[0], numbers[1])
    if half:
        hour = hour % 12 + 12 * (half == "PM")
    try:
        return datetime.combine(datetime(year, month, date), time(hour, minute))
    except ValueError:
        return None


@hookimpl
def whetstone_chat_formats() -> list[ChatFormat]:
    """Bring the format."""
    return [LineFormat()]
