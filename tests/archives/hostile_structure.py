"""Archives whose parts do not lie where they say: gaps, overlaps, ends, directories, truncation."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from archives.quoted_overlap import quoted_overlap
from archives.sample import FULL, MINIMAL, with_folders
from archives.zipcraft import (
    Part,
    archive,
    descriptor,
    extra,
    layout,
    streamed,
    wide_sizes,
)

Cases = Iterator[tuple[str, bytes, str]]
"""A name, an archive, and a word of the sentence that refuses it."""

JUNK = b"-- not part of the archive --"
PARTS = [Part(name.encode(), content) for name, content in MINIMAL.items()]
END = struct.Struct("<4s4H2LH")


def prefixes_gaps_and_tails() -> Cases:
    plain = archive(PARTS)
    for size in (1, 4, 22, 30, 512):
        junk = (JUNK * 20)[:size]
        yield f"{size} bytes in front", junk + plain, "not a .whetstone file"
        yield f"{size} bytes in front, offsets shifted", archive(PARTS, prefix=junk), "not a .whetstone file"
        yield f"{size} bytes behind the end", plain + junk, "end"
        yield f"{size} zeros behind the end", plain + bytes(size), "end"
        yield f"{size} bytes before the directory", archive(PARTS, before_directory=junk), "belong to nothing"
        yield f"{size} bytes behind the directory", archive(PARTS, after_directory=junk), "directory"
        for at in range(1, len(PARTS)):
            parts = [part.but(before=junk) if number == at else part for number, part in enumerate(PARTS)]
            yield f"{size} bytes before entry {at}", archive(parts), "belong to nothing"
        parts = [PARTS[0].but(after=junk), *PARTS[1:]]
        yield f"{size} bytes behind the first content", archive(parts), "belong to nothing"
    hidden = Part(b"library/hidden.txt", b"seen by those who scan for headers")
    yield "a local entry before the first", archive([hidden.but(listed=False), *PARTS]), "belong to nothing"
    yield "a local entry between others", archive([PARTS[0], hidden.but(listed=False), *PARTS[1:]]), "nothing"
    yield (
        "a local entry before the directory",
        archive([*PARTS, hidden.but(listed=False)]),
        "belong to nothing",
    )
    stub = b"PK\x03\x04" + bytes(26)
    yield "an empty local header in front, shifted", archive(PARTS, prefix=stub), "belong to nothing"
    yield "an empty local header in front", stub + plain, "directory"
    yield "two archives in a row", plain + plain, "directory"
    yield "an archive in the comment of another", archive(PARTS, comment=archive(PARTS)), "directory"
    yield "an archive wrapped in another's prefix", archive(PARTS, prefix=plain), "belong to nothing"


def ends() -> Cases:
    plain = layout(PARTS)
    good = plain.data[plain.at("end") :]
    for field in ("disk", "start_disk", "here", "count", "size", "start"):
        for lie in (1, 2, 7, 0x7FFF, 0xFFFE, 0xFFFF):
            if (field, lie) not in {("here", 3), ("count", 3)}:
                yield f"end record: {field} is {lie}", archive(PARTS, end={field: lie}), ""
    for lie in (0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF):
        yield f"end record: size is {lie}", archive(PARTS, end={"size": lie}), "directory|zip64"
        yield f"end record: start is {lie}", archive(PARTS, end={"start": lie}), "directory|zip64"
    for count in (0, 1, 2, 4, 5, 4096, 4097, 65534):
        yield f"{count} entries claimed", archive(PARTS, end={"here": count, "count": count}), ""
    for size in (1, 21, 100, 65535):
        yield f"a comment of {size} bytes that is missing", archive(PARTS, end={"comment_size": size}), "end"
        yield f"a comment of {size} bytes that is not told", archive(PARTS, suffix=bytes(size)), "end"
    yield (
        "a comment one byte longer than told",
        archive(PARTS, comment=b"hello", end={"comment_size": 4}),
        "end",
    )
    yield (
        "a comment one byte shorter than told",
        archive(PARTS, comment=b"hello", end={"comment_size": 6}),
        "end",
    )
    yield "the end record twice", plain.data + good, "directory"
    yield "the end record in the comment", archive(PARTS, comment=good), "directory"
    empty = END.pack(b"PK\x05\x06", 0, 0, 0, 0, 0, 0, 0)
    yield "an empty end record in the comment", archive(PARTS, comment=empty), "directory"
    yield "an end record in the comment, then more", archive(PARTS, comment=good + b"more"), "end"
    yield (
        "only the signature of an end in the comment",
        archive(PARTS, comment=b"see PK\x05\x06 there"),
        "end",
    )
    yield "no end record", plain.data[: plain.at("end")], "its end is missing"
    yield "no directory", plain.data[: plain.at("central 0")] + good, "directory"
    yield "nothing but an end record", empty, "metadata.json is missing"
    yield (
        "nothing but an end record that claims an entry",
        archive([], end={"count": 1, "here": 1}),
        "directory",
    )
    yield "a digital signature", archive(PARTS, after_directory=b"PK\x05\x05" + bytes(2)), "directory"
    yield "an archive extra data record", archive(PARTS, before_directory=b"PK\x06\x08" + bytes(4)), "nothing"
    yield "a spanning marker", archive(PARTS, prefix=b"PK\x07\x08"), "not a .whetstone file"
    yield "a spanning marker of one part", archive(PARTS, prefix=b"PK00"), "not a .whetstone file"
    yield "one signature alone", b"PK\x03\x04", "its end is missing"


def zip64_ends() -> Cases:
    for field in ("disk", "start_disk", "here", "count", "size", "start"):
        for lie in (1, 4, 0xFFFF, 0xFFFFFFFF, 1 << 40, (1 << 63) - 1):
            if lie < 1 << 32 or "disk" not in field:
                yield f"zip64 end: {field} is {lie}", archive(PARTS, wide=True, end64={field: lie}), ""
    for lie in (0, 43, 45, 56, 1 << 20, (1 << 64) - 1):
        yield f"zip64 end: record size {lie}", archive(PARTS, wide=True, end64={"record_size": lie}), "zip64"
    for tail in (1, 8, 300):
        lies = {"record_size": 44 + tail, "tail": bytes(tail)}
        yield f"zip64 end: {tail} bytes of extensible data", archive(PARTS, wide=True, end64=lies), "zip64"
    for lie in (0, 1, 10, 1 << 31, (1 << 64) - 1):
        yield f"zip64 locator: points to {lie}", archive(PARTS, wide=True, locator64={"at": lie}), "zip64"
    for field, lie in (("disk", 1), ("disks", 0), ("disks", 2), ("disks", 0xFFFFFFFF)):
        yield f"zip64 locator: {field} is {lie}", archive(PARTS, wide=True, locator64={field: lie}), "several"
    for record, mark in (("end64", b"PK\x06\x06"), ("locator64", b"PK\x06\x07")):
        yield f"{record}: no signature", archive(PARTS, wide=True, **{record: {"signature": b"PK\0\0"}}), ""
        found = layout(PARTS, wide=True)
        at = found.at(record)
        assert found.data.startswith(mark, at)
        size = 56 if record == "end64" else 20
        yield f"{record} is missing", found.data[:at] + found.data[at + size :], ""
    for field, lie in (("here", 2), ("count", 4), ("size", 100), ("start", 0)):
        yield f"the two ends disagree in {field}", archive(PARTS, wide=True, end={field: lie}), "disagree"
    gap = layout(PARTS, wide=True)
    at = gap.at("locator64")
    yield "a gap before the zip64 locator", gap.data[:at] + b"gap!" + gap.data[at:], "zip64"
    at = gap.at("end")
    yield "a gap behind the zip64 locator", gap.data[:at] + b"gap!" + gap.data[at:], "zip64"


def overlaps() -> Cases:
    shared = layout(PARTS)
    for number in range(3):
        for other in range(3):
            if number != other:
                parts = [*PARTS]
                parts[number] = parts[number].lying("central", offset=shared.at(f"local {other}"))
                yield f"entry {number} points to entry {other}", archive(parts), "disagree"
    same = Part(b"library/a.txt", b"a" * 50)
    twin = same.but(name=b"library/b.txt")
    for step in (-30, -1, 1, 10, 30):
        at = layout([*PARTS, same]).at("local 3")
        yield (
            f"an offset {step} off",
            archive([*PARTS, same.lying("central", offset=at + step)]),
            "local header",
        )
    for lie in (0xFFFFFFFF, 0x7FFFFFFF, 10**6):
        yield f"an offset of {lie}", archive([*PARTS, same.lying("central", offset=lie)]), ""
    at = layout([*PARTS, same]).at("local 3")
    again = same.but(written=False).lying("central", offset=at)
    yield "one entry listed twice", archive([*PARTS, same, again]), "overlaps"
    yield (
        "one local entry under two names",
        archive([*PARTS, same, again.but(name=b"library/b.txt")]),
        "disagree",
    )
    for count in (2, 10, 200):
        yield f"{count} quoted overlaps", quoted_overlap(PARTS, count), "overlaps"
    grown = same.lying("both", compressed=len(same.body()) + 40)
    yield "content that reaches into the next entry", archive([*PARTS, grown, twin]), "overlaps"
    yield "content that reaches into the directory", archive([*PARTS, grown]), "overlaps"
    shrunk = same.lying("both", compressed=len(same.body()) - 1)
    yield "content that ends before the next entry", archive([*PARTS, shrunk]), "belong to nothing"
    inner = Part(b"library/inner.txt", b"x")
    outer = Part(b"library/outer.txt", archive([inner]), method=0)
    inside = inner.but(written=False).lying("central", offset=layout([*PARTS, outer]).at("content 3"))
    yield "an entry inside another's content", archive([*PARTS, outer, inside]), "overlaps"


def descriptors() -> Cases:
    part = Part(b"library/a.txt", b"The unexamined life. " * 9)
    told = {"crc": zlib.crc32(part.content), "compressed": len(part.body()), "size": len(part.content)}
    for signed in (True, False):
        for wide in (True, False):
            shape = f"{'signed' if signed else 'bare'} {64 if wide else 32}-bit descriptor"
            good = streamed(part, signed=signed, wide=wide)
            for field, right in told.items():
                for lie in (0, right + 1, right ^ 0x80):
                    after = descriptor(part, signed=signed, wide=wide, **{field: lie})
                    yield f"{shape}: {field} is {lie}", archive([*PARTS, good.but(after=after)]), "descriptor"
            yield f"{shape}, cut short", archive([*PARTS, good.but(after=good.after[:-1])]), "descriptor"
            yield f"{shape}, too long", archive([*PARTS, good.but(after=good.after + b"\0")]), "descriptor"
            unflagged = good.lying("both", flags=0)
            yield f"{shape}, not announced", archive([*PARTS, unflagged]), "disagree"
            named = part.but(after=good.after)
            yield f"{shape}, not announced, sizes told", archive([*PARTS, named]), "belong to nothing"
            yield f"{shape}, twice", archive([*PARTS, good.but(after=good.after * 2)]), "descriptor"
            for field, right in told.items():
                lie = good.lying("local", **{field: right + 3})
                yield f"{shape}: local {field} is neither", archive([*PARTS, lie]), "disagree"
    yield "a descriptor announced and missing", archive([*PARTS, streamed(part).but(after=b"")]), "descriptor"


def truncations() -> Cases:
    parts = [Part(name.encode(), content) for name, content in with_folders(FULL)]
    for shape, found in (
        ("plain", layout(parts)),
        (
            "streamed",
            layout([p if p.name.endswith(b"/") else streamed(p) for p in parts], comment=b"a comment"),
        ),
        ("zip64", layout([wide_sizes(part) for part in parts], wide=True)),
    ):
        for mark, at in found.marks:
            for cut in (at - 1, at, at + 1):
                if 4 <= cut < len(found.data):
                    yield f"{shape}: cut at {mark} {cut - at:+}", found.data[:cut], "end"


def extra_fields() -> Cases:
    part = Part(b"library/a.txt", b"The unexamined life. " * 9)
    size, packed = len(part.content), len(part.body())
    fields = {
        "an id alone": b"\x01\x00",
        "three bytes": b"\x01\x00\x04",
        "longer than the block": b"UT\x05\x00\x01",
        "ends in a rest": extra(0x5455, b"\x01abcd") + b"\0",
        "a record of 65535 bytes": b"UT\xff\xff\x01",
    }
    for name, body in fields.items():
        yield f"local extra field: {name}", archive([*PARTS, part.lying("local", extra=body)]), "cut short"
        yield (
            f"central extra field: {name}",
            archive([*PARTS, part.lying("central", extra=body)]),
            "cut short",
        )
    for kind in (0x0014, 0x0015, 0x0016, 0x0017, 0x0019, 0x9901):
        lie = part.lying("both", extra=extra(kind, b"\x02\0AE\x03\0\0"))
        yield f"extra field 0x{kind:04x} of encryption", archive([*PARTS, lie]), "encrypted"
    for count in (0, 4, 7, 9, 12, 15, 17, 29, 40):
        lie = part.lying("both", size=0xFFFFFFFF, compressed=0xFFFFFFFF, extra=extra(1, bytes(count)))
        yield f"a zip64 field of {count} bytes", archive([*PARTS, lie]), "zip64|disagree"
    for name, numbers in (
        ("size off", (size + 1, packed)),
        ("packed off", (size, packed + 1)),
        ("swapped", (packed, size)),
        ("huge", (1 << 62, 1 << 62)),
        ("all ones", ((1 << 64) - 1, (1 << 64) - 1)),
    ):
        wide = {"size": 0xFFFFFFFF, "compressed": 0xFFFFFFFF, "extra": extra(1, struct.pack("<2Q", *numbers))}
        yield f"zip64 field: {name}, in both", archive([*PARTS, part.lying("both", **wide)]), ""
        yield f"zip64 field: {name}, local", archive([*PARTS, part.lying("local", **wide)]), "disagree"
        yield f"zip64 field: {name}, central", archive([*PARTS, part.lying("central", **wide)]), "disagree"
        unused = {"extra": wide["extra"]}
        yield (
            f"zip64 field: {name}, beside sizes",
            archive([*PARTS, part.lying("both", **unused)]),
            "disagree",
        )
    twice = extra(1, struct.pack("<2Q", size, packed)) * 2
    yield "a zip64 field twice", archive([*PARTS, part.lying("both", extra=twice)]), "twice"
    for field in ("size", "compressed", "offset"):
        where = "central" if field == "offset" else "both"
        lie = part.lying(where, **{field: 0xFFFFFFFF})
        yield f"{field} points to no zip64 field", archive([*PARTS, lie]), "zip64"
    lie = part.lying("central", disk=0xFFFF)
    yield "disk points to no zip64 field", archive([*PARTS, lie]), "zip64"


STRUCTURE = (prefixes_gaps_and_tails, ends, zip64_ends, overlaps, descriptors, truncations, extra_fields)
