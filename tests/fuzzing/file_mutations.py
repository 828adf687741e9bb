"""Changes to a file of a cartridge that keep it nearly right: JSON by its tokens, PNG by its chunks."""

from __future__ import annotations

import random
import re
import struct
import zlib
from collections.abc import Callable

from archives.sample import FULL, chunk, png

_BYTES = (b"\0", b"\r", b"\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\x1b", b"\x85", b"\xc2\x85")
_CHARACTERS = (
    "\u202e", "\u2066", "\U000e0041", "\ufdd0", "\ufffe", "\U0001f3f4\U000e0067\U000e007f", "\u0301", "\x7f",
    "\u2028", "\ufeff", "é", "漢", "\u200b", "\u00ad",
)  # fmt: skip
_TOKENS = (
    b"{", b"}", b"[", b"]", b",", b":", b'"', b"null", b"true", b"NaN", b"-Infinity", b"1e999", b"-0",
    b"1E-400", b"0.5", b"1" * 40, b"9" * 1001, b'"\\ud800"', b'"\\u0000"', b'"\\u202e"',
    b"[" * 70 + b"]" * 70, b'{"a":1,"a":2}', b'"version"', b'"author"', b'"source_hash"', b'"format"',
    b'"id"', b'"name"', b'"type"', b'"clone"', b'"tags"', b'"description"', b'"voice"', b'"weirdness"',
    b'"context_limits"', b'"prompt_tokens"', b'"greeting"', b'"examples"', b'{"user":"a","reply":"b"}',
    b'""', b'" "', b"\xef\xbb\xbf", b"/*", b"'", b"\\", b"{}", b"[]", b'"__proto__"', b'"model_config"',
    b'"model_fields"', b'"__class__"', b'"model_extra"', b'"copy"', b"2", b"1.0",
)  # fmt: skip
_SIZES = (0, 1, 4, 9, 32)
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+|\s+')
_KINDS = (
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"tEXt", b"zTXt",
    b"iTXt", b"iCCP", b"acTL", b"fcTL", b"fdAT", b"eXIf", b"tIME", b"bKGD", b"hIST", b"sBIT", b"sPLT",
    b"cICP", b"ABCD", b"aBcd", b"abCd",
)  # fmt: skip


