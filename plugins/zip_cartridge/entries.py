"""The entries of a zip archive: directory and local headers agree, and together they tile the file.

Layouts follow APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.9 (data descriptor) and 4.3.12
(directory).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whetstone.core.checks.wording import shown
from whetstone.plugins.zip_cartridge import extra_fields
from whetstone.plugins.zip_cartridge.end_record import Directory
from whetstone.plugins.zip_cartridge.wording import damaged, unsupported

UTF8_FLAG = 1 << 11
_DESCRIPTOR_FLAG = 1 << 3
_ENCRYPTED_FLAGS = 1 << 0 | 1 << 6 | 1 << 13
_KNOWN_FLAGS = UTF8_FLAG | _DESCRIPTOR_FLAG | 0b110  # the last two tell how hard deflate tried
STORED, DEFLATED = 0, 8
_METHODS = {
    1: "Shrink", 6: "Implode", 9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ",
    98: "PPMd", 99: "AES encryption",
}  # fmt: skip
_NEWEST_FEATURES = 45  # zip64
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as both its headers tell it. `data` is where its content begins, `offset` where it does.

    `path` is the Unicode path of an extra field, where there is one; `host` the system that wrote it.
    """

    name: bytes
    flags: int
    method: int
    crc: int
    compressed: int
    size: int
    host: int
    attributes: int
    offset: int
    data: int
    path: str | None


def read_entries(data: bytes, directory: Directory) -> list[Entry]:
    """Return the entries of the archive `data`, in the directory's order.

    Raises:
        CartridgeError: a header is broken or uses what a cartridge may not, two headers of an entry
            disagree, or there is a gap or an overlap.
    """
    entries: list[Entry] = []
    at = directory.start
    for number in range(1, directory.count + 1):
        entry, at = _read_entry(data, at, directory.end, f"entry {number}")
        entries.append(entry)
    if at != directory.end:
        raise damaged(f"its directory has {directory.end - at} bytes more than its {len(entries)} entries")
    _check_tiling(data, entries, directory.start)
    if any(entry.path is not None for entry in entries) and any(e.flags & _DESCRIPTOR_FLAG for e in entries):
        raise unsupported("has both Unicode path fields and data descriptors, which unzip takes for a bomb")
    return entries


def _read_entry(data: bytes, at: int, end: int, where: str) -> tuple[Entry, int]:
    if at + _CENTRAL.size > end or not data.startswith(b"PK\x01\x02", at):
        raise damaged(f"its directory has no {where} at byte {at}")
    (_, made_by, needs, flags, method, _, _, crc, compressed, size, name_size, extra_size, comment_size,
     disk, _, attributes, offset) = _CENTRAL.unpack_from(data, at)  # fmt: skip
    at += _CENTRAL.size
    if at + name_size + extra_size + comment_size > end:
        raise damaged(f"{where} of its directory goes beyond the directory")
    name = data[at : at + name_size]
    where = f"{where} ({shown(name.decode('utf-8', 'replace'), 40)})"
    extra = extra_fields.parse(data[at + name_size : at + name_size + extra_size], where)
    _check_features(needs, flags, method, where)
    size, compressed, offset, disk = extra_fields.widen(
        (size, compressed, offset, disk), extra.get(extra_fields.ZIP64), where
    )
    if disk:
        raise unsupported("is one part of several")
    if method == STORED and size != compressed:
        raise damaged(f"{where} is stored as it is, but its two sizes differ")
    common = (name, flags, method, crc, compressed, size)
    start, local_extra = _read_local(data, offset, common, where)
    path = _unicode_path(extra, local_extra, name, where)
    entry = Entry(*common, made_by >> 8, attributes, offset, start, path)
    return entry, at + name_size + extra_size + comment_size


def _check_features(needs: int, flags: int, method: int, where: str) -> None:
    if flags & _ENCRYPTED_FLAGS:
        raise unsupported("is encrypted")
    if method not in (STORED, DEFLATED):
        known = _METHODS.get(method, f"number {method}")
        raise unsupported(f"is compressed with a method other than deflate ({known}), see {where}")
    if flags & ~_KNOWN_FLAGS or needs > _NEWEST_FEATURES:
        raise unsupported(
            f"asks for features that a cartridge may not use (flags 0x{flags:04x}), see {where}"
        )


def _read_local(
    data: bytes, at: int, common: tuple[bytes, int, int, int, int, int], where: str
) -> tuple[int, Mapping[int, bytes]]:
    """Hold the local header at byte `at` to the directory; return where the content begins."""
    if at + _LOCAL.size > len(data) or not data.startswith(b"PK\x03\x04", at):
        raise damaged(f"{where} has no local header at byte {at}")
    _, needs, flags, method, _, _, crc, compressed, size, name_size, extra_size = _LOCAL.unpack_from(data, at)
    at += _LOCAL.size
    start = at + name_size + extra_size
    name = data[at : at + name_size]
    extra = extra_fields.parse(data[at + name_size : start], where)
    size, compressed = extra_fields.widen((size, compressed), extra.get(extra_fields.ZIP64), where)
    if (name, flags, method) != common[:3] or needs > _NEWEST_FEATURES:
        raise damaged(f"the two headers of {where} disagree in name, flags or method")
    for found, told in zip((crc, compressed, size), common[3:], strict=True):
        if found != told and not (flags & _DESCRIPTOR_FLAG and found == 0):
            raise damaged(f"the two headers of {where} disagree in sizes or checksum")
    return start, extra


def _unicode_path(
    central: Mapping[int, bytes], local: Mapping[int, bytes], name: bytes, where: str
) -> str | None:
    """Return the Unicode path, which the directory must have where the local header has one.

    Info-ZIP's `unzip` goes by the directory's alone.
    """
    told, again = central.get(extra_fields.UNICODE_PATH), local.get(extra_fields.UNICODE_PATH)
    if again not in (None, told):
        raise damaged(f"the two headers of {where} disagree in their Unicode path")
    if told is None:
        return None
    return extra_fields.unicode_path(told, name, where)


def _check_tiling(data: bytes, entries: Sequence[Entry], end: int) -> None:
    """Hold the entries to lie one after another, from the first byte up to the directory."""
    ordered = sorted(entries, key=lambda entry: entry.offset)
    starts = [entry.offset for entry in ordered] + [end]
    if starts[0]:
        raise damaged(f"{starts[0]} bytes before its first entry belong to nothing")
    for entry, following in zip(ordered, starts[1:], strict=True):
        stop = entry.data + entry.compressed
        where = shown(entry.name.decode("utf-8", "replace"), 40)
        if stop > following:
            raise damaged(
                f"the entry {where} at byte {entry.offset} overlaps what follows at byte {following}"
            )
        if entry.flags & _DESCRIPTOR_FLAG:
            if data[stop:following] not in _descriptors(entry):
                raise damaged(f"the data descriptor of {where} at byte {stop} disagrees with the directory")
        elif stop != following:
            raise damaged(f"{following - stop} bytes after the entry {where} belong to nothing")


def _descriptors(entry: Entry) -> tuple[bytes, ...]:
    """Return the four forms of an entry's data descriptor: with and without signature, 32 and 64 bits."""
    narrow = struct.pack("<3L", entry.crc, entry.compressed, entry.size)
    wide = struct.pack("<L2Q", entry.crc, entry.compressed, entry.size)
    return narrow, b"PK\x07\x08" + narrow, wide, b"PK\x07\x08" + wide
