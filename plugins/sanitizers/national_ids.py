"""National ids: numbers that a state gives to a person, each held to its own check."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from whetstone.core.values.sanitizing import Span
from whetstone.plugins.sanitizers import check_digits as check
from whetstone.plugins.sanitizers.context import Context

_WORDS = Context(
    "снилс|инн|паспорт|"
    "ssn|ssns|social security|social|socialnum|sin|tfn|itin|tin|tax|taxpayer|vat|national id|"
    "national identity|"
    "national insurance|national identification|national number|nino|ni number|ni no|nhs|insurance number|"
    "identity card|identity number|identity document|id|ids|id-card|idcard|identification|steuer*|"
    "sozialversicherung*|"
    "versicherungsnummer|ausweis*|personalausweis*|ahv|svnr|sécurité sociale|nir|numéro fiscal|"
    "carte d'identité|insee|"
    "dni|nie|nif|documento|cédula|curp|rfc|nss|seguridad social|codice fiscale|carta d'identità|pesel|nip|"
    "dowód|bsn|"
    "burgerservicenummer|sofi|cpf|cnpj|rg|contribuinte|aadhaar|aadhar|uidai|pan|身份证|身份证号|personnummer|"
    "personal number|fødselsnummer|cpr|hetu|henkilötunnus|rijksregisternummer|registre national|rodné číslo|"
    "rut|cnp|"
    "amka|tckn|kimlik|teudat zehut|nric|fin|hkid|my number|マイナンバー|주민등록번호|resident|abn|"
    "acn|medicare|pps"
)


@dataclass(frozen=True, slots=True)
class _Id:
    """One kind of number. `check` gets letters and digits alone; `bare` needs no word before it, and is "
    "`alone` so sure."""

    pattern: re.Pattern[str]
    check: Callable[[str], bool]
    bare: bool = True
    alone: float = 0.88


def _id(pattern: str, is_right: Callable[[str], bool] = bool, bare: bool = True, alone: float = 0.88) -> _Id:
    return _Id(re.compile(rf"(?:{pattern})(?![\w]|[ .,-]\d)"), is_right, bare, alone)


