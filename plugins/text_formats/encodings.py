"""Which encoding bytes are in, and their text, also where a file mixes two."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from whetstone.core.extras import needed

SAMPLE = 512 * 1024
"""So many bytes of a file's beginning decide on its encoding."""

_ZEROS = 0.01
"""A text that something damaged may hold such a share of zeros."""

CHUNK = 1024 * 1024
"""Bytes that are decoded at a time."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BROAD = ("gb18030", "big5", "cp932", "euc_jp", "cp949")
_SINGLE = [
    "cp1252",
    "cp1250",
    "cp1251",
    "koi8_r",
    "cp866",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "mac_roman",
    "cp437",
]
_LATIN = ("cp1252", "cp1250", "cp1254", "cp1257", "mac_roman", "cp437")
_COMMON_HAN = frozenset(
    "的一是不了人我在有他这這中大来來上国國个個到说說们們为為子和你地出道也时時年得就那要下以生会會自着去之过過家学學"
    "对對可她里裡后後小么麼心多天而能好都然没沒日于於起还還发發成事只作当當想看文无無开開手十用主行方又如前所本见見"
)
_KANA = re.compile("[\u3041-\u3093\u30a1-\u30f6]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_ODD = re.compile(
    r"(?<=[a-zà-ÿ])[¿³¹²¾¼½¤¦¨¸ˆ‚„†‡‰ƒŠŒŽŸ˜›À-ÝÇĂĄĆĘŁŃŚŹŻ](?=[a-zà-ÿ])|(?<=[a-zà-ÿ])[‚ˆŠŽ³¹](?!\w)"
    r"|(?<!\w)[‚ˆ†‡](?=[a-zà-ÿ])|[\u2500-\u25ff\x80-\x9f\ufffd]"
)
_CZECH_AS_WESTERN = re.compile("ì[^a-z]?.*ø|ø.*ì", re.DOTALL)
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_HIGH = re.compile(rb"[^\n]*[\x80-\xff][^\n]*\n?")


def encoding_of(head: bytes) -> str | None:
    """Return the encoding of a file that begins with `head`; `None` where it is not text.

    UTF-8 where it is one but for a few bytes; else by byte order marks, by where zeros stand (UTF-16), by
    how common the characters are in Chinese, Japanese and Korean, and by charset-normalizer.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    zeros = head.count(b"\0", 0, 4096)
    if zeros and ((wide := _wide(head[:4096])) or zeros > _ZEROS * len(head[:4096])):
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
        return "utf-8"
    except UnicodeDecodeError:
        pass
    text = head.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    if 2 * lost < len(_BEYOND_ASCII.findall(text)):
        return "utf-8"
    telling = b"".join(_HIGH.findall(head[: SAMPLE // 4]))[: SAMPLE // 8]
    return _broad(telling) or _single(telling)


def _wide(head: bytes) -> str | None:
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 8 * (even + 1) and odd > len(head) // 10:
        return "utf-16-le"
    if even > 8 * (odd + 1) and even > len(head) // 10:
        return "utf-16-be"
    return None


def _broad(telling: bytes) -> str | None:
    best, name = 0.2, None
    for candidate in _BROAD:
        try:
            text = codecs.getincrementaldecoder(candidate)().decode(telling)
        except UnicodeDecodeError:
            continue
        wide = sum(1 for c in text if c > "\xff")
        if wide * 2 < sum(map(str.isascii, filter(str.isalpha, text))):
            continue
        common = max(
            sum(map(_COMMON_HAN.__contains__, text)) * 2,
            len(_KANA.findall(text)) * 2 if candidate in ("cp932", "euc_jp") else 0,
            len(_HANGUL.findall(text)) if candidate == "cp949" else 0,
        )
        if wide and common / wide > best:
            best, name = common / wide, candidate
    return name


def _single(telling: bytes) -> str:
    with needed("forge"):
        from charset_normalizer import from_bytes

    found = from_bytes(telling, cp_isolation=list(_SINGLE)).best()
    name = found.encoding if found is not None else "cp1252"
    if name not in _LATIN:
        return name
    high = len(_BEYOND_ASCII.findall(telling.decode("latin-1"))) or 1
    western = telling.decode("cp1252", "replace")
    if len(_ODD.findall(western)) < 0.1 * high and not _CZECH_AS_WESTERN.search(western):
        return "cp1252"
    odd = {one: len(_ODD.findall(telling.decode(one, "replace"))) for one in _LATIN}
    return min(_LATIN, key=lambda one: (odd[one], one != name))


def decode_all(data: bytes, declared: str | None = None) -> str:
    """Return the text of `data` in the encoding `declared` where it fits, else in the likeliest."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared:
        try:
            return data.decode(
                "cp1252" if declared.lower() in ("iso-8859-1", "latin-1", "ascii") else declared
            )
        except (LookupError, UnicodeDecodeError):
            pass
    name = encoding_of(data[:SAMPLE]) or "utf-8"
    return "".join(_mended(data, name))


def decoded_lines(file: BinaryIO, head: bytes, encoding: str) -> Iterator[str]:
    """Yield the text of a file that began with `head` in pieces that end with a line, or are very long.

    Line ends are line feeds. A line that is not in the encoding is read as Windows-1252.
    """
    for mark, name in _BOMS:
        if name == encoding and head.startswith(mark):
            head = head[len(mark) :]
            break
    wide = encoding.startswith("utf-16") or encoding.startswith("utf-32")
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest = b""
    piece = head
    while piece:
        if wide:
            yield _unix(decoder.decode(piece))
        else:
            piece = rest + piece
            end = max(piece.rfind(b"\n"), piece.rfind(b"\r", 0, len(piece) - 1)) + 1
            if not end and len(piece) > CHUNK:
                end = piece.rfind(b" ") + 1 or _boundary(piece, encoding)
            piece, rest = piece[:end], piece[end:]
            for part in _mended(piece, encoding):
                yield _unix(part)
        piece = file.read(CHUNK)
    if rest:
        yield _unix("".join(_mended(rest, encoding)))


def _boundary(piece: bytes, encoding: str) -> int:
    """Return the end of the last whole character."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    decoder.decode(piece)
    return len(piece) - len(decoder.getstate()[0])


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _mended(data: bytes, encoding: str) -> Iterator[str]:
    try:
        yield data.decode(encoding)
        return
    except UnicodeDecodeError:
        pass
    for line in data.splitlines(keepends=True):
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError:
            yield line.decode("cp1252" if encoding == "utf-8" else encoding, "replace")
