"""The avatar: a picture and nothing else, kept byte for byte, cleaned or refused."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib

import pytest
from archives.refusing import read, read_or_told, refusal
from archives.sample import chunk, pillow_png, png, stored_zlib
from archives.zipcraft import Part, archive
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import whetstone


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_clean_avatar_is_kept_byte_for_byte(mode: str) -> None:
    picture = pillow_png(mode)
    assert read({"avatar.png": picture}).files["avatar.png"] == picture


def interlaced(*, rows: int | None = None) -> bytes:
    """Return a grey 8×8 PNG in Adam7 order, with `rows` more or fewer than it needs."""
    sizes = ((1, 1), (1, 1), (2, 1), (2, 2), (4, 2), (4, 4), (8, 4))
    data = b"".join((b"\0" + bytes(range(width))) * height for width, height in sizes)
    header = chunk(b"IHDR", struct.pack(">2L5B", 8, 8, 8, 0, 0, 0, 1))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", stored_zlib(data[:rows])) + chunk(b"IEND", b"")


def test_an_interlaced_avatar_is_kept() -> None:
    assert read({"avatar.png": interlaced()}).files["avatar.png"] == interlaced()
    assert "image data is cut short" in refusal({"avatar.png": interlaced(rows=-1)})


LUGGAGE = {
    "tEXt": png(8, 8, chunk(b"tEXt", b"Comment\0my home address")),
    "zTXt": png(8, 8, chunk(b"zTXt", b"bomb\0\0" + zlib.compress(bytes(50_000_000), 9))),
    "iTXt": png(8, 8, chunk(b"iTXt", b"prompt\0\0\0\0\0a secret")),
    "eXIf": png(8, 8, chunk(b"eXIf", b"MM\0*\0\0\0\x08\0\0")),
    "iCCP": png(8, 8, chunk(b"iCCP", b"bomb\0\0" + zlib.compress(bytes(50_000_000), 9))),
    "tIME": png(8, 8, chunk(b"tIME", bytes(7))),
    "acTL": png(8, 8, chunk(b"acTL", struct.pack(">2L", 1, 0)), chunk(b"fcTL", bytes(26))),
    "caBX": png(8, 8, chunk(b"caBX", b"who made this")),
    "behind its end": png(after=archive([Part(b"evil.txt", b"a zip behind a picture")])),
    "24 bytes behind its end": png(after=bytes(24)),
}


@pytest.mark.parametrize("what", LUGGAGE)
def test_what_an_avatar_holds_beside_its_picture_is_cut_out_and_said_so(what: str) -> None:
    tracemalloc.start()
    try:
        cartridge = read({"avatar.png": LUGGAGE[what]})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert cartridge.files["avatar.png"] == png()
    [note] = cartridge.notes
    assert what in note
    assert "every pixel is as it was" in note
    assert peak < 2 << 20
    again = whetstone.read_files(cartridge.files, stem="plato")
    assert (again.notes, again.content_hash) == ((), cartridge.content_hash)


def test_data_hidden_behind_the_image_data_is_cut_out() -> None:
    clean = png()
    at = clean.index(b"IDAT") - 4
    size = struct.unpack_from(">L", clean, at)[0]
    packed = clean[at + 8 : at + 8 + size]
    end = clean[at + 12 + size :]
    hidden = clean[:at] + chunk(b"IDAT", packed + b"secret") + chunk(b"IDAT", b"more") + end
    cartridge = read({"avatar.png": hidden})
    assert cartridge.files["avatar.png"] == clean
    assert "data behind the image" in cartridge.notes[0]
    split = clean[:at] + chunk(b"IDAT", packed[:9]) + chunk(b"IDAT", b"") + chunk(b"IDAT", packed[9:]) + end
    assert read({"avatar.png": split}).notes == ()


def test_a_signed_cartridge_is_refused_rather_than_changed() -> None:
    sentence = refusal({"avatar.png": LUGGAGE["tEXt"], "signature.json": b"{}"})
    assert "tEXt" in sentence
    assert "signed" in sentence
    assert read({"avatar.png": png(), "signature.json": b"{}"}).notes == ()


def header(width: int, height: int, *kind: int) -> bytes:
    depth, colour, compression, filtering, interlace = kind or (8, 2, 0, 0, 0)
    body = struct.pack(">2L5B", width, height, depth, colour, compression, filtering, interlace)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", body)


def _image(rows: bytes) -> bytes:
    return chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def _row(size: int = 24, lead: int = 0) -> bytes:
    return bytes([lead]) + bytes(size)


BAD_AVATARS = {
    "not a PNG": (b"GIF89a" + bytes(40), "avatar.png is not a PNG image"),
    "a JPEG": (b"\xff\xd8\xff\xe0" + bytes(40), "is not a PNG image"),
    "empty": (b"", "is not a PNG image"),
    "the signature alone": (b"\x89PNG\r\n\x1a\n", "ends at byte 8"),
    "huge": (header(60_000, 60_000) + _image(b""), "is 60000 × 60000 pixels"),
    "wide": (header(4_097, 1) + _image(_row(4_097 * 3)), "is 4097 × 1 pixels"),
    "of no height": (header(8, 0) + _image(b""), "is 8 × 0 pixels"),
    "absurd": (header(2**32 - 1, 2**32 - 1) + _image(b""), "pixels"),
    "depth 3": (header(8, 8, 3, 2, 0, 0, 0) + _image(_row() * 8), "a kind of PNG that does not exist"),
    "colour 5": (header(8, 8, 8, 5, 0, 0, 0) + _image(_row() * 8), "a kind of PNG that does not exist"),
    "compression 1": (header(8, 8, 8, 2, 1, 0, 0) + _image(_row() * 8), "does not exist"),
    "interlace 2": (header(8, 8, 8, 2, 0, 0, 2) + _image(_row() * 8), "does not exist"),
    "no image": (header(8, 8) + chunk(b"IEND", b""), "it holds no image"),
    "no end": (png()[:-12], "before its IEND chunk"),
    "cut short": (png()[:60], "does not fit"),
    "a wrong checksum": (png()[:48] + b"\xff" + png()[49:], "checksum of the chunk IDAT at byte 33 is wrong"),
    "an image cut short": (header(8, 8) + _image(_row() * 7), "image data is cut short"),
    "an image too long": (header(8, 8) + _image(_row() * 9), "longer than the picture"),
    "an image bomb": (header(8, 8) + _image(bytes(100_000_000)), "longer than the picture"),
    "no zlib data": (header(8, 8) + chunk(b"IDAT", b"nonsense") + chunk(b"IEND", b""), "cannot be inflated"),
    "an unknown filter": (header(8, 8) + _image(_row() * 7 + _row(lead=5)), "unknown filter 5"),
    "no palette": (header(8, 8, 8, 3, 0, 0, 0) + _image(_row(8) * 8), "out of order"),
    "an odd palette": (header(8, 8, 8, 3, 0, 0, 0) + chunk(b"PLTE", b"ab") + _image(_row(8) * 8), "palette"),
    "a palette on grey": (
        header(8, 8, 8, 0, 0, 0, 0) + chunk(b"PLTE", b"abc") + _image(_row(8) * 8), "out of order",
    ),
    "two headers": (header(8, 8) + header(8, 8)[8:] + _image(_row() * 8), "out of order"),
    "an end with content": (png()[:-12] + chunk(b"IEND", b"x"), "out of order"),
    "an unknown critical chunk": (png(8, 8, chunk(b"ABCD", b"")), "needs the unknown chunk ABCD"),
    "a chunk name of symbols": (png(8, 8, chunk(b"a\x1b[m", b"")), "does not fit"),
    "image data in two places": (
        header(8, 8) + chunk(b"IDAT", b"x") + chunk(b"tEXt", b"") + _image(_row() * 8), "out of order",
    ),
    "a million chunks": (png(8, 8, *[chunk(b"teST", b"")] * 20_000), "more than 16384 chunks"),
    "too large": (png() + bytes(8 << 20), "avatar.png is larger than 8 MiB"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_AVATARS)
def test_a_bad_avatar_is_refused_in_little_memory(what: str) -> None:
    data, words = BAD_AVATARS[what]
    tracemalloc.start()
    try:
        sentence = refusal({"avatar.png": data})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert words in sentence
    assert peak < 12 << 20


KINDS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def image_rows(width: int, height: int, depth: int, colour: int, interlace: int, filters: list[int]) -> bytes:
    """Return the image data of a black picture, with these filters in turn."""
    bits = depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    rows = []
    for left, top, across, down in PASSES if interlace else ((0, 0, 1, 1),):
        columns = len(range(left, width, across))
        for _ in range(top, height, down) if columns else ():
            rows.append(bytes([filters[len(rows) % len(filters)]]) + bytes((columns * bits + 7) // 8))
    return b"".join(rows)


@settings(max_examples=300, deadline=None)
@given(
    width=st.integers(1, 19),
    height=st.integers(1, 19),
    depth=st.sampled_from([1, 2, 4, 8, 16]),
    colour=st.sampled_from(sorted(KINDS)),
    interlace=st.integers(0, 1),
    filters=st.lists(st.integers(0, 4), min_size=1, max_size=5),
    off=st.sampled_from([0, 0, 0, 1, -1]),
    cut=st.integers(1, 40),
)
def test_a_png_of_any_kind_is_read_if_its_data_fits_its_header_and_then_pillow_shows_it(
    width: int, height: int, depth: int, colour: int, interlace: int, filters: list[int], off: int, cut: int
) -> None:
    rows = image_rows(width, height, depth, colour, interlace, filters)
    rows = rows + b"\0" if off > 0 else rows[: len(rows) + off]
    packed = zlib.compress(rows)
    palette = chunk(b"PLTE", bytes(3 << min(depth, 8))) if colour == 3 else b""
    image = chunk(b"IDAT", packed[:cut]) + chunk(b"IDAT", packed[cut:]) + chunk(b"IEND", b"")
    picture = header(width, height, depth, colour, 0, 0, interlace) + palette + image
    cartridge = read_or_told("avatar.png", {"avatar.png": picture})
    assert (cartridge is not None) == (depth in KINDS[colour] and off == 0)
    if cartridge is not None:
        assert cartridge.files["avatar.png"] == picture
        assert pillow_shows(picture) == (width, height)


def pillow_shows(picture: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(picture), formats=["PNG"]) as image:
        image.load()
        return image.size


@settings(max_examples=300, deadline=None)
@given(at=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255), cut=st.booleans())
def test_a_changed_avatar_is_cleaned_or_refused(at: float, flip: int, cut: bool) -> None:
    data = bytearray(png(8, 8, chunk(b"tEXt", b"Comment\0hello"), chunk(b"gAMA", bytes([0, 1, 0, 0]))))
    place = int(at * len(data))
    data[place] ^= flip
    cartridge = read_or_told("avatar.png", {"avatar.png": bytes(data[:place] if cut else data)})
    if cartridge is not None:
        assert b"hello" not in cartridge.files["avatar.png"]
        assert pillow_shows(cartridge.files["avatar.png"])
