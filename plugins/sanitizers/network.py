"""Addresses of machines: IP versions 4 and 6, and MAC."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.values.sanitizing import Span

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_V4 = re.compile(
    rf"(?<![\w.+~-])(?:{_OCTET}\.){{3}}{_OCTET}(?:/(?:3[0-2]|[12]?\d)(?!\d))?(?![\w~+]|\.\w|-[\w.])"
)
_V4_RANGE_OF_HOSTS = re.compile(rf"(?<![\w.])(?:{_OCTET}\.){{3}}{_OCTET}(?=-{_OCTET}(?![\w.]))")
_V6 = re.compile(
    r"(?<![\w:.])(?:[0-9a-fA-F]{0,4}:){2,7}(?:[0-9a-fA-F]{1,4}|:|(?:\d{1,3}\.){3}\d{1,3})(?:%\w+)?(?:/\d{1,3})?(?![\w:])"
)
_MAC = re.compile(
    r"(?<![\w:-])(?:[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5}"
    r"|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})(?![\w:-])"
)
_VERSION_BEFORE = re.compile(
    r"(?:\b(?:version|versions|ver|v|release|kernel|build|driver|drivers|flash|firmware)\.?:?|[\w+.-]+[<>=]=)\s*$",
    re.IGNORECASE,
)
_ADDRESS_BEFORE = re.compile(
    r"\b(?:ip|ips|host|address|addr|server|ping|ssh|gateway|inet|dns|from|router)\b\W{0,4}$", re.IGNORECASE
)
_OF_NOBODY = frozenset(
    {"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "1.2.3.4", "4.2.2.2", "4.2.2.1"}
)


def find(text: str) -> Iterator[Span]:
    """Yield where the address of a machine stands; those of nobody (loopback, netmasks) are left."""
    if text.count(".") >= 3:
        for pattern in (_V4, _V4_RANGE_OF_HOSTS):
            for match in pattern.finditer(text):
                if not _of_nobody(match[0]) and not _is_version(text, match):
                    yield Span(*match.span(), "IP", 0.95)
    if text.count(":") >= 2:
        for match in _V6.finditer(text):
            if _is_v6(match[0]):
                yield Span(*match.span(), "IP", 0.95)
    if text.count(":") >= 5 or text.count("-") >= 5 or text.count(".") >= 2:
        for match in _MAC.finditer(text):
            if any(c.isdigit() for c in match[0]) and set(match[0]) - set("0.:-"):
                yield Span(*match.span(), "MAC", 0.97)


def _of_nobody(address: str) -> bool:
    """Return whether it is loopback, any address, a netmask, or a name server or example known to all."""
    return address in _OF_NOBODY or address.startswith(("127.", "0.", "255."))


def _is_version(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 16) : match.start()]
    if _ADDRESS_BEFORE.search(before):
        return False
    parts = match[0].partition("/")[0].split(".")
    small = all(len(part) <= 1 for part in parts)
    return small or _VERSION_BEFORE.search(before) is not None


def _is_v6(address: str) -> bool:
    import ipaddress

    plain = address.partition("/")[0].partition("%")[0]
    groups = [group for group in plain.split(":") if group]
    if len(groups) < 2 or not any(c.isdigit() for c in plain) or ("::" in plain and len(plain) < 6):
        return False
    try:
        return not ipaddress.IPv6Address(plain).is_loopback
    except ValueError:
        return False
