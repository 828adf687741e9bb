"""Logs of IRC: irssi, WeeChat, HexChat, ZNC, energymech, mIRC, and those that are like them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import BinaryIO

from whetstone.core.errors import FormatError
from whetstone.core.values.chat import ChatMessage, ChatPiece, Skipped
from whetstone.plugins.chat_formats.irc_lines import Line, line_of
from whetstone.plugins.chat_formats.lines import first_lines, texts

_LOOKED_AT = 60
_NAMED_DAY = re.compile(r"(?<!\d)(\d{4})[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)")
_CODES = re.compile(r"\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04[0-9a-fA-F]{0,6}|[\x00-\x02\x05-\x08\x0b-\x1f\x7f]")
_PLAYBACK = re.compile(r"\*{3}[\t> ]+(?:Buffer Playback\.\.\.|Playback Complete\.)\Z")
_PLAYED = re.compile(r"\[\d\d:\d\d(?::\d\d)?\] ")
_OLDER = "cp1252"
_SURELY = timedelta(hours=2)


class Irc:
    """Lines with a time, a nick and words. Actions are kept as `/me …`, joins and the like are left out.

    A line is UTF-8, or else Windows-1252, as the programs themselves take it: in a channel both were written.
    """

    name = "irc"

    def recognises(self, head: bytes, filename: str) -> bool:
        """Look for lines with a nick, among lines most of which are of a log."""
        lines = [line.rstrip("\r\n") for line in first_lines(head, _OLDER) if line.strip()][:_LOOKED_AT]
        found = [line_of(_CODES.sub("", line)) for line in lines]
        known = [one for one in found if one is not None]
        return 2 * len(known) > len(lines) and any(one.nick for one in known)

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield the messages. Where lines have no day, it is that of the file's name, or of a line before."""
        clock, title, played_back = _Clock(filename), PurePath(filename).stem, False
        for number, text in texts(file, _OLDER):
            if isinstance(text, Skipped):
                yield text
                continue
            if not text.strip():
                continue
            line = line_of(_CODES.sub("", text))
            if line is None:
                yield Skipped("lines that are no part of a log", number)
                continue
            at = clock.at(line)
            if _PLAYBACK.search(text):
                played_back = "Buffer" in text
            if line.nick:
                said = _PLAYED.sub("", line.text) if played_back else line.text
                yield ChatMessage(line.nick, said.strip(), at, title=title)
            else:
                yield Skipped("joins, parts and notices")


class _Clock:
    """Knows the day while lines go by."""

    def __init__(self, filename: str) -> None:
        self._day: date | None = None
        self._last: datetime | None = None
        if found := _NAMED_DAY.search(filename):
            self._day = _date(*map(int, found.groups()))

    def at(self, line: Line) -> datetime | None:
        """Return the time of `line`; `None` where it has none.

        A time more than two hours before the last one is of the next day; less is a clock that was set.

        Raises:
            FormatError: nothing says which day it is.
        """
        if line.day:
            year = line.year or (self._day.year if self._day else 0)
            day = _date(year, line.month, line.day)
            if day and self._day and not line.year and (self._day - day).days > 180:
                day = _date(year + 1, line.month, line.day)
            if day != self._day:
                self._day, self._last = day or self._day, None
        if line.time is None:
            return None
        if self._day is None:
            raise FormatError(
                "its lines have times without a day, and neither a line nor its name tells it; "
                "name it as in 2024-05-31.log"
            )
        hour, minute, second = line.time
        if hour > 23:
            return self._last
        at = datetime(self._day.year, self._day.month, self._day.day, hour, minute, second)
        if not line.day and self._last is not None and self._last - at > _SURELY:
            at += timedelta(days=1)
            self._day = at.date()
        self._last = at
        return at.replace(tzinfo=line.zone)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
