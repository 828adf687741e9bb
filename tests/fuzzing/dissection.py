"""Takes any archive apart into the parts that `zipcraft` builds one from, its lies included."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from archives.zipcraft import DEFLATED, DESCRIPTOR, Part, descriptor, extra, layout

_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_END_FIELDS = ("disk", "start_disk", "here", "count", "size", "start")
_MOST_ENTRIES = 64
_MOST_CONTENT = 1 << 20


class Undissectable(ValueError):
    """These bytes have no directory that leads anywhere."""


@dataclass
class Pieces:
    """An archive as arguments of `zipcraft.layout`: its parts in the order they lie, and the rest."""

    parts: list[Part]
    order: list[int]
    options: dict[str, Any] = field(default_factory=dict)

    def built(self) -> bytes:
        """Return the archive, with every offset, size and checksum right that is not told as a lie."""
        kept = [number for number in self.order if number < len(self.parts)]
        listed = [n for n, part in enumerate(self.parts) if part.listed]
        order = [n for n in kept if n in listed] + [n for n in listed if n not in kept]
        return layout(self.parts, directory_order=lambda _: order, **self.options).data


def dissect(data: bytes) -> Pieces:
    """Return the archive `data` in pieces; built again as they are, they are `data`.

    Raises:
        Undissectable: it has no end record, or no header where that leads.
    """
    try:
        return _dissect(data)
    except (struct.error, IndexError, OverflowError) as error:
        raise Undissectable(str(error)) from None


def settled(part: Part) -> Part:
    """Return `part` with its descriptor and zip64 fields made anew, where it has them."""
    told = part.fields()
    if told["flags"] & DESCRIPTOR and part.after:
        signed, wide = part.after.startswith(b"PK\x07\x08"), len(part.after) in (20, 24)
        part = part.but(after=descriptor(part, signed=signed, wide=wide))
    for where in ("local", "central"):
        fields = {**told, **getattr(part, where)}
        block = b"".join(
            extra(kind, _wide(body, told) if kind == 1 else body) for kind, body in records(fields["extra"])
        )
        if block != fields["extra"]:
            part = part.lying(where, extra=block)
    return part


def records(block: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of an extra field, as far as they go."""
    at = 0
    while at + 4 <= len(block):
        kind, size = struct.unpack_from("<2H", block, at)
        yield kind, block[at + 4 : at + 4 + size]
        at += 4 + size


def _wide(body: bytes, told: dict[str, Any]) -> bytes:
    if not any(body) or len(body) not in (8, 16):
        return body
    return struct.pack("<2Q", told["size"], told["compressed"])[: len(body)]


def _dissect(data: bytes) -> Pieces:
    at = data.rfind(b"PK\x05\x06")
    if at < 0:
        raise Undissectable("no end record")
    _, disk, start_disk, here, count, size, start, comment = _END.unpack_from(data, at)
    behind = data[at + _END.size :]
    told = {
        "disk": disk,
        "start_disk": start_disk,
        "here": here,
        "count": count,
        "size": size,
        "start": start,
    }
    options: dict[str, Any] = {"comment": behind[:comment], "suffix": behind[comment:]}
    options["end"] = {**told, "comment_size": comment}
    top = at
    if at >= 76 and data.startswith(b"PK\x06\x07", at - 20) and data.startswith(b"PK\x06\x06", at - 76):
        top = at - 76
        _, record, made_by, needs, *wide = _END64.unpack_from(data, top)
        options["end64"] = {"record_size": record, "made_by": made_by, "needs": needs}
        options["end64"] |= dict(zip(_END_FIELDS, wide, strict=True))
        _, disk, place, disks = _LOCATOR64.unpack_from(data, at - 20)
        options["locator64"] = {"disk": disk, "at": place, "disks": disks}
        options["wide"] = True
        start = wide[-1]
    headers, stop = _headers(data, start, top)
    options["after_directory"] = data[stop:top]
    return _assembled(data, headers, start, options)


