"""The end of a zip archive: where its directory lies, and that nothing lies beyond.

Layouts and names follow PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from whetstone.core.checks import limits
from whetstone.plugins.zip_cartridge.wording import damaged, unsupported

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_LONGEST_COMMENT = 0xFFFF


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the central directory lies: `count` entries from byte `start` up to byte `end`."""

    count: int
    start: int
    end: int


def find_directory(data: bytes) -> Directory:
    """Return where the central directory of the archive `data` lies.

    The end record, with its comment, must end the file. A zip64 end record and its locator must lie
    directly before it and say the same in every field that does not point to them.

    Raises:
        CartridgeError: there is no end record, or it does not hold together.
    """
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - _LONGEST_COMMENT))
    if at < 0 or at + _END.size > len(data):
        raise damaged("its end is missing")
    _, disk, directory_disk, here, count, size, start, comment = _END.unpack_from(data, at)
    if at + _END.size + comment != len(data):
        beyond = len(data) - at - _END.size - comment
        what = f"{beyond} bytes follow its end" if beyond > 0 else "the comment at its end is cut short"
        raise damaged(what)
    fields: tuple[int, ...] = (disk, directory_disk, here, count, size, start)
    end = at
    if at >= _LOCATOR64.size and data.startswith(b"PK\x06\x07", at - _LOCATOR64.size):
        end, fields = _wide_end(data, at - _LOCATOR64.size, fields)
    elif count == 0xFFFF or 0xFFFFFFFF in (size, start):
        raise damaged(f"its end record at byte {at} points to a zip64 end record that is missing")
    disk, directory_disk, here, count, size, start = fields
    if disk or directory_disk:
        raise unsupported("is one part of several")
    if here != count:
        raise damaged(f"its end record tells of {here} and of {count} entries")
    if count > limits.ENTRIES:
        raise unsupported(f"has {count} entries where {limits.ENTRIES} are the most")
    if start + size != end:
        raise damaged(f"its directory, of {size} bytes at byte {start}, does not end at byte {end}")
    return Directory(count, start, end)


def _wide_end(data: bytes, locator: int, narrow: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    """Return where the zip64 end record begins, and its fields in the order of the end record's."""
    _, disk, at, disks = _LOCATOR64.unpack_from(data, locator)
    if disk or disks != 1:
        raise unsupported("is one part of several")
    if at + _END64.size != locator or not data.startswith(b"PK\x06\x06", at):
        raise damaged(f"its zip64 locator at byte {locator} does not point to a zip64 end record before it")
    _, size, _, _, *fields = _END64.unpack_from(data, at)
    if size + 12 != _END64.size:
        raise damaged(f"its zip64 end record at byte {at} claims a length of {size + 12} bytes")
    limit_of = (0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    for value, wide, limit in zip(narrow, fields, limit_of, strict=True):
        if value not in (wide, limit):
            raise damaged(f"its end record and its zip64 end record disagree ({value} and {wide})")
    return at, tuple(fields)
