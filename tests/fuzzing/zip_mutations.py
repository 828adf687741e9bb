"""Changes to an archive that keep the rest of it right, so that a reader's later checks are reached."""

from __future__ import annotations

import random
import stat
import struct
import zlib
from collections.abc import Callable, Sequence

from archives.sample import FULL
from archives.zipcraft import DEFLATED, DESCRIPTOR, STORED, UTF8, Part, deflated, extra, streamed, wide_sizes
from fuzzing.dissection import Pieces, Undissectable, dissect, settled
from fuzzing.file_mutations import changed_bytes, changed_file

NAMES = (
    b"metadata.json", b"prompt.txt", b"config.json", b"avatar.png", b"report.json", b"signature.json",
    b"library/a.txt", b"library/", b"extra/", b"extra/a", b"extra/a/b", b"./", b"./prompt.txt", b"__MACOSX/",
    b"__MACOSX/._prompt.txt", b".DS_Store", b"Thumbs.db", b"META-INF/", b"META-INF/MANIFEST.MF", b"Icon\r",
    b"library\\a.txt", b"extra/a;1", b"extra/x.txt;2", b"extra/^M", b"extra/-", b"extra/~", b"extra/a b",
    b"extra/%41", b"extra/a!", b"extra/[a]", b"extra/*", b"extra/$HOME", b"extra/`x`", b"extra/a#U0041",
    "extra/\u00e9".encode(), "extra/e\u0301".encode(), "library/\u7834.txt".encode(), b"extra/\x81\x9a",
    "extra/\U0001f600".encode(), b"extra/\xff", "extra/\uf03a".encode(), "extra/\u0130".encode(),
    b"Plato/", b"Plato/prompt.txt", b"extra/@LongLink", b"extra/a//", b"C:", b"..", b"extra/" + b"a" * 120,
    b"__MACOSX/../prompt.txt", b"__MACOSX/a\0b", b"._a\nb", b"prompt.txt\0/._x",
    b"prompt.txt/._x", b"library/.DS_Store", b"extra/\xc3\x28",
)  # fmt: skip
_NUMBERS = (
    0, 1, 2, 3, 8, 9, 10, 20, 45, 46, 63, 0x14, 0x800, 0x808, 0x7FFF, 0xFFFE, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE,
    0xFFFFFFFF,
)  # fmt: skip
_SHORT = ("needs", "flags", "method", "time", "date", "name_size", "extra_size")
_LONG = ("crc", "compressed", "size")
_ENDS = ("disk", "start_disk", "here", "count", "size", "start")
_KINDS = (stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK, stat.S_IFIFO, 0, 0o170000)
_RECORDS = (0x0001, 0x5455, 0x7875, 0x5855, 0x7075, 0x6375, 0x000A, 0xCAFE, 0x9901, 0x0017, 0x000D, 0xA220)

Change = Callable[[Pieces, random.Random], None]


def mutated(data: bytes, rng: random.Random, most: int = 1 << 16) -> bytes:
    """Return `data` with one to four changes, most of them to the archive's structure; of `most` bytes."""
    try:
        pieces = dissect(data)
    except Undissectable:
        return changed_bytes(data, rng)[:most]
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        rng.choices(CHANGES, WEIGHTS)[0](pieces, rng)
    try:
        built = pieces.built()
    except (struct.error, OverflowError):
        built = changed_bytes(data, rng)
    if rng.random() < 0.1:
        built = changed_bytes(built, rng)
    return built if len(built) <= most else data