def _headers(data: bytes, at: int, top: int) -> tuple[list[dict[str, Any]], int]:
    found: list[dict[str, Any]] = []
    while at + _CENTRAL.size <= top and data.startswith(b"PK\x01\x02", at) and len(found) < _MOST_ENTRIES:
        numbers = _CENTRAL.unpack_from(data, at)
        keys = (
            "made_by", "needs", "flags", "method", "time", "date", "crc", "compressed", "size", "name_size",
            "extra_size", "comment_size", "disk", "internal", "attributes", "offset",
        )  # fmt: skip
        header = dict(zip(keys, numbers[1:], strict=True))
        at += _CENTRAL.size
        for key in ("name", "extra", "comment"):
            length = header.pop(f"{key}_size")
            header[key] = data[at : at + length]
            at += length
        found.append(header)
    if not found:
        raise Undissectable("no directory")
    return found, at


def _assembled(data: bytes, headers: list[dict[str, Any]], start: int, options: dict[str, Any]) -> Pieces:
    lying = sorted(range(len(headers)), key=lambda number: _offset(headers[number]))
    parts: list[Part] = []
    at = 0
    for place, number in enumerate(lying):
        header = headers[number]
        following = _offset(headers[lying[place + 1]]) if place + 1 < len(lying) else start
        part, end = _part(data, header, following)
        parts.append(part.but(before=data[at : _offset(header)]))
        at = max(end, following)
    pieces = Pieces(parts, [lying.index(number) for number in range(len(headers))], options)
    return _without_truths(data, pieces)


def _offset(header: dict[str, Any]) -> int:
    return int(header["offset"])


def _part(data: bytes, header: dict[str, Any], following: int) -> tuple[Part, int]:
    at = _offset(header)
    if not data.startswith(b"PK\x03\x04", at):
        raise Undissectable("no local header")
    _, needs, flags, method, time, date, crc, compressed, size, name_size, extra_size = _LOCAL.unpack_from(
        data, at
    )
    at += _LOCAL.size
    local: dict[str, Any] = {
        "needs": needs, "flags": flags, "method": method, "time": time, "date": date, "crc": crc,
        "compressed": compressed, "size": size, "name": data[at : at + name_size],
        "extra": data[at + name_size : at + name_size + extra_size],
    }  # fmt: skip
    at += name_size + extra_size
    length = header["compressed"]
    if length == 0xFFFFFFFF:
        length = compressed if compressed != 0xFFFFFFFF else _length_in(header["extra"])
    packed = data[at : min(at + length, max(following, at))]
    content, packed_as = _content(packed, header["method"])
    both = {k: header[k] for k in ("made_by", "needs", "flags", "time", "date", "attributes", "extra")}
    central = {k: v for k, v in header.items() if k not in both and k not in ("name", "method", "offset")}
    after = data[at + len(packed) : following]
    part = Part(header["name"], content, header["method"], packed_as, after, b"", both, local, central)
    return part, at + len(packed) + len(after)


def _length_in(block: bytes) -> int:
    body = dict(records(block)).get(1, b"")
    return int(struct.unpack_from("<Q", body, 8)[0] if len(body) >= 16 else 0)


def _content(packed: bytes, method: int) -> tuple[bytes, bytes | None]:
    if method != DEFLATED:
        return packed, None
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, _MOST_CONTENT), packed
    except zlib.error:
        return packed, packed


def _without_truths(data: bytes, pieces: Pieces) -> Pieces:
    """Leave out of the lies what is true anyway, so that it stays true when something else changes."""
    for number, part in enumerate(pieces.parts):
        told = part.fields()
        for where in ("local", "central"):
            lies = {k: v for k, v in getattr(part, where).items() if told[k] != v}
            pieces.parts[number] = part = part.but(**{where: lies})
    free = Pieces(pieces.parts, pieces.order, {**pieces.options, "end": {}, "end64": {}, "locator64": {}})
    for record in ("end", "end64", "locator64"):
        told = pieces.options.get(record, {})
        for key in list(told):
            trial = {**pieces.options, record: {k: v for k, v in told.items() if k != key}}
            if Pieces(free.parts, free.order, trial).built() == data:
                pieces.options = trial
                told = trial[record]
    return pieces