def changed_bytes(data: bytes, rng: random.Random) -> bytes:
    """Return `data` with some bytes set, inserted, dropped or repeated."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        at, size = rng.randint(0, len(data)), rng.choice((1, 1, 2, 4, 16))
        piece = rng.choice(_BYTES) if rng.random() < 0.3 else rng.randbytes(size)
        data = rng.choice(
            (
                data[:at] + piece + data[at + len(piece) :],
                data[:at] + piece + data[at:],
                data[:at] + data[at + size :],
                data[: at + size] + data[at:],
                data[:at] + bytes(b ^ 1 << rng.randrange(8) for b in data[at : at + 1]) + data[at + 1 :],
            )
        )
    return data


def changed_file(name: bytes, data: bytes, rng: random.Random) -> bytes:
    """Return the content `data` of the file `name` with changes that such a file may have."""
    if rng.random() < 0.1:
        return rng.choice((b"", b"{}", b"a", bytes(rng.choice((10, 1000, 70_000))), data * 2))
    if name.endswith(b".json"):
        return changed_json(data, rng)
    if name.endswith(b".png"):
        return changed_png(data, rng)
    return changed_text(data, rng)


def changed_text(data: bytes, rng: random.Random) -> bytes:
    """Return text with characters put into it that are rarely seen."""
    if rng.random() < 0.4:
        return changed_bytes(data, rng)
    at = rng.randint(0, len(data))
    return data[:at] + rng.choice(_CHARACTERS).encode() + data[at:]


def changed_json(data: bytes, rng: random.Random) -> bytes:
    """Return JSON with tokens replaced, inserted, dropped, swapped or nested."""
    if rng.random() < 0.15:
        return changed_text(data, rng)
    tokens = _TOKEN.findall(data) or [b"{", b"}"]
    for _ in range(rng.choice((1, 1, 2, 3))):
        at, other = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        way = rng.randrange(5)
        if way == 0:
            tokens[at] = rng.choice(_TOKENS)
        elif way == 1:
            tokens[at:at] = [b",", rng.choice(_TOKENS), b":", rng.choice(_TOKENS)]
        elif way == 2 and len(tokens) > 2:
            del tokens[at]
        elif way == 3:
            tokens[at], tokens[other % len(tokens)] = tokens[other % len(tokens)], tokens[at]
        else:
            depth = rng.choice((1, 2, 63, 64, 65, 2000))
            tokens[at] = b'{"a":' * depth + tokens[at] + b"}" * depth
    return b"".join(tokens)


def changed_png(data: bytes, rng: random.Random) -> bytes:
    """Return a PNG with chunks changed, and their checksums right again."""
    chunks = _chunks_of(data) or _chunks_of(png())
    for _ in range(rng.choice((1, 1, 2, 3))):
        at = rng.randrange(len(chunks))
        kind, body = chunks[at]
        ways: tuple[Callable[[], object], ...] = (
            lambda at=at, body=body: chunks.__setitem__(at, (rng.choice(_KINDS), body)),
            lambda at=at, kind=kind, body=body: chunks.__setitem__(at, (kind, changed_bytes(body, rng))),
            lambda at=at: chunks.insert(at, (rng.choice(_KINDS), rng.randbytes(rng.choice(_SIZES)))),
            lambda at=at: chunks.insert(at, (b"zTXt", b"a\0\0" + zlib.compress(bytes(1 << 20)))),
            lambda: _change_header(chunks, rng),
            lambda: _change_image(chunks, rng),
            lambda at=at: chunks.append(chunks.pop(at)),
            lambda at=at: chunks.pop(at) if len(chunks) > 1 else None,
        )  # fmt: skip
        rng.choice(ways)()
    found = b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, body) for kind, body in chunks)
    return changed_bytes(found, rng) if rng.random() < 0.1 else found


def _chunks_of(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at + 12 <= len(data) and len(found) < 64:
        size, kind = struct.unpack_from(">L4s", data, at)
        found.append((kind, data[at + 8 : at + 8 + size]))
        at += 12 + size
    return found


def _change_header(chunks: list[tuple[bytes, bytes]], rng: random.Random) -> None:
    sides = (0, 1, 2, 7, 8, 9, 40, 4096, 4097, 0x7FFFFFFF, 0xFFFFFFFF)
    sizes = (rng.choice(sides), rng.choice(sides)) if rng.random() < 0.3 else (8, 8)
    rest = (rng.choice((1, 2, 4, 8, 16)), rng.choice((0, 2, 3, 4, 6)), 0, 0, rng.choice((0, 1)))
    chunks[0] = (b"IHDR", struct.pack(">2L5B", *sizes, *rest))


def _change_image(chunks: list[tuple[bytes, bytes]], rng: random.Random) -> None:
    """Make the image data what the header asks for, or a little more or less, in one chunk or several."""
    depth, colour = struct.unpack_from(">2B", chunks[0][1].ljust(13, b"\0"), 8)
    row = -(-8 * depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 1) // 8)
    rows = b"".join(bytes([rng.choice((0, 1, 2, 3, 4))]) + rng.randbytes(row) for _ in range(8))
    packed = zlib.compress(rows + bytes(rng.choice((0, 0, 0, 1, 100_000)))) + bytes(rng.choice((0, 0, 4)))
    cut = rng.randint(0, len(packed))
    kept = [(kind, body) for kind, body in chunks if kind not in (b"IDAT", b"PLTE")]
    palette = [(b"PLTE", rng.randbytes(rng.choice((3, 6, 7, 48))))] if colour == 3 else []
    kept[1:1] = [*palette, (b"IDAT", packed[:cut]), (b"IDAT", packed[cut:])]
    chunks[:] = kept


SEEDS = {name.encode(): content for name, content in FULL.items()}
"""The sample's files, as names and contents to begin with."""
