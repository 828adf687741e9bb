"""Extra fields of zip headers: the two that change what an entry is, and the ones that are passed over.

Layouts follow APPNOTE.TXT 6.3.10: 4.5.1 (records), 4.5.3 (zip64), 4.6.9 (Info-ZIP's Unicode path).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence

from whetstone.plugins.zip_cartridge.wording import damaged, unsupported

ZIP64 = 0x0001
UNICODE_PATH = 0x7075
_ENCRYPTION = (0x0014, 0x0015, 0x0016, 0x0017, 0x0019, 0x9901)


def parse(block: bytes, where: str) -> Mapping[int, bytes]:
    """Return the records of the extra field `block` by id; `where` names the header in an error.

    Raises:
        CartridgeError: they do not fill the block, a record that matters is there twice, or one belongs
            to encryption.
    """
    found: dict[int, bytes] = {}
    at = 0
    while at < len(block):
        if at + 4 > len(block):
            raise damaged(f"{where} has an extra field that is cut short")
        kind, size = struct.unpack_from("<2H", block, at)
        at += 4
        if at + size > len(block):
            raise damaged(f"{where} has an extra field that is cut short")
        if kind in found and kind in (ZIP64, UNICODE_PATH):
            raise damaged(f"{where} has the extra field 0x{kind:04x} twice")
        if kind in _ENCRYPTION:
            raise unsupported("is encrypted or signed in a way of its own")
        found[kind] = block[at : at + size]
        at += size
    return found


def widen(values: Sequence[int], record: bytes | None, where: str) -> Sequence[int]:
    """Return header fields with those that point to the zip64 `record` replaced by its values.

    `values` are the header's size, compressed size and, in the directory, offset and disk. The record
    holds the ones that are all ones, in this order, or all from the first on, agreeing with the header.

    Raises:
        CartridgeError: it holds anything else.
    """
    wide = [number == (0xFFFF if index == 3 else 0xFFFFFFFF) for index, number in enumerate(values)]
    if record is None:
        if any(wide):
            raise damaged(f"{where} points to a zip64 field that is missing")
        return values
    places = [index for index, pointing in enumerate(wide) if pointing]
    if len(record) != _length(places):
        places = [index for index in range(len(values)) if _length(range(index + 1)) <= len(record)]
    if len(record) != _length(places) or not all(index in places for index, w in enumerate(wide) if w):
        raise damaged(f"{where} has a zip64 field of the wrong length")
    found = list(values)
    numbers = struct.unpack("<" + "".join("L" if index == 3 else "Q" for index in places), record)
    for index, number in zip(places, numbers, strict=True):
        if not wide[index] and number != values[index]:
            raise damaged(f"{where} and its zip64 field disagree ({values[index]} and {number})")
        found[index] = number
    return found


def unicode_path(record: bytes, name: bytes, where: str) -> str:
    """Return the path in Info-ZIP's Unicode path `record`, which must belong to the header's `name`.

    Raises:
        CartridgeError: it is of another version, made for another name, or not UTF-8.
    """
    if len(record) < 5 or record[0] != 1:
        raise damaged(f"{where} has a Unicode path field of an unknown kind")
    if int.from_bytes(record[1:5], "little") != zlib.crc32(name):
        raise damaged(f"{where} has a Unicode path field that was made for another name")
    try:
        return record[5:].decode()
    except UnicodeDecodeError:
        raise damaged(f"{where} has a Unicode path field that is not UTF-8") from None


def _length(places: Sequence[int] | range) -> int:
    return sum(4 if index == 3 else 8 for index in places)
