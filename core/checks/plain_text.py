"""Plain text: what a person can see is what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from whetstone.core.errors import CartridgeError

_NONCHARACTERS = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
_FORBIDDEN = (
    r"\x00-\x08\x0b\x0e-\x1f\x7f-\x9f"  # C0 and C1 controls, without tab, line feed, form feed, return
    r"\u202a-\u202e\u2066-\u2069"  # bidi embeddings, overrides and isolates
    r"\ud800-\udfff"  # lone surrogates, which JSON escapes can make
    r"\ufdd0-\ufdef" + _NONCHARACTERS
)
_PIECE = 1 << 17  # as much as stays in a processor's cache
_USUAL = bytes([*b"\t\n\f\r", *range(0x20, 0x7F)])
_HARMLESS = _USUAL + bytes({*range(0x80, 0xF5)} - {0xC2, 0xE2, 0xEF, *range(0xF0, 0xF5)})
_SUSPICIOUS = re.compile(
    rb"[^\x80-\xff]|\xc2[\x80-\x9f]|\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])"
    rb"|\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])|[\xf0-\xf4].(?:\xbf[\xbe\xbf])|\xf3\xa0[\x80\x81]",
    re.DOTALL,
)  # the forbidden characters in UTF-8, the tags and the noncharacters of all planes at the end
_TAGS = "\U000e0000-\U000e007f"
_FIRST = re.compile(f"[{_FORBIDDEN}{_TAGS}]")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f")
_COMMAND = r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)?"
_FLAG_OR_FORBIDDEN = re.compile(f"({_FLAG.pattern})|{_COMMAND}|{_FIRST.pattern}")


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A character that may not be in a text: its offset, and what it is in words."""

    at: int
    what: str


def read_text(data: bytes, name: str) -> str:
    """Return the text in `data`, the content of the file `name`: no byte-order mark, lines end in LF.

    It is strict UTF-8. Tabs, form feeds and all line ends are fine; other control characters, characters
    that reorder the text around them (bidi embeddings, overrides, isolates), invisible tag characters
    (outside of a flag emoji) and noncharacters are not.

    Raises:
        CartridgeError: with the place (line and column, from 1) of the first that is wrong.
    """
    text = _with_line_feeds(decode(data, name))
    found = first_forbidden(text) if _is_suspicious(data) else None
    if found is None:
        return text
    line = text.count("\n", 0, found.at) + 1
    column = found.at - text.rfind("\n", 0, found.at)
    raise CartridgeError(
        f"{name} holds {found.what} in line {line}, column {column}, which plain text may not; remove it"
    )


def check_text(data: bytes, name: str) -> None:
    """Hold the content of the file `name` to what `read_text` asks, and make no text of it if it is ASCII.

    Raises:
        CartridgeError: as `read_text`.
    """
    pieces = (data[at : at + _PIECE] for at in range(0, len(data), _PIECE))
    if not data.isascii() or any(piece.translate(None, _USUAL) for piece in pieces):
        read_text(data, name)


class LazyTexts(Mapping[str, str]):
    """Texts by name, made from their checked bytes each time they are asked for: a library may be large."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def __getitem__(self, name: str) -> str:
        return _with_line_feeds(self._files[name].decode("utf-8-sig"))

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __repr__(self) -> str:
        return f"LazyTexts({list(self._files)})"


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def decode(data: bytes, name: str) -> str:
    """Return `data` as UTF-8 text without its byte-order mark.

    Raises:
        CartridgeError: it is not UTF-8.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise CartridgeError(f"{name} is in UTF-16; save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        raise CartridgeError(
            f"{name} is not UTF-8 text: byte 0x{data[at]:02x} at offset {at}; save it as UTF-8"
        ) from None


def _is_suspicious(data: bytes) -> bool:
    """Return whether the UTF-8 `data` may hold a forbidden character; a quick look for most scripts.

    In the bytes that are left when all are deleted that no forbidden character begins with or consists of,
    and ASCII, the ones that one does begin with are looked at more closely.
    """
    return bool(data.translate(None, _HARMLESS)) and bool(_SUSPICIOUS.search(data.translate(None, _USUAL)))


def first_forbidden(text: str) -> Forbidden | None:
    """Return the first character of `text` that may not be in a text, or `None`."""
    unusual = text.encode("utf-8", "surrogatepass").translate(None, _USUAL)
    if not unusual or not _FIRST.search("".join(set(unusual.decode("utf-8", "surrogatepass")))):
        return None
    found = _FIRST.search(text)
    while found is not None and 0xE0000 <= ord(found[0]) <= 0xE007F:
        flag = _FLAG.match(text, max(0, found.start() - 1))
        if flag is None:
            break
        found = _FIRST.search(text, flag.end())
    return None if found is None else Forbidden(found.start(), _in_words(ord(found[0])))


def without_forbidden(text: str) -> str:
    """Return `text` without the characters that may not be in a text, and without commands to a terminal."""
    if first_forbidden(text) is None:
        return text
    return _FLAG_OR_FORBIDDEN.sub(lambda found: found[1] or "", text)


def _in_words(code: int) -> str:
    kind = (
        "the reordering character"
        if 0x202A <= code <= 0x2069
        else "the invisible tag character"
        if 0xE0000 <= code <= 0xE007F
        else "half a character (a lone surrogate),"
        if 0xD800 <= code <= 0xDFFF
        else "the control character"
        if code < 0xA0
        else "the noncharacter"
    )
    return f"{kind} U+{code:04X}"