_START = re.compile(
    r"(?<![\w.,+-])(?<!\d )(?=(?:\d|[A-Z][A-Z0-9 ])[A-Z0-9 .()/+-]{6})(?=(?:[^\d\n]{0,6}\d){5})"
)
_LETTERS_FIRST = (
    _id(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D]"),
    _id(r"[XYZ][ -]?\d{7}[ -]?[A-HJ-NP-TV-Z]", check.spanish_dni),
    _id(
        r"[A-Z]{3} ?[A-Z]{3} ?[0-9LMNP-V]{2}[A-EHLMPR-T][0-9LMNP-V]{2} ?[A-Z][0-9LMNP-V]{3}[A-Z]",
        check.italian_code,
    ),
    _id(r"[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]"),
    _id(r"[A-Z][AEIOUX][A-Z]{2}\d{6}[HM][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[A-Z\d]\d"),
    _id(r"[STFG]\d{7}[A-Z]", check.singaporean_nric),
    _id(r"[A-Z]{1,2}\d{6}\([0-9A]\)"),
)
_DIGITS_FIRST = (
    _id(r"\d{8}[ -]?[A-HJ-NP-TV-Z]", check.spanish_dni),
    _id(r"\d\d\.\d{3}\.\d{3}-?[A-HJ-NP-TV-Z]", check.spanish_dni),
    _id(r"[12] ?\d\d ?(?:0[1-9]|[1-9]\d) ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d", check.french_nir),
    _id(r"[1-9]\d{5}(?:18|19|20)\d{9}[\dX]", check.chinese_id),
    _id(r"\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]", check.finnish_hetu),
    _id(r"\d{1,2}\.?\d{3}\.?\d{3}-[\dK]", check.chilean_rut),
    _id(r"\d{3}-\d\d-\d{4}", check.us_ssn),
    _id(r"\d{3} \d\d \d{4}", check.us_ssn),
    _id(r"\d\d ?\d{3} ?\d{3} ?\d{3}", check.german_tax_id),
    _id(r"\d{3}\.\d{3}\.\d{3}-\d\d", check.brazilian_cpf),
    _id(r"\d\d\.\d{3}\.\d{3}/\d{4}-\d\d", check.brazilian_cnpj),
    _id(r"[2-9]\d{3}([ -]?)\d{4}\1\d{4}", check.aadhaar),
    _id(r"(?:19|20)?\d{6}[-+]\d{4}", check.swedish_number),
    _id(r"\d{6}-\d{4}", check.dated_first),
    _id(
        r"\d{3}[ -]\d{3}[ -]\d{3}",
        lambda digits: check.luhn(digits) or check.australian_tfn(digits),
        alone=0.6,
    ),
    _id(r"\d\d\.\d\d\.\d\d-\d{3}\.\d\d", check.belgian_number),
    _id(r"756\.?\d{4}\.?\d{4}\.?\d\d", check.swiss_number),
    _id(r"\d{6}/\d{3,4}", check.czech_number),
    _id(r"\d{6}-[1-8]\d{6}", check.dated_by_year),
    _id(r"\d{6}-\d\d-\d{4}", check.dated_by_year),
    _id(r"\d{3} \d{3} \d{4}", check.british_nhs, bare=False),
    _id(r"[1-8]\d{12}", check.romanian_cnp),
    _id(r"\d{13}", check.south_african_id),
    _id(r"\d{11}", check.polish_pesel),
    _id(r"\d{6} ?\d{5}", check.norwegian_number),
    _id(r"[1-9]\d{10}", check.turkish_number),
    _id(r"(?:19|20)\d{10}", check.swedish_number),
    _id(r"\d{11}", check.belgian_number, bare=False),
    _id(r"\d{11}", check.brazilian_cpf),
    _id(r"\d{9}", check.dutch_bsn, bare=False),
    _id(r"\d{10}", check.swedish_number, bare=False),
)
_NAMED = re.compile(
    r"(?<![^\W_])(?:(?i:ssn|social security(?: (?:number|no\.?|#))?|social insurance number|social number|"
    r"national (?:id|identity|insurance|identification)(?: (?:card|number|no\.?))?|identity card|id card|"
    r"id-card|idcard|"
    r"identification number|id number|id no\.?|tax id|tax number|tax file number|tax identification number|"
    r"tin|nino|tfn|"
    r"itin|abn|acn|pps|pan card|medicare|nhs number|steuer-?id|steuernummer|steueridentifikationsnummer|"
    r"sozialversicherungsnummer|personalausweis(?:nummer)?|ausweisnummer|"
    r"numéro (?:de )?(?:sécurité sociale|fiscal)|"
    r"carte (?:nationale )?d'identité|dni|nie|nif|codice fiscale|carta d'identità|pesel|bsn|"
    r"burgerservicenummer|cpf|"
    r"aadhaar|aadhar|personnummer|cpr|снилс|инн|паспорт)|ID|PAN)"
    r"(?i:\s*(?:number|nummer|card|no\.?|nr\.?|n°|#|is|ist|est|es|è|was|:|=|-|of|my|your|the|"
    r"lautet)){0,4}[\s:#\"'(]{1,4}"
    r"(?P<value>(?=(?:[A-Z./ -]*\d){3})[A-Z0-9](?:[./ -]?[A-Z0-9]){4,19})(?!\w)"
)


def find(text: str) -> Iterator[Span]:
    """Yield where the number of a person stands: with a right check, or soon after a word that names it."""
    if sum(map(text.count, "0123456789")) < 5:
        return
    for begin in _START.finditer(text):
        yield from _at(text, begin.start())
    if _WORDS.anywhere(text):
        for match in _NAMED.finditer(text):
            yield Span(*match.span("value"), "NATIONAL_ID", 0.75)


def _at(text: str, start: int) -> Iterator[Span]:
    """Yield each kind of number that begins at `start`."""
    for kind in _DIGITS_FIRST if text[start].isdigit() else _LETTERS_FIRST:
        match = kind.pattern.match(text, start)
        if match is None:
            continue
        named = _WORDS.before(text, start)
        plain = match[0] if kind.check is check.finnish_hetu else "".join(filter(str.isalnum, match[0]))
        if kind.check(plain) and (kind.bare or named):
            yield Span(*match.span(), "NATIONAL_ID", 0.96 if named else kind.alone)
        elif named:
            yield Span(*match.span(), "NATIONAL_ID", 0.74)
