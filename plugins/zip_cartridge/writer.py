"""Writes a zip archive whose bytes depend on nothing but its content."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_MADE_BY_UNIX = 3 << 8 | _VERSION
_UTF8 = 1 << 11
_STORED = 0
_MIDNIGHT, _FIRST_OF_1980 = 0, 1 << 5 | 1
_REGULAR_FILE = 0o100644 << 16


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """Return `files` as a zip archive: `metadata.json` first, then by name as UTF-8 bytes.

    Nothing is compressed: what deflate makes of a file differs between builds of zlib, and a cartridge
    is to have the same bytes wherever it is written. Times are 1980-01-01 00:00, permissions 0644.
    The layout is that of APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
    """
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for path in sorted(files, key=lambda path: (path != "metadata.json", path.encode())):
        data, name = files[path], path.encode()
        shared = (
            _VERSION,
            0 if path.isascii() else _UTF8,
            _STORED,
            _MIDNIGHT,
            _FIRST_OF_1980,
            zlib.crc32(data),
            len(data),
            len(data),
            len(name),
        )
        local = _LOCAL.pack(b"PK\x03\x04", *shared, 0) + name
        central = _CENTRAL.pack(b"PK\x01\x02", _MADE_BY_UNIX, *shared, 0, 0, 0, 0, _REGULAR_FILE, offset)
        pieces += (local, data)
        directory.append(central + name)
        offset += len(local) + len(data)
    size = sum(map(len, directory))
    end = _END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), size, offset, 0)
    return b"".join((*pieces, *directory, end))
