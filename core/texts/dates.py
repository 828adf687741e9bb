"""Lines that hold a date and nothing else: the heads of a diary's days."""

from __future__ import annotations

import re

_MONTHS = (
    "jan(?:uary|uar|uari)?|feb(?:ruary|ruar|ruari)?|mar(?:ch)?|märz|maart|apr(?:il)?|may|mai|mei|june?|juni|"
    "july?|juli|aug(?:ust|ustus)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|jänner|"
    "janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    "gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|"
    "janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|"
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
)
_DAY = r"\d{1,2}(?:\.|st|nd|rd|th|er|º)?"
_WEEKDAY = r"(?:[^\W\d_]{3,12}\.?,? )?(?:(?:the|am|den|le|el|il) )?"
_DATE = re.compile(
    rf"{_WEEKDAY}(?:{_DAY} (?:(?:of|de|di) )?(?:{_MONTHS})\.?|(?:{_MONTHS})\.? {_DAY})"
    r"(?:,? (?:(?:de|del) )?\d{4})?(?: г\.?| года)?"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}"
    r"|[\d〇一二三四五六七八九十]{2,4}年[\d一二三四五六七八九十正]{1,3}月[\d一二三四五六七八九十]{1,3}日.{0,8}",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[\d〇一二三四五六七八九十]")
_LONGEST = 45


def is_date(text: str) -> bool:
    """Return whether a line is a date, with or without its weekday and its year."""
    return (
        len(text) <= _LONGEST
        and _NUMBER.search(text) is not None
        and _DATE.fullmatch(text.rstrip(" .:,;—–-")) is not None
    )
