"""Dates with names of months, as older WhatsApps wrote them, turned into numbers."""

from __future__ import annotations

import re

_NAMES = (
    "jan gen ene янв",
    "feb fév fev фев",
    "mar mär mrt maa мар",
    "apr abr avr апр",
    "may mai mei mag maj май мая",
    "jun juin giu июн",
    "jul juil lug июл",
    "aug ago aoû авг",
    "sep set сен",
    "oct okt ott out окт",
    "nov ноя",
    "dec dez dic déc дек",
)
_NUMBERS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}

_MONTH = r"(?P<month>[^\W\d_]{3,10})\.?"
_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?:,? (?:de )?(?P<year>\d{4}))?"
_TIME = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[ap]\.? ?m\.?)?"
_FORMS = [
    re.compile(
        rf"(?P<open>\[?){date}(?P<rest>,? (?:(?:at|um|à|kl\.?) )?{_TIME}(?:\]| [-–] |: ).*)\Z", re.S | re.I
    )
    for date in (rf"{_DAY}\.?(?: de)?[ -]{_MONTH}{_YEAR}", rf"{_MONTH} {_DAY}{_YEAR}")
]
_TIME_FIRST = re.compile(
    rf"(?P<open>\[?)(?P<time>{_TIME}),? (?:{_DAY}\.?(?: de)? (?P<month>[^\W\d_]{{3,10}})\.?|"
    rf"(?P<english>[^\W\d_]{{3,10}})\.? (?P<date>\d{{1,2}})){_YEAR}(?P<rest>(?:\]| [-–] |: ).*)\Z",
    re.S | re.I,
)
_TIME_BEFORE = re.compile(
    rf"(?P<open>[\u200e\u200f]*\[?)(?P<time>{_TIME}),? (?P<date>\d{{1,4}}[./-]\d\d?[./-]\d{{1,4}})"
    r"(?P<rest>(?:\]| [-–] ).*)\Z",
    re.S | re.I,
)
_AT = re.compile(r",? (?:at|um|à|kl\.?) ", re.I)


def in_numbers(line: str) -> str:
    """Return `line` with the date it begins with as year, month and day; as it is where it has no such date.

    A year that is left out is 0. A date in numbers that stands behind the time is put before it.
    """
    if found := _TIME_BEFORE.match(line):
        return f"{found['open']}{found['date']}, {found['time']}{found['rest']}"
    for form in _FORMS:
        if found := form.match(line):
            month, rest = _number(found["month"]), found["rest"]
            if month:
                rest = _AT.sub(", ", rest, count=1) if _AT.match(rest) else rest
                return (
                    f"{found['open']}{int(found['year'] or 0):04d}-{month:02d}-{int(found['day']):02d}{rest}"
                )
    if (found := _TIME_FIRST.match(line)) and (month := _number(found["month"] or found["english"])):
        day = int(found["day"] or found["date"])
        return (
            f"{found['open']}{int(found['year'] or 0):04d}-{month:02d}-{day:02d}, "
            f"{found['time']}{found['rest']}"
        )
    return line


def _number(name: str) -> int:
    plain = name.casefold()
    return _NUMBERS.get(plain[:4]) or _NUMBERS.get(plain[:3], 0)
