"""Coordinates, and days of birth by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.values.sanitizing import Span
from whetstone.plugins.sanitizers.context import Context, words_in

_DECIMAL = re.compile(
    r"(?<![\w.])[\[(]?[-+]?(?:[1-8]?\d|90)\.\d{3,15}°?\s?[NS]?\s?[,;/ ]\s?[-+]?(?:1[0-7]\d|180|"
    r"\d{1,2})\.\d{3,15}°?\s?[EWO]?[\])]?(?![\w.]|,\d)"
)
_DEGREES = re.compile(
    r"(?<!\w)\d{1,3}\s?°\s?\d{1,2}(?:\.\d+)?\s?['′’]\s?(?:\d{1,2}(?:\.\d+)?\s?(?:\"|″|''|”)\s?)?[NSEWO]"
    r"(?:[ ,;]{0,3}\d{1,3}\s?°\s?\d{1,2}(?:\.\d+)?\s?['′’]\s?(?:\d{1,2}(?:\.\d+)?\s?(?:\"|″|''|"
    r"”)\s?)?[NSEWO])?"
)
_NAMED = re.compile(
    r"(?<!\w)(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng)\s*(?:is|[:=])?\s*([-+]?\d{1,3}\.\d{2,15})",
    re.IGNORECASE,
)
_AXES = frozenset(("lat", "latitude", "lon", "long", "longitude", "lng"))

_MONTHS = (
    r"jan(?:uary|uar|vier|\.)?|feb(?:ruary|ruar|\.)?|février|mar(?:ch|zo|s|\.)?|märz|apr(?:il|ile|\.)?|"
    r"avril|may|mai|june?|juni|juin|"
    r"july?|juli|juillet|aug(?:ust|\.)?|août|sept?(?:ember|embre|\.)?|oct(?:ober|obre|\.)?|okt(?:ober|"
    r"\.)?|nov(?:ember|embre|\.)?|"
    r"dec(?:ember|\.)?|dez(?:ember|\.)?|décembre|enero|febrero|abril|mayo|junio|julio|agosto|septiembre|"
    r"octubre|noviembre|"
    r"diciembre|gennaio|febbraio|maggio|giugno|luglio|settembre|ottobre|dicembre|januari|februari|maart|"
    r"mei|augustus|"
    r"janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro"
)
_DATE = re.compile(
    r"(?<![\w./-])(?:(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:[12]\d|3[01]|0?[1-9])(?:T[\d:.]+Z?)?"
    r"|(?:[12]\d|3[01]|0?[1-9])[-./ ](?:1[0-2]|0?[1-9])[-./ ](?:(?:19|20)\d\d|\d\d)"
    r"|(?:1[0-2]|0?[1-9])[-./](?:[12]\d|3[01]|0?[1-9])[-./](?:(?:19|20)\d\d|\d\d)"
    rf"|(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|er|\.|º)?[- ]?(?:of |de |"
    rf"di )?(?:{_MONTHS})(?:[-, ]{{1,2}}(?:of |de |del )?(?:(?:19|20)\d\d|'?\d\d(?!\d)))?"
    rf"|(?:{_MONTHS})[- ](?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?:[-/, ]{{1,2}}(?:(?:19|20)\d\d|"
    rf"'\d\d))?)(?![\w]|[./-]\d)",
    re.IGNORECASE,
)
_BORN = Context(
    "born|birth|birthday|bday|b-day|birthdate|dob|d.o.b|geboren|geburtstag|geburtsdatum|geb|né|née|naissance|anniversaire|"
    "nacid*|naci*|nací*|cumpleaños|nato|nata|nascita|compleanno|nascid*|nascimento|aniversário|geboorte*|verjaardag|"
    "urodzon*|urodzin*|født|född|fødselsdag|födelsedag|syntynyt|родил*",
    reach=48,
    after=22,
)
_YEAR = re.compile(
    r"\b(?:born (?:in|on)|born|geboren|née? en|nacid[oa] en|nat[oa] nel|jahrgang|né|geb\.)\s+((?:19|"
    r"20)\d\d)\b",
    re.IGNORECASE,
)


def find(text: str) -> Iterator[Span]:
    """Yield where coordinates or a day of birth stand."""
    digits = sum(map(text.count, "0123456789"))
    if not digits:
        return
    if digits >= 6 and "." in text:
        for match in _DECIMAL.finditer(text):
            yield Span(*match.span(), "COORDINATES", 0.9)
        if not _AXES.isdisjoint(words_in(text)):
            for match in _NAMED.finditer(text):
                yield Span(*match.span(1), "COORDINATES", 0.85)
    if "°" in text:
        for match in _DEGREES.finditer(text):
            yield Span(*match.span(), "COORDINATES", 0.95)
    if _BORN.anywhere(text):
        for match in _DATE.finditer(text):
            if _BORN.before(text, match.start(), match.end()):
                yield Span(*match.span(), "BIRTH_DATE", 0.85)
        for match in _YEAR.finditer(text):
            yield Span(*match.span(1), "BIRTH_DATE", 0.8)
