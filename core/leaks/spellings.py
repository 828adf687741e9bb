"""Other spellings of the same words: markup taken off, escapes and encodings undone."""

from __future__ import annotations

import binascii
import html
import re
from base64 import b64decode
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from urllib.parse import unquote

_SIGNS = "&\\<["
_LISTED = re.compile(r"\n[ \t>*+-]*\(?(?:\d{1,3}|[a-zA-Z])[.)][ \t]")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([nrtfvb0])|(.))", re.S)
_MARKUP = re.compile(
    r"\]\([^()\s]*(?:\s[^()]*)?\)"  # where a link leads
    r"|\[\^?\d{1,3}\]"  # a note's number
    r"|\[[A-Z][A-Z_]*_\d+\]"  # a placeholder
    r"|</?[a-zA-Z][^<>]*>"  # a tag
    r"|^[ \t>*+-]*\(?(?:\d{1,3}|[a-zA-Z])[.)][ \t]+",  # a list's number
    re.M,
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{10,}(?:\r?\n[A-Za-z0-9+/_-]{10,})*")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}[\s:,]?){7,}[0-9a-fA-F]{2}")
_PERCENT = re.compile(r"(?:[\w.~+-]{0,40}%[0-9a-fA-F]{2})+[\w.~+-]{0,40}")
_QUOTED = re.compile(r"(?:[^\s=]{0,40}=[0-9A-F]{2})+[^\s=]{0,40}")
_READABLE = re.compile(r"[^\W_](?:[\x20-\x7e\u00a1-\uffff\n\t]{3,})[^\W_]")


def marked(texts: Sequence[str]) -> list[str]:
    """Return those of `texts` that may have a plainer spelling, in their order."""
    if not texts:
        return []
    joined = "\n" + "\n".join(texts)
    signs = [found.start() for sign in _SIGNS for found in re.finditer(re.escape(sign), joined)]
    signs += [found.end() - 1 for found in _LISTED.finditer(joined)]
    ends = list(accumulate(len(text) + 1 for text in texts))
    return [texts[number] for number in sorted({bisect_left(ends, place) for place in signs})]


def plainer(text: str) -> str:
    """Return `text` without markup, numbers of lists and notes, and placeholders, with escapes undone."""
    if "\\" in text:
        text = _ESCAPE.sub(_escaped, text)
    if "&" in text:
        text = html.unescape(text)
    return _MARKUP.sub(" ", text)


def decoded(text: str) -> Iterator[str]:
    """Yield what stretches of `text` say that may be base64, hexadecimal or percent-encoded.

    Of a stretch that says nothing readable, nothing is yielded. Where base64 begins in the middle of a
    longer word, all four ways to read it are tried.
    """
    for found in _BASE64.finditer(text):
        letters = re.sub(r"[\r\n]", "", found[0]).translate({ord("-"): "+", ord("_"): "/"})
        for skipped in range(4):
            stretch = letters[skipped:]
            yield from _readable(_base64(stretch))
    for found in _HEX.finditer(text):
        digits = re.sub(r"[^0-9a-fA-F]", "", found[0])
        for stretch in (digits, digits[1:]):
            yield from _readable(bytes.fromhex(stretch[: len(stretch) // 2 * 2]))
    for pattern, sign in ((_PERCENT, "%"), (_QUOTED, "=")):
        if sign in text:
            for found in pattern.finditer(text):
                yield unquote(found[0].replace("=", "%").replace("+", " "), errors="ignore")


def readable(data: bytes) -> Iterator[str]:
    """Yield the stretches of bytes that are text in UTF-8, UTF-16 or Latin-1."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
        for found in _READABLE.finditer(data.decode(encoding, "replace").replace("\ufffd", "\0")):
            yield found[0]


def _escaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code:
        return chr(int(code, 16))
    return " " if found[3] else found[4]


def _base64(letters: str) -> bytes:
    whole = letters[: len(letters) // 4 * 4]
    rest = letters[len(whole) :]
    try:
        return b64decode(whole + (rest + "=" * (4 - len(rest)) if len(rest) > 1 else ""))
    except (binascii.Error, ValueError):
        return b""


def _readable(data: bytes) -> Iterator[str]:
    text = data.decode("utf-8", "replace").replace("\ufffd", "\0")
    yield from (found[0] for found in _READABLE.finditer(text) if found[0])
