"""Every byte of a cartridge as text: lines as they stand, JSON as what it means, what encodings hide."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from whetstone.core.leaks.folding import BARRIER
from whetstone.core.leaks.spellings import decoded, plainer, readable

Reading = Literal["text", "value", "key", "number", "raw", "name", "plain", "decoded"]

PROSE: tuple[Reading, ...] = ("text", "value")
"""The readings in which a person would read: lines of texts, and the strings in JSON."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PICTURE = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"fdAT")
_MOST_TEXT = 4 << 20


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one file in one reading.

    `path` leads to it: keys and numbers in JSON, else the number of a line, from 1.
    """

    file: str
    path: tuple[str | int, ...]
    text: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Contents:
    """What files say: `streams` of pieces that follow one another, and names of files that are no text."""

    streams: tuple[tuple[Piece, ...], ...]
    closed: tuple[str, ...] = ()

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces of all streams."""
        for stream in self.streams:
            yield from stream


def contents(files: Mapping[str, bytes]) -> Contents:
    """Return every reading of `files`, by name.

    All texts and all values of JSON follow one another, so that a run that goes on in the next value or the
    next file is one; keys and numbers, raw JSON and names of files have streams of their own.
    """
    closed: list[str] = []
    streams: dict[str, list[Piece]] = {"said": [], "keys": [], "raw": []}
    for name in sorted(files):
        data = files[name]
        streams["keys"].append(Piece(name, (), name, "name"))
        text = _text(data)
        if text is None:
            closed.append(name)
            found = _chunks(data) if data.startswith(_PNG) else readable(data)
            streams["said"] += [Piece(name, (), _clean(some), "text") for some in found]
            continue
        inside = _json(name, text) if name.endswith(".json") else None
        if inside is None:
            streams["said"] += _lines(name, text, "text")
            continue
        for piece in inside:
            streams["said" if piece.reading == "value" else "keys"].append(piece)
        streams["raw"] += _lines(name, text, "raw")
    readings = [reading for stream in streams.values() for reading in _readings(stream)]
    return Contents(tuple(map(tuple, readings)), tuple(closed))


def texts_of(texts: Iterable[tuple[str, str]]) -> Contents:
    """Return the readings of texts by name that have nothing to do with one another, such as replies."""
    streams: list[list[Piece]] = []
    for name, text in texts:
        streams += _readings(list(_lines(name, text, "text")))
    return Contents(tuple(map(tuple, streams)))


def _readings(stream: list[Piece]) -> Iterator[list[Piece]]:
    """Yield a stream as it is, in plain spelling where that is another, and what encodings hide in it."""
    yield stream
    plain = [_plain(piece) for piece in stream]
    if any(map(_changed, plain, stream)):
        yield plain
    for piece in _hidden(stream):
        yield [piece]


def _clean(text: str) -> str:
    return text.replace(BARRIER, " ")


def _plain(piece: Piece) -> Piece:
    reading: Reading = "plain" if piece.reading in PROSE else piece.reading
    return Piece(piece.file, piece.path, _clean(plainer(piece.text)), reading)


def _changed(one: Piece, other: Piece) -> bool:
    return one.text != other.text


def _hidden(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield what encodings hide: of each piece, and of the lines of a text together (wrapped base64)."""
    together: dict[str, list[str]] = {}
    for piece in pieces:
        if piece.reading == "text":
            together.setdefault(piece.file, []).append(piece.text)
        else:
            for text in decoded(piece.text):
                yield Piece(piece.file, piece.path, _clean(text), "decoded")
    for name, lines in together.items():
        for text in decoded("\n".join(lines)):
            yield Piece(name, (), _clean(text), "decoded")


def _text(data: bytes) -> str | None:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _json(name: str, text: str) -> list[Piece] | None:
    """Return what the JSON in `text` means; `None` where it is none, or deeper than anybody's."""
    try:
        return list(_inside(name, (), json.loads(text, object_pairs_hook=_Pairs)))
    except (ValueError, RecursionError):
        return None


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with all its pairs, doubles too."""


def _lines(name: str, text: str, reading: Reading) -> Iterator[Piece]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield Piece(name, (number,), _clean(line), reading)


def _inside(name: str, path: tuple[str | int, ...], value: Any) -> Iterator[Piece]:
    if isinstance(value, _Pairs):
        for key, inner in value:
            yield Piece(name, (*path, key), _clean(key), "key")
            yield from _inside(name, (*path, key), inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _inside(name, (*path, place), inner)
    elif isinstance(value, str):
        yield Piece(name, path, _clean(value), "value")
    elif value is not None and not isinstance(value, bool):
        yield Piece(name, path, json.dumps(value), "number")


def _chunks(data: bytes) -> Iterator[str]:
    """Yield what a PNG says beside its picture: text, EXIF and unknown chunks, and what follows the end.

    Chunks: https://www.w3.org/TR/png-3/#11textinfo
    """
    place = len(_PNG)
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">L", data, place)
        kind, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        place += 12 + length
        if kind not in _PICTURE:
            yield from readable(body)
            yield from _inflated(kind, body)
        if kind == b"IEND":
            break
    yield from readable(data[place:])


def _inflated(kind: bytes, body: bytes) -> Iterator[str]:
    """Yield the compressed text of a chunk, up to a size that no honest one has."""
    skipped = {b"zTXt": 1, b"iCCP": 1, b"iTXt": 3}.get(kind, 0)
    if not skipped:
        return
    rest = body.split(b"\0", 1)[-1]
    packed = rest[1:] if skipped == 1 else rest[2:].split(b"\0", 2)[-1]
    try:
        yield from readable(zlib.decompressobj().decompress(packed, _MOST_TEXT))
    except zlib.error:
        return
