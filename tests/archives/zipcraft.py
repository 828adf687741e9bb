"""Builds zip archives field by field, so that any field can be told wrong."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

STORED, DEFLATED = 0, 8
DESCRIPTOR, UTF8 = 1 << 3, 1 << 11
UNIX, DOS = 3 << 8, 0


def deflated(content: bytes, level: int = 6) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def extra(kind: int, body: bytes) -> bytes:
    return struct.pack("<2H", kind, len(body)) + body


@dataclass(frozen=True)
class Part:
    """One entry. `local` and `central` replace fields in one header only; `both` in both.

    The fields: signature, made_by (central), needs, flags, method, time, date, crc, compressed, size,
    name, extra, comment (central), disk (central), internal (central), attributes (central), offset
    (central). `packed` is the content as it lies in the archive, `after` what follows it (the descriptor).
    One that is not `listed` has no directory header, one that is not `written` has nothing else.
    """

    name: bytes
    content: bytes = b""
    method: int = DEFLATED
    packed: bytes | None = None
    after: bytes = b""
    before: bytes = b""
    both: Mapping[str, Any] = field(default_factory=dict)
    local: Mapping[str, Any] = field(default_factory=dict)
    central: Mapping[str, Any] = field(default_factory=dict)
    listed: bool = True
    written: bool = True

    def but(self, **changes: Any) -> Part:
        return replace(self, **changes)

    def lying(self, where: str, **fields: Any) -> Part:
        return replace(self, **{where: {**getattr(self, where), **fields}})

    def body(self) -> bytes:
        if self.packed is not None:
            return self.packed
        return deflated(self.content) if self.method == DEFLATED else self.content

    def fields(self) -> dict[str, Any]:
        return {
            "made_by": UNIX | 20, "needs": 20, "flags": 0 if self.name.isascii() else UTF8,
            "method": self.method, "time": 0x6C32, "date": 0x58A5, "crc": zlib.crc32(self.content),
            "compressed": len(self.body()), "size": len(self.content), "name": self.name, "extra": b"",
            "comment": b"", "disk": 0, "internal": 0,
            "attributes": 0o40755 << 16 | 0x10 if self.name.endswith(b"/") else 0o100644 << 16,
            **self.both,
        }  # fmt: skip


def descriptor(part: Part, *, signed: bool = True, wide: bool = False, **lies: int) -> bytes:
    told = {**part.fields(), **lies}
    numbers = struct.pack("<L2Q" if wide else "<3L", told["crc"], told["compressed"], told["size"])
    return (b"PK\x07\x08" if signed else b"") + numbers


def streamed(part: Part, *, signed: bool = True, wide: bool = False, **local: Any) -> Part:
    """Return `part` as a writer makes it that cannot go back: sizes after the content."""
    flags = part.fields()["flags"] | DESCRIPTOR
    described = part.lying("both", flags=flags).lying("local", crc=0, compressed=0, size=0, **local)
    return described.but(after=descriptor(part, signed=signed, wide=wide))


def local_header(part: Part) -> bytes:
    f = {"signature": b"PK\x03\x04", **part.fields(), **part.local}
    return (
        struct.pack(
            "<4s5H3L2H", f["signature"], f["needs"], f["flags"], f["method"], f["time"], f["date"], f["crc"],
            f["compressed"], f["size"], f.get("name_size", len(f["name"])),
            f.get("extra_size", len(f["extra"])),
        )
        + f["name"]
        + f["extra"]
    )  # fmt: skip


def central_header(part: Part, offset: int) -> bytes:
    f = {"signature": b"PK\x01\x02", "offset": offset, **part.fields(), **part.central}
    return (
        struct.pack(
            "<4s6H3L5H2L", f["signature"], f["made_by"], f["needs"], f["flags"], f["method"], f["time"],
            f["date"], f["crc"], f["compressed"], f["size"], f.get("name_size", len(f["name"])),
            f.get("extra_size", len(f["extra"])), f.get("comment_size", len(f["comment"])), f["disk"],
            f["internal"], f["attributes"], f["offset"],
        )
        + f["name"]
        + f["extra"]
        + f["comment"]
    )  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """Where everything lies in a built archive: byte offsets by name, in order."""

    data: bytes
    marks: tuple[tuple[str, int], ...]

    def at(self, name: str) -> int:
        return dict(self.marks)[name]


def layout(
    parts: Iterable[Part],
    *,
    comment: bytes = b"",
    prefix: bytes = b"",
    before_directory: bytes = b"",
    after_directory: bytes = b"",
    suffix: bytes = b"",
    wide: bool = False,
    directory_order: Any = None,
    adjust: int = 0,
    end: Mapping[str, Any] | None = None,
    end64: Mapping[str, Any] | None = None,
    locator64: Mapping[str, Any] | None = None,
) -> Layout:
    """Return an archive of `parts`; `adjust` is added to every offset, `end*` replace fields."""
    parts = list(parts)
    out = bytearray(prefix)
    marks: list[tuple[str, int]] = []
    offsets: list[int] = []
    for number, part in enumerate(parts):
        if not part.written:
            offsets.append(0)
            continue
        out += part.before
        offsets.append(len(out))
        marks.append((f"local {number}", len(out)))
        out += local_header(part)
        marks.append((f"content {number}", len(out)))
        out += part.body()
        marks.append((f"after {number}", len(out)))
        out += part.after
    out += before_directory
    start = len(out)
    listed = [number for number, part in enumerate(parts) if part.listed]
    for number in directory_order(listed) if directory_order else listed:
        marks.append((f"central {number}", len(out)))
        out += central_header(parts[number], offsets[number] + adjust)
    out += after_directory
    size = len(out) - start
    f = {
        "disk": 0,
        "start_disk": 0,
        "here": len(listed),
        "count": len(listed),
        "size": size,
        "start": start + adjust,
    }
    if wide:
        g = {"record_size": 44, "made_by": UNIX | 45, "needs": 45, **f, **(end64 or {})}
        at = len(out)
        marks.append(("end64", at))
        out += struct.pack(
            "<4sQ2H2L4Q", g.get("signature", b"PK\x06\x06"), g["record_size"], g["made_by"], g["needs"],
            g["disk"], g["start_disk"], g["here"], g["count"], g["size"], g["start"],
        )  # fmt: skip
        out += g.get("tail", b"")
        h = {"signature": b"PK\x06\x07", "disk": 0, "at": at, "disks": 1, **(locator64 or {})}
        marks.append(("locator64", len(out)))
        out += struct.pack("<4sLQL", h["signature"], h["disk"], h["at"], h["disks"])
        f = {
            "disk": 0,
            "start_disk": 0,
            "here": 0xFFFF,
            "count": 0xFFFF,
            "size": 0xFFFFFFFF,
            "start": 0xFFFFFFFF,
        }
    f = {"signature": b"PK\x05\x06", "comment_size": len(comment), **f, **(end or {})}
    marks.append(("end", len(out)))
    out += struct.pack(
        "<4s4H2LH", f["signature"], f["disk"], f["start_disk"], f["here"], f["count"], f["size"], f["start"],
        f["comment_size"],
    )  # fmt: skip
    marks.append(("comment", len(out)))
    return Layout(bytes(out + comment + suffix), tuple(marks))


def archive(parts: Iterable[Part], **options: Any) -> bytes:
    return layout(parts, **options).data


def wide_sizes(part: Part, *, central: bool = True) -> Part:
    """Return `part` with its sizes in zip64 extra fields."""
    told = part.fields()
    body = extra(0x0001, struct.pack("<2Q", told["size"], told["compressed"]))
    lies = {"size": 0xFFFFFFFF, "compressed": 0xFFFFFFFF, "extra": told["extra"] + body, "needs": 45}
    wide = part.lying("local", **lies)
    return wide.lying("central", **lies) if central else wide
