"""Addresses of crypto wallets, held to their check where it is cheap."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from whetstone.core.values.sanitizing import Span

_LONG = re.compile(r"[A-Za-z0-9]{25}")
_ETHEREUM = re.compile(r"(?<!\w)0x[0-9a-fA-F]{40}(?!\w)")
_BECH32 = re.compile(
    r"(?<!\w)(?:bc1|tb1|ltc1|addr1|cosmos1|bitcoincash:[qp])[0-9a-z]{20,110}(?!\w)", re.IGNORECASE
)
_BASE58 = re.compile(
    r"(?<![\w/.+=-])(?:[13LMmnDXAtr9][1-9A-HJ-NP-Za-km-z]{25,34}|t1[1-9A-HJ-NP-Za-km-z]{33})(?![\w/+=-])"
)
_MONERO = re.compile(r"(?<!\w)[48][1-9A-HJ-NP-Za-km-z]{94}(?!\w)")
_LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_WORDS = (
    "btc",
    "bitcoin",
    "wallet",
    "litecoin",
    "ltc",
    "crypto",
    "address",
    "doge",
    "dash",
    "coin",
    "ripple",
    "xrp",
    "solana",
)


def find(text: str) -> Iterator[Span]:
    """Yield where the address of a wallet stands."""
    if not _LONG.search(text):
        return
    for pattern in (_ETHEREUM, _BECH32, _MONERO):
        for match in pattern.finditer(text):
            yield Span(*match.span(), "WALLET", 0.97)
    for match in _BASE58.finditer(text):
        if checksum_is_right(match[0]):
            yield Span(*match.span(), "WALLET", 0.99)
        elif any(c.isdigit() for c in match[0][1:]) and _named(text, match.start()):
            yield Span(*match.span(), "WALLET", 0.8)


def _named(text: str, start: int) -> bool:
    before = text[max(0, start - 60) : start].lower()
    return any(word in before for word in _WORDS)


def checksum_is_right(address: str) -> bool:
    """Return whether `address` is Base58Check: its last four bytes are the double SHA-256 of the others."""
    number = 0
    for letter in address:
        number = number * 58 + _LETTERS.index(letter)
    if number.bit_length() > 200:
        return False
    data = number.to_bytes(25, "big")
    return hashlib.sha256(hashlib.sha256(data[:-4]).digest()).digest()[:4] == data[-4:]
