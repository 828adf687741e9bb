"""Phone numbers: international ones, ones that a numbering plan knows, and what follows "call me at"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from whetstone.core.values.sanitizing import Span
from whetstone.plugins.sanitizers.context import Context
from whetstone.plugins.sanitizers.unspaced import has_unspaced

_CANDIDATE = re.compile(
    r"(?<![\w./:=#$€£@+-])(?:\+|00|\(\+?|(?=\d))\(?\d(?:[\d()]|[ .\-–/\u00a0](?=[\d(])|\)[ .-]?(?=\d)|"
    r", ?(?=\(0\))){5,22}\d"
    r"(?:\s?(?:x|ext\.?|extension|#)\s?\d{1,6})?(?![\w]|[.,:/-]\d|%|\s?(?:MB|GB|KB|kb|mb|ms|MHz|GHz|px)\b)"
)
_WORDS = Context(
    r"phone|telephone|tel|cell|cellphone|mobile|mob|call|calls|called|calling|dial|text|sms|whatsapp|"
    r"signal|fax|ring|reach|"
    r"contact|contacted|number|num|hotline|landline|telefon|telefonnummer|handy|handynummer|mobil|"
    r"rufnummer|ruf|anrufen|"
    r"téléphone|portable|appelez|appeler|appelle|numéro|teléfono|móvil|celular|llame|llámame|llamar|"
    r"número|telefono|"
    r"cellulare|chiama|chiamare|telefone|telemóvel|ligue|telefoon|mobiel|bel|bellen|telefonu|komórka|"
    r"numer|puh|puhelin|"
    r"телефон|номер|тел|звони|電話|电话|手机|手機|号码|號碼|联系|携帯|番号|연락처|전화|번호|โทร|เบอร์|fon|t|m|f|ph|at|on",
    reach=45,
)
_STRONG_WORDS = Context(
    "phone|telephone|tel|cell|cellphone|mobile|call me|call us|call|dial|sms|whatsapp|fax|hotline|landline|"
    "telefon*|"
    "handy*|mobil*|rufnummer|téléphone|portable|appel*|teléfono|móvil|celular|llam*|llám*|telefono|"
    "cellulare|telefone|телефон*|whats|رقمي|رقم|هاتف|جوال|नंबर|मोबाइल|फोन|טלפון|"
    "telemóvel|telefoon*|reach me|reach us|reach him|reach her|reach them|text me|txt me|contact|numéro|"
    "número",
    reach=45,
    after=24,
)
_DATE = re.compile(
    r"(?:19|20)\d\d[-./ ](?:0?[1-9]|1[0-2])[-./ ]\d{1,2}.*|\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d.*"
)
_AMERICAN = re.compile(r"(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]?\d{4}(?:\s?(?:x|ext).*)?")
_GROUPED = re.compile(
    r"0\d(?:[ .-]\d\d){4}|\(0\d{1,5}\) ?\d[\d ]{4,9}|0\d{2,5}[ /-]\d[\d -]{4,10}|0\d{3} \d{3} ?\d{3,4}|"
    r"\(\d{2,3}\) ?9?\d{4}-?\d{4}|1\d\d-\d{4}-\d{4}|8 ?\(\d{3}\) ?\d{3}-\d\d-\d\d"
    r"|8[ -]9\d\d[ -]\d{3}[ -]\d\d[ -]?\d\d"
)
_MOBILE = re.compile(r"1[3-9]\d{9}|01\d-?\d{3,4}-?\d{4}|0[5789]0-?\d{4}-?\d{4}")
_EASTERN = ("CN", "JP", "KR", "TW", "HK", "TH")
_REGIONS = (
    "US",
    "GB",
    "DE",
    "FR",
    "ES",
    "IT",
    "NL",
    "PL",
    "BR",
    "IN",
    "SE",
    "CH",
    "AT",
    "AU",
    "BE",
    "PT",
    "RU",
)


def find(text: str) -> Iterator[Span]:
    """Yield where a phone number stands."""
    if sum(map(text.count, "0123456789")) < 7:
        return
    for match in _CANDIDATE.finditer(text):
        score = _score(text, match)
        if score:
            closing = match[0].startswith("(") and ")" not in match[0]
            yield Span(match.start() + closing, match.end(), "PHONE", score)


def _score(text: str, match: re.Match[str]) -> float:
    number = match[0]
    digits = re.sub(r"\D", "", re.split(r"x|ext|#", number)[0])
    if not 7 <= len(digits) <= 17 or _DATE.fullmatch(number) or len(set(digits)) < 3:
        return 0
    if number.lstrip("(").startswith("+"):
        return 0.93
    named = _STRONG_WORDS.before(text, match.start(), match.end())
    if named:
        return 0.9
    if _is_version_or_address(number):
        return 0
    if _AMERICAN.fullmatch(number) or (number.startswith("00") and len(digits) > 9):
        return 0.8
    alone = number.startswith("0") and number == text.strip()
    if alone and len(digits) > 9 and _known(number, _REGIONS):
        return 0.66
    if _GROUPED.fullmatch(number):
        return 0.75
    eastern = has_unspaced(text)
    if eastern and _MOBILE.fullmatch(number):
        return 0.75
    separate = re.search(r"[ .\-/()]", number) is not None
    near = _WORDS.before(text, match.start())
    if (near and len(digits) > 8) or (separate and (number[0] in "0(" or near)):
        return 0.66 if _known(number, _REGIONS + _EASTERN if eastern else _REGIONS) else 0
    return 0


def _is_version_or_address(number: str) -> bool:
    groups = number.split(".")
    return len(groups) == 4 and all(len(group) <= 3 for group in groups)


@lru_cache(maxsize=4096)
def _known(number: str, regions: tuple[str, ...]) -> bool:
    """Return whether the numbering plan of some country has such a number."""
    import phonenumbers

    for region in regions:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(number, region)):
                return True
        except phonenumbers.NumberParseException:
            return False
    return False
