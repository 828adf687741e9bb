"""The cartridge that the archives of these tests hold, as plain files."""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Mapping

NAMES = ("metadata.json", "prompt.txt", "config.json")


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))


def png(width: int = 8, height: int = 8, *extra: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """Return a small truecolour PNG, with the chunks `extra` behind its header."""
    header = chunk(b"IHDR", struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0))
    rows = b"".join(b"\0" + bytes((30, 90, 160)) * width for _ in range(height))
    image = chunk(b"IDAT", stored_zlib(rows))
    return before + b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + image + chunk(b"IEND", b"") + after


def stored_zlib(data: bytes) -> bytes:
    """Return `data` as a zlib stream without compression: the same bytes whatever zlib is used."""
    blocks = [data[at : at + 0xFFFF] for at in range(0, len(data), 0xFFFF)] or [b""]
    packed = b"".join(
        struct.pack("<B2H", block is blocks[-1], len(block), len(block) ^ 0xFFFF) + block for block in blocks
    )
    return b"\x78\x01" + packed + struct.pack(">L", zlib.adler32(data))


def pillow_png(mode: str, size: tuple[int, int] = (40, 30)) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    noise = Image.effect_noise(size, 60)
    picture = noise.quantize(16) if mode == "P" else noise.convert(mode)
    picture.save(out, "PNG")
    return out.getvalue()


METADATA = {
    "version": "1.2.0",
    "author": "Ada Example",
    "source_hash": "sha256:" + "0" * 64,
    "name": "Plato",
    "tags": ["ancient", "dialogue"],
    "x-maker": {"tool": "by hand"},
}
CONFIG = {
    "voice": "dialectical, patient",
    "weirdness": 0.3,
    "context_limits": {"passages": 2},
    "x-mood": [1, 2],
}

MINIMAL: dict[str, bytes] = {
    "metadata.json": json.dumps(METADATA, indent=2).encode() + b"\n",
    "prompt.txt": b"You are Plato. Ask before you answer, and ask again after you have answered.\n" * 3,
    "config.json": json.dumps(CONFIG).encode(),
}
FULL: dict[str, bytes] = {
    **MINIMAL,
    "avatar.png": png(),
    "library/republic_excerpt.txt": b"The cave, Rep. 514a: what the prisoners take for things.\n" * 40,
    "library/república.txt": "\ufeffUn resumen breve.\r\nDos líneas.\r\n".encode(),
    "library/empty.txt": b"",
    "extra/notes/provenance.bin": bytes(range(256)) * 3,
}
"""What a maker would really pack: accents in a name, a BOM, CRLF, an empty text, a nested extra."""


def with_folders(files: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    """Return folders (a slash at the end) and files in walking order, a folder before what lies in it."""
    folders = {name[: at + 1] for name in files for at, letter in enumerate(name) if letter == "/"}
    return sorted([*((name, b"") for name in folders), *files.items()])
