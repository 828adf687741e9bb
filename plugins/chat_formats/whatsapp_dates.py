"""The head of a line in a WhatsApp export, in the spelling of many places, and which number is the day."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from whetstone.plugins.chat_formats.whatsapp_months import in_numbers

_MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_HEAD = re.compile(
    rf"[{_MARKS}]*(?P<open>\[)?"
    r"(?P<a>\d{1,4})(?P<mark>[./-]|년|年) ?(?P<b>\d{1,2})(?:[./-]|월|月) ?(?P<c>\d{1,4})(?:[.]|일|日)?"
    rf"[,،]?[{_MARKS}]*\s(?P<before>[^\W\d]{{1,12}}[.,]{{0,2}}\s?)?"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
    rf"(?P<after>\s?[^\]\d:\n–-]{{1,14}}?)??[{_MARKS}]*(?P<end>(?(open)\]|(?:\s[-–](?=\s)|:(?=\s))))\s?(?P<rest>.*)",
    re.DOTALL,
)
_AFTERNOON = {"pm", "p", "nachm", "em", "ip", "pg", "du", "ös", "ch", "μμ", "م", "अपराह्न"}
_AFTERNOON |= {"下午", "中午", "晚上", "午後", "오후"}
_FORENOON = {"am", "a", "vorm", "fm", "ap", "pt", "de", "öö", "sa", "πμ", "ص", "पूर्वाह्न"}
_FORENOON |= {"上午", "凌晨", "早上", "午前", "오전"}
_BUDDHIST = 543
_WIDEST = 40


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the words: three numbers of a date, a time, and the rest of the line.

    `end` is what closes it: `]` on an iPhone, `-` on Android, `:` on the iPhones of before 2017. `marked`:
    an iPhone put a mark before it, as it does where words of the program are in the message.
    """

    end: str
    numbers: tuple[int, int, int]
    mark: str
    time: tuple[int, int, int]
    half: str
    rest: str
    marked: bool = False


def head_of(line: str) -> Head | None:
    """Return the head of `line`; `None` where it goes on with the message before."""
    if "\u202f" in line or "\xa0" in line:
        line = line.replace("\u202f", " ").replace("\xa0", " ")
    if "\u200f" in line:
        line = line[:_WIDEST].replace("\u200f", "") + line[_WIDEST:]
    found = _HEAD.match(line) or _HEAD.match(in_numbers(line))
    if found is None:
        return None
    part = found.group
    half = _half(part("before")) or _half(part("after"))
    return Head(
        end="]" if part("open") else ":" if part("end") == ":" else "-",
        numbers=(int(part("a")), int(part("b")), int(part("c"))),
        mark=part("mark"),
        time=(int(part("hour")), int(part("minute")), int(part("second") or 0)),
        half=half,
        rest=part("rest"),
        marked=line.startswith("\u200e"),
    )


def _half(word: str | None) -> str:
    if not word:
        return ""
    plain = re.sub(r"[\W_]+", "", word).casefold()
    return "pm" if plain in _AFTERNOON else "am" if plain in _FORENOON else ""


@dataclass(slots=True)
class Dates:
    """Learns from all heads of a file how it writes dates.

    A number above 31 is a year, one above 12 no month. Where neither tells, the order in which time goes back
    less often is taken; then the month comes first only with slashes, two digits of the year and a half of
    the day, as in the United States.
    """

    heads: int = 0
    _ends: Counter[str] = field(default_factory=Counter)
    _year: int = 0
    _month: int = 0
    _year_first: int = 0
    _day_first: int = 0
    _month_first: int = 0
    _back: list[int] = field(default_factory=lambda: [0, 0])
    _last: list[tuple[int, int, int]] = field(default_factory=lambda: [(0, 0, 0), (0, 0, 0)])
    _american: int = 0

    def learn(self, head: Head) -> None:
        """Take in one head."""
        a, b, c = head.numbers
        self.heads += 1
        self._ends[head.end] += 1
        if a == 0:
            return
        self._year_first += a > 31
        self._day_first += 12 < a <= 31
        self._month_first += 12 < b <= 31
        self._american += head.mark == "/" and c < 100 and bool(head.half)
        for at, date in enumerate(((c, b, a), (c, a, b))):
            self._back[at] += date < self._last[at]
            self._last[at] = date

    @property
    def end(self) -> str:
        """What closes the heads of this file; a line whose head is closed otherwise was pasted."""
        return max(self._ends, key=lambda end: self._ends[end], default="-")

    @property
    def order(self) -> str:
        """`ymd`, `dmy` or `mdy`."""
        if 2 * self._year_first > self.heads:
            return "ymd"
        if self._day_first != self._month_first:
            return "dmy" if self._day_first > self._month_first else "mdy"
        if self._back[0] != self._back[1]:
            return "dmy" if self._back[0] < self._back[1] else "mdy"
        return "mdy" if 2 * self._american > self.heads else "dmy"

    def moment(self, head: Head, order: str) -> datetime | None:
        """Return the time that `head` gives, without a zone; `None` where no calendar has it.

        One without a year goes on from the last one that had a year.
        """
        first = head.numbers[0]
        found = dict(zip("ymd" if first == 0 or first > 31 else order, head.numbers, strict=True))
        year = found["y"] + (2000 if found["y"] < 100 else 0)
        if first == 0:
            year = self._year and self._year + (found["m"] < self._month)
        self._year, self._month = year, found["m"]
        year -= _BUDDHIST if 2400 < year < 2700 else 0
        hour, minute, second = head.time
        if head.half and hour <= 12:
            hour = hour % 12 + 12 * (head.half == "pm")
        try:
            return datetime(year, found["m"], found["d"], hour, minute, second)
        except ValueError:
            return None
