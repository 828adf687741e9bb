"""Card numbers and IBANs, held to their check digits, and other numbers of accounts by the words before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.sanitizing.word_lists import words
from whetstone.core.values.sanitizing import Span
from whetstone.plugins.sanitizers.check_digits import luhn
from whetstone.plugins.sanitizers.context import Context

_CARD = re.compile(r"(?<![\d.,/:=#x-])\d(?:[ -]?\d){11,18}(?![\d]|[.,]\d|-\d)")
_SHORTEST = 12
"""Digits of the shortest cards, Maestro's; as many as other numbers often have, so a word must tell them."""

_CARD_LENGTHS = (
    (re.compile(r"4"), (13, 16, 18, 19)),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"6011|64[4-9]|65|62|60|81|508[5-9]|6521|6522"), (16, 17, 18, 19)),
    (re.compile(r"30[0-5]|309|3[689]"), (14, 16, 17, 18, 19)),
    (re.compile(r"35(?:2[89]|[3-8]\d)|2131|1800"), (15, 16, 17, 18, 19)),
    (re.compile(r"220[0-4]|9792|1946"), (16, 17, 18, 19)),
    (re.compile(r"50|5[6-9]|6"), (12, 13, 14, 15, 16, 17, 18, 19)),
)
_CARD_WORDS = Context(
    "card|credit|debit|visa|master|mastercard|amex|american express|discover|maestro|karte|kreditkarte|"
    "carte|tarjeta|"
    "carta|cartão|kaart|karta|kort|cc|pan|payment|charge|charged|jcb|diners|billing|zahlung|paiement|pago",
    after=16,
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Za-z0-9])", re.IGNORECASE)
_IBAN_LENGTHS = dict(
    pair.split(":")
    for pair in words(
        """
        AL:28 AD:24 AT:20 AZ:28 BH:22 BY:28 BE:16 BA:20 BR:29 BG:22 CR:22 HR:21 CY:28 CZ:24 DK:18 DO:28
        EG:29 SV:28 EE:20 FO:18 FI:18 FR:27 GE:22 DE:22 GI:23 GR:27 GL:18 GT:28 HU:28 IS:26 IQ:23 IE:22
        IL:23 IT:27 JO:30 KZ:20 XK:20 KW:30 LV:21 LB:28 LY:25 LI:21 LT:20 LU:20 MT:31 MR:27 MU:30 MD:24
        MC:27 ME:22 NL:18 MK:19 NO:15 PK:24 PS:29 PL:28 PT:25 QA:29 RO:24 LC:32 SM:27 ST:25 SA:24 RS:22
        SC:31 SK:24 SI:19 ES:24 SD:18 SE:24 CH:21 TN:24 TR:26 UA:29 AE:23 GB:22 VA:22 VG:24
        """
    )
)
_IBAN_WORDS = Context("iban|account|konto|compte|cuenta|conto|rekening|bank|transfer|überweis|virement")
_ACCOUNT = re.compile(r"(?<![\w.])\d(?:[ -]?\d){5,17}(?!\w|\.\d)")
_ACCOUNT_WORDS = Context(
    "account number|account no|account|acct|routing number|routing|sort code|kontonummer|konto|"
    "bankleitzahl|blz|"
    "numéro de compte|número de cuenta|numero di conto|rekeningnummer|a/c|bank account|customer number|"
    "policy number|member id|imei|cvv|cvc",
    reach=24,
)
_BIC = re.compile(r"\b[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\b")
_BIC_WORDS = Context("bic|swift|swift code|bic code|bic/swift", reach=16)
_SECURITY_CODE = re.compile(r"\b(?:cvv|cvc|cvv2|cvc2|security code)\b\D{0,12}(\d{3,4})\b", re.IGNORECASE)


def find(text: str) -> Iterator[Span]:
    """Yield where a card, an IBAN or the number of an account stands."""
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        told = _CARD_WORDS.before(text, match.start(), match.end())
        if is_card(digits) and (told or len(digits) > _SHORTEST):
            yield Span(*match.span(), "CARD", 0.97 if len(set(digits)) > 1 else 0.3)
        elif told:
            yield Span(*match.span(), "CARD", 0.7)
    for match in _IBAN.finditer(text):
        yield from _iban(text, match)
    lowered = text.lower()
    if _ACCOUNT_WORDS.anywhere(text):
        for match in _ACCOUNT.finditer(text):
            if _ACCOUNT_WORDS.before(text, match.start()):
                yield Span(*match.span(), "ACCOUNT", 0.72)
        for match in _SECURITY_CODE.finditer(text):
            yield Span(*match.span(1), "CARD", 0.8)
    if "bic" in lowered or "swift" in lowered:
        for match in _BIC.finditer(text):
            if _BIC_WORDS.before(text, match.start()):
                yield Span(*match.span(), "ACCOUNT", 0.8)


def is_card(digits: str) -> bool:
    """Return whether `digits` begin as a card of their length does, and have the right check digit (Luhn)."""
    if not any(begins.match(digits) and len(digits) in lengths for begins, lengths in _CARD_LENGTHS):
        return False
    return luhn(digits)


def is_iban(letters: str) -> bool:
    """Return whether `letters`, without blanks and in capitals, are an IBAN (ISO 13616, modulo 97 is 1)."""
    if _IBAN_LENGTHS.get(letters[:2]) != str(len(letters)) or not letters.isascii():
        return False
    return int("".join(str(int(letter, 36)) for letter in letters[4:] + letters[:4])) % 97 == 1


def _iban(text: str, match: re.Match[str]) -> Iterator[Span]:
    """Yield the IBAN at the beginning of `match`; words that follow it are not part of it."""
    length = _IBAN_LENGTHS.get(match[0][:2].upper())
    if length is None:
        return
    taken, end = 0, match.start()
    for end in range(match.start(), match.end()):
        taken += text[end].isalnum()
        if taken == int(length):
            break
    letters = re.sub(r"[ -]", "", text[match.start() : end + 1]).upper()
    whole = end + 1 == len(text) or not text[end + 1].isalnum()
    if whole and is_iban(letters):
        yield Span(match.start(), end + 1, "IBAN", 1.0)
    elif _IBAN_WORDS.before(text, match.start()):
        yield Span(match.start(), match.end(), "IBAN", 0.7)
    elif (
        whole and taken == int(length) and sum(map(str.isdigit, letters)) > 10 and letters == match[0].upper()
    ):
        yield Span(match.start(), end + 1, "IBAN", 0.6)