def crossed(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """Return `data` with some entries of the archive `other`."""
    try:
        pieces, giver = dissect(data), dissect(other)
    except Undissectable:
        at = rng.randint(0, len(data))
        return data[:at] + other[at:]
    for part in rng.choices(giver.parts, k=rng.randint(1, 2)):
        pieces.parts.insert(rng.randint(0, len(pieces.parts)), part)
    return pieces.built()


def _name(pieces: Pieces, rng: random.Random) -> None:
    def renamed(part: Part) -> Part:
        name = rng.choice(NAMES) if rng.random() < 0.7 else changed_bytes(part.name, rng)
        flags = part.fields()["flags"] & ~UTF8 | (0 if name.isascii() and rng.random() < 0.9 else UTF8)
        part = part.but(name=name[:600])
        return part.lying("both", flags=flags) if rng.random() < 0.8 else part

    _change_one(pieces, rng, renamed)


def _content(pieces: Pieces, rng: random.Random) -> None:
    def filled(part: Part) -> Part:
        return settled(part.but(content=changed_file(part.name, part.content, rng), packed=None))

    _change_one(pieces, rng, filled)


def _packing(pieces: Pieces, rng: random.Random) -> None:
    def packed(part: Part) -> Part:
        content = part.content
        ways: tuple[Callable[[], Part], ...] = (
            lambda: part.but(method=STORED, packed=None),
            lambda: part.but(method=DEFLATED, packed=deflated(content, rng.randint(0, 9))),
            lambda: part.but(method=DEFLATED, packed=_in_blocks(content, rng)),
            lambda: part.but(packed=changed_bytes(part.body(), rng)),
            lambda: part.but(packed=part.body() + rng.choice((b"\0", b"junk", b"PK\x07\x08", part.body()))),
            lambda: part.but(packed=part.body()[:-1]),
            lambda: part.but(method=DEFLATED, packed=zlib.compress(content)),
        )
        return settled(rng.choice(ways)())

    _change_one(pieces, rng, packed)


def _in_blocks(content: bytes, rng: random.Random) -> bytes:
    """Return `content` deflated in blocks of all kinds, empty ones among them."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    cut = rng.randint(0, len(content))
    flush = rng.choice((zlib.Z_SYNC_FLUSH, zlib.Z_FULL_FLUSH))
    head = packer.compress(content[:cut]) + packer.flush(flush) + packer.flush(flush)
    return head + packer.compress(content[cut:]) + packer.flush()


def _shape(pieces: Pieces, rng: random.Random) -> None:
    def shaped(part: Part) -> Part:
        if rng.random() < 0.4:
            return streamed(part, signed=rng.random() < 0.5, wide=rng.random() < 0.5)
        if rng.random() < 0.5:
            return wide_sizes(part, central=rng.random() < 0.5)
        flags = part.fields()["flags"] & ~DESCRIPTOR
        return part.but(after=b"", local={}, central={}).lying("both", flags=flags)

    _change_one(pieces, rng, shaped)


def _extra(pieces: Pieces, rng: random.Random) -> None:
    def dressed(part: Part) -> Part:
        kind = rng.choice(_RECORDS)
        body = rng.randbytes(rng.choice((0, 1, 4, 5, 8, 12, 16, 24, 28)))
        if kind == 0x7075:
            path = rng.choice(NAMES) if rng.random() < 0.5 else part.name.replace(b"_", "é".encode())
            body = b"\x01" + struct.pack("<L", zlib.crc32(part.name)) + path
        elif kind == 1:
            told = part.fields()
            body = struct.pack("<2Q", told["size"], told["compressed"])[: rng.choice((8, 16))]
        where = rng.choice(("both", "local", "central"))
        return part.lying(where, extra=extra(kind, body) + bytes(rng.choice((0, 0, 0, 0, 1, 3))))

    _change_one(pieces, rng, dressed)


def _system(pieces: Pieces, rng: random.Random) -> None:
    def owned(part: Part) -> Part:
        made_by = rng.choice((0, 3, 7, 10, 11, 14, 19, 30)) << 8 | rng.choice((10, 20, 45, 63))
        attributes = (rng.choice(_KINDS) | 0o644) << 16 | rng.choice((0, 0, 0x10, 0x20, 0x8, 0x400))
        if rng.random() < 0.5:
            return part.lying("both", made_by=made_by)
        return part.lying("both", made_by=made_by, attributes=attributes)

    if rng.random() < 0.3:
        made_by = rng.choice((0, 3, 10, 11, 14)) << 8 | 20
        pieces.parts = [part.lying("both", made_by=made_by, attributes=0) for part in pieces.parts]
    else:
        _change_one(pieces, rng, owned)


def _lie(pieces: Pieces, rng: random.Random) -> None:
    def told(part: Part) -> Part:
        field = rng.choice((*_SHORT, *_LONG, "disk", "offset", "comment", "internal"))
        where = rng.choice(("local", "central", "both"))
        if field == "comment":
            return part.lying("both", comment=rng.randbytes(rng.randint(0, 30)))
        right = {**part.fields(), "name_size": len(part.name), "extra_size": 0, "offset": 0}[field]
        lie = rng.choice((*_NUMBERS, right + 1, right - 1, right ^ 1 << rng.randrange(16)))
        return part.lying(where, **{field: lie % (1 << (32 if field in (*_LONG, "offset") else 16))})

    _change_one(pieces, rng, told)


def _order(pieces: Pieces, rng: random.Random) -> None:
    rng.shuffle(pieces.order if rng.random() < 0.5 else pieces.parts)


def _presence(pieces: Pieces, rng: random.Random) -> None:
    at = rng.randrange(len(pieces.parts))
    part = pieces.parts[at]
    way = rng.randrange(6)
    if way == 0:
        del pieces.parts[at]
        pieces.parts = pieces.parts or [part]
    elif way == 1:
        pieces.parts.insert(rng.randint(0, len(pieces.parts)), part)
    elif way == 2:
        pieces.parts[at] = part.but(listed=not part.listed)
    elif way == 3:
        pieces.parts[at] = part.but(before=rng.choice((b"", b"gap", b"PK\x03\x04", rng.randbytes(4))))
    else:
        name = rng.choice(NAMES)
        content = b"" if name.endswith(b"/") else FULL.get(name.decode("latin-1"), b"Some text.\n")
        pieces.parts.append(Part(name, content, STORED if name.endswith(b"/") else rng.choice((0, 8))))


def _enclose(pieces: Pieces, rng: random.Random) -> None:
    root = rng.choice((b"Plato/", b"./", b"a b/", b"extra/", b"__MACOSX/", "Plat\u00f3n/".encode()))
    flags = 0 if root.isascii() else UTF8
    pieces.parts = [
        part.but(name=root + part.name).lying("both", flags=part.fields()["flags"] | flags)
        for part in pieces.parts
    ]


def _end(pieces: Pieces, rng: random.Random) -> None:
    options = pieces.options
    way = rng.randrange(5)
    if way == 0:
        options["wide"] = not options.get("wide")
    elif way == 1:
        options["comment"] = rng.choice((b"", b"hello", b"PK\x05\x06", rng.randbytes(rng.randint(1, 60))))
    elif way == 2:
        record = rng.choice(("end", "end", "end64", "locator64"))
        field = rng.choice(("disk", "at", "disks") if record == "locator64" else (*_ENDS, "comment_size"))
        if field in ("disk", "start_disk", "disks", "comment_size") or record != "end":
            number = rng.choice((0, 1, 2, 44, 0xFFFF))
        else:
            number = rng.choice((0, 1, len(pieces.parts), len(pieces.parts) + 1, 0xFFFF))
        options[record] = {**(options.get(record) or {}), field: number}
    elif way == 3:
        place = rng.choice(("prefix", "suffix", "before_directory", "after_directory"))
        options[place] = rng.choice((b"", b"", b"PK\x05\x05\0\0", rng.randbytes(rng.randint(1, 24))))
    else:
        options.update(end={}, end64={}, locator64={}, prefix=b"", suffix=b"", before_directory=b"")


def _change_one(pieces: Pieces, rng: random.Random, change: Callable[[Part], Part]) -> None:
    at = rng.randrange(len(pieces.parts))
    pieces.parts[at] = change(pieces.parts[at])


CHANGES: Sequence[Change] = (
    _name, _content, _packing, _shape, _extra, _system, _lie, _order, _presence, _enclose, _end,
)  # fmt: skip
WEIGHTS = (4, 4, 4, 3, 3, 2, 3, 1, 3, 1, 2)
