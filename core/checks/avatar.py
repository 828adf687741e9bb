"""The avatar: a PNG that is a picture and nothing else.

Chunk names and layouts follow the W3C's PNG specification (third edition). What a picture needs is kept
byte for byte; text, EXIF, times, profiles, animation, unknown chunks and whatever follows the end are cut
out, which leaves every pixel as it was and gives the same bytes on every machine.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whetstone.core.checks import limits
from whetstone.core.errors import CartridgeError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.Struct(">2L5B")
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"IDAT", b"IEND")
_KEPT_SIZES = {b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"pHYs": 9}
_PIECE = 1 << 16
_MOST_CHUNKS = 16_384


@dataclass(frozen=True, slots=True)
class _Chunk:
    kind: bytes
    body: memoryview
    whole: memoryview


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    height: int
    depth: int
    colour: int
    interlaced: bool

    def rows(self) -> Iterator[tuple[int, int]]:
        """Yield the bytes of a row and the number of rows, pass by pass, filter bytes included."""
        passes = _ADAM7 if self.interlaced else ((0, 0, 1, 1),)
        for left, top, across, down in passes:
            width = -(-(self.width - left) // across)
            height = -(-(self.height - top) // down)
            if width > 0 and height > 0:
                yield 1 + -(-width * self.depth * _SAMPLES[self.colour] // 8), height


def clean_avatar(data: bytes) -> tuple[bytes, str | None]:
    """Return the PNG `data` with nothing but its picture, and what it held beside that (else `None`).

    The size is read from the header before anything is inflated, and image data is inflated piece by
    piece, so a bomb costs no memory. Pillow must find nothing wrong with the result either.

    Raises:
        CartridgeError: it is not a PNG, too large, or damaged.
    """
    if not data.startswith(SIGNATURE):
        raise CartridgeError("avatar.png is not a PNG image; save the picture as PNG")
    chunks, end = _chunks(data)
    header = _header(chunks)
    _check_order(chunks, header)
    kept, odd = _without_luggage(chunks, header)
    surplus = _surplus_of_image_data(chunks, header)
    if surplus:
        odd.append("data behind the image")
        kept = _shortened(kept, surplus)
    if end < len(data):
        odd.append(f"{limits.in_words(len(data) - end)} behind its end")
    cleaned = data if not odd else SIGNATURE + b"".join(kept)
    _check_with_pillow(cleaned)
    return cleaned, f"held {_listed(odd)}" if odd else None


def _chunks(data: bytes) -> tuple[list[_Chunk], int]:
    """Return the chunks up to and with IEND, and where they end."""
    view, at = memoryview(data), len(SIGNATURE)
    found: list[_Chunk] = []
    while True:
        if at + 12 > len(data):
            raise _damaged(f"it ends at byte {len(data)}, before its IEND chunk")
        size, kind = struct.unpack_from(">L4s", data, at)
        stop = at + 12 + size
        if not found and (kind != b"IHDR" or size != _HEADER.size):
            raise _damaged("it does not begin with its header")
        if not kind.isalpha() or stop > len(data):
            raise _damaged(f"the chunk at byte {at} does not fit into it")
        if zlib.crc32(view[at + 4 : stop - 4]) != int.from_bytes(view[stop - 4 : stop], "big"):
            raise _damaged(f"the checksum of the chunk {kind.decode()} at byte {at} is wrong")
        if len(found) == _MOST_CHUNKS:
            raise _damaged(f"it has more than {_MOST_CHUNKS} chunks")
        found.append(_Chunk(kind, view[at + 8 : stop - 4], view[at:stop]))
        at = stop
        if kind == b"IEND":
            return found, at


def _header(chunks: Sequence[_Chunk]) -> _Header:
    width, height, depth, colour, compression, filtering, interlace = _HEADER.unpack(chunks[0].body)
    if not 0 < width <= limits.AVATAR_SIDE or not 0 < height <= limits.AVATAR_SIDE:
        raise CartridgeError(
            f"avatar.png is {width} × {height} pixels, where each side may have 1 to {limits.AVATAR_SIDE}; "
            "scale it down"
        )
    if depth not in _DEPTHS.get(colour, ()) or compression or filtering or interlace > 1:
        raise _damaged("its header names a kind of PNG that does not exist")
    return _Header(width, height, depth, colour, interlace == 1)


def _check_order(chunks: Sequence[_Chunk], header: _Header) -> None:
    kinds = [chunk.kind for chunk in chunks]
    for kind in kinds:
        if kind[:1].isupper() and kind not in _KEPT:
            raise _damaged(f"it needs the unknown chunk {kind.decode()}")
    if b"IDAT" not in kinds or kinds.count(b"IHDR") != 1 or chunks[-1].body:
        raise _damaged("it holds no image" if b"IDAT" not in kinds else "its chunks are out of order")
    first, count = kinds.index(b"IDAT"), kinds.count(b"IDAT")
    palettes = [chunk for chunk in chunks[:first] if chunk.kind == b"PLTE"]
    if (
        kinds[first : first + count] != [b"IDAT"] * count
        or kinds.count(b"PLTE") != len(palettes)
        or len(palettes) > (header.colour in (2, 3, 6))
        or (header.colour == 3 and not palettes)
    ):
        raise _damaged("its chunks are out of order")
    if palettes and (len(palettes[0].body) % 3 or not 3 <= len(palettes[0].body) <= 768):
        raise _damaged("its palette has a wrong size")


def _without_luggage(chunks: Sequence[_Chunk], header: _Header) -> tuple[list[memoryview], list[str]]:
    """Return the chunks that make the picture, and the kinds of the others."""
    kept: list[memoryview] = []
    dropped: list[str] = []
    seen: set[bytes] = set()
    palette = 0
    for chunk in chunks:
        kind, size = chunk.kind, len(chunk.body)
        if kind == b"PLTE":
            palette = size // 3
        fits = kind in _KEPT and size == _KEPT_SIZES.get(kind, size)
        if kind == b"tRNS":
            fits = size == {0: 2, 2: 6}.get(header.colour, -1) or (header.colour == 3 and 0 < size <= palette)
        if kind in (b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"tRNS"):
            fits = fits and kind not in seen and b"IDAT" not in seen
        seen.add(kind)
        if fits:
            kept.append(chunk.whole)
        elif kind.decode() not in dropped:
            dropped.append(kind.decode())
    if len(dropped) > 5:
        dropped[4:] = ["others"]
    return kept, [f"{_listed(dropped)} chunks"] if dropped else []


def _surplus_of_image_data(chunks: Sequence[_Chunk], header: _Header) -> int:
    """Inflate the image data row by row; return how many bytes lie behind the compressed stream."""
    inflater = zlib.decompressobj()
    rows = _Rows(header)
    surplus = 0
    for packed in _pieces(chunks):
        if inflater.eof:
            surplus += len(packed)
            continue
        rest: memoryview | bytes = packed
        while True:
            try:
                content = inflater.decompress(rest, _PIECE)
            except zlib.error:
                raise _damaged("its image data cannot be inflated") from None
            rows.take(content)
            rest = inflater.unconsumed_tail
            if inflater.eof or (not rest and len(content) < _PIECE):
                break
        surplus += len(inflater.unused_data)
    if not inflater.eof or not rows.done:
        raise _damaged("its image data is cut short")
    return surplus


def _pieces(chunks: Sequence[_Chunk]) -> Iterator[memoryview]:
    for chunk in chunks:
        if chunk.kind == b"IDAT":
            for at in range(0, len(chunk.body), _PIECE):
                yield chunk.body[at : at + _PIECE]


class _Rows:
    """Follows inflated image data: every row begins with a known filter, and there are no rows too many."""

    def __init__(self, header: _Header) -> None:
        self._passes = header.rows()
        self._row, self._left = next(self._passes)
        self._into = 0
        self.done = False

    def take(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            if self.done:
                raise _damaged("its image data is longer than the picture")
            if self._into == 0 and data[at] > 4:
                raise _damaged(f"a row of its image data has the unknown filter {data[at]}")
            step = min(self._row - self._into, len(data) - at)
            at += step
            self._into += step
            if self._into == self._row:
                self._into, self._left = 0, self._left - 1
                if not self._left:
                    self._row, self._left = next(self._passes, (0, 0))
                    self.done = self._row == 0


def _shortened(kept: Sequence[memoryview], surplus: int) -> list[memoryview]:
    """Return the chunks with `surplus` bytes cut from the end of the image data."""
    found: list[memoryview] = []
    for whole in reversed(kept):
        if bytes(whole[4:8]) == b"IDAT" and surplus:
            size = len(whole) - 12
            cut = min(size, surplus)
            surplus -= cut
            if cut == size:
                continue
            body = bytes(whole[4 : 8 + size - cut])
            whole = memoryview(struct.pack(">L", size - cut) + body + struct.pack(">L", zlib.crc32(body)))
        found.append(whole)
    return found[::-1]


def _check_with_pillow(data: bytes) -> None:
    import io

    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            image.verify()
    except Exception as error:  # Pillow raises a dozen types; each of them means that it cannot be shown
        raise _damaged("Pillow cannot read it") from error


def _damaged(what: str) -> CartridgeError:
    return CartridgeError(f"avatar.png is damaged: {what}; save the picture again as PNG")


def _listed(words: Sequence[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]
