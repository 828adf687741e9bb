"""Archives whose entries are not what a cartridge may hold: names, kinds, methods, contents."""

from __future__ import annotations

import stat
import struct
import zlib

from archives.hostile_structure import PARTS, Cases
from archives.sample import MINIMAL
from archives.zipcraft import DEFLATED, DESCRIPTOR, DOS, STORED, UNIX, UTF8, Part, archive, deflated, extra

_TEXT = b"A short text.\n"
_SLIPS = (
    b"../evil.txt", b"library/../../evil.txt", b"library/../prompt.txt", b"/etc/passwd", b"//server/share/x",
    b"C:/windows/x.txt", b"c:evil.txt", b"library/./a.txt", b"library//a.txt", b"extra/../metadata.json",
    b"..", b".", b"/", b"./../x", b"extra/a/../../../x", b"library/..", b"~/../x", b"\\\\server\\share",
    b"././prompt.txt", b"./.", b"./../prompt.txt", b".//x", b"./library/./x.txt", b"..\\evil.txt", b"", b" ",
    b"library\\..\\..\\evil.txt", b"C:\\evil.txt", b"extra/a//b", b"extra//", b"./prompt.txt", b"./library",
)  # fmt: skip
_FOREIGN = (
    b"README.md", b"prompt.md", b"script.py", b"Metadata.json", b"PROMPT.TXT", b"metadata.json ",
    b" prompt.txt",
    b"metadata.json.", b"avatar.jpg", b"personas.json", b"library.txt", b"library/notes.md", b"library/a.TXT",
    b"library/sub/a.txt", b"library/.txt", b"library/.hidden.txt", b"library/a.txt.exe", b"Library/a.txt",
    b"EXTRA/a", b"images/", b"library/sub/", b"META-INF/evil.class", b"META-INF/services/x", b"../",
    b"metadata.json/", b"prompt.txt/x", b"config.json::$DATA", b".git/config", b"philosophy_library/x.txt",
)  # fmt: skip
_UNSAFE = (
    "library/nul.txt", "library/CON.txt", "library/com1.txt", "library/LPT9.x.txt", "library/aux .txt",
    "library/a:b.txt", "library/a?.txt", "library/a*.txt", 'library/a".txt', "library/a<b.txt",
    "library/a|b.txt",
    "library/ a.txt", "extra/a ", "extra/a.", "extra/.a", "extra/prn", "extra/x/con.tar.gz", "extra/a/.../b",
    "library/a\u202egnp.txt", "library/a\u200b.txt", "library/\ufeffa.txt", "library/a\u2028b.txt",
    "extra/\u2066x",
    "library/a\ufffe.txt", "library/a\U000e0041.txt", "library/" + "a" * 117 + ".txt", "extra/" + "ä" * 61,
    "extra/" + "/".join(["abcdefgh"] * 60), "library/a\x85b.txt", "library/a\xadb.txt",
)  # fmt: skip
HOSTILE_NAMES = (*_SLIPS, *_FOREIGN, *(name.encode() for name in _UNSAFE))
_CONTROLS = (b"\0", b"\x01", b"\x07", b"\x0a", b"\x0d", b"\x1b[2J", b"\x7f")
_COLLISIONS = (
    ("library/a.txt", "library/A.txt"), ("library/ß.txt", "library/ss.txt"),
    ("library/é.txt", "library/e\u0301.txt"),
    ("library/ﬁ.txt", "library/fi.txt"), ("library/\u00c5.txt", "library/\u212b.txt"), ("extra/a", "extra/A"),
    ("extra/a/x", "extra/A/y"), ("extra/a", "extra/a/x"), ("extra/A", "extra/a/x"), ("extra/①", "extra/1"),
    ("library/ſ.txt", "library/s.txt"), ("library/İ.txt", "library/i̇.txt"),
)  # fmt: skip
_KINDS = {
    "symbolic link": stat.S_IFLNK, "named pipe": stat.S_IFIFO, "socket": stat.S_IFSOCK,
    "character device": stat.S_IFCHR, "block device": stat.S_IFBLK, "folder": stat.S_IFDIR,
    "type 15": 0o170000,
    "type 3": 0o030000,
}  # fmt: skip


def names() -> Cases:
    for name in HOSTILE_NAMES:
        flags = 0 if name.isascii() else UTF8
        for host in (UNIX, DOS):
            part = Part(
                name, b"" if name.endswith(b"/") else _TEXT, both={"flags": flags, "made_by": host | 20}
            )
            yield f"the name {ascii(name.decode())[:60]} by {host >> 8}", archive([*PARTS, part]), ""
    for control in _CONTROLS:
        for name in (b"library/a%b.txt", b"metadata.json%b", b"extra/%b", b"%bprompt.txt"):
            part = Part(name.replace(b"%b", control), _TEXT)
            yield f"{control!a} in {name!r}", archive([*PARTS, part]), ""
    for first, second in _COLLISIONS:
        both = [Part(first.encode(), _TEXT), Part(second.encode(), _TEXT)]
        yield f"{first!a} beside {second!a}", archive([*PARTS, *both]), "rename"
    for number, part in enumerate(PARTS):
        twin = part.but(content=_TEXT)
        yield f"{part.name.decode()} twice", archive([*PARTS, twin]), "twice"
        yield f"{part.name.decode()} first, then again", archive([twin, *PARTS]), "twice"
        yield f"{part.name.decode()} as a folder too", archive([*PARTS, Part(part.name + b"/")]), "twice"
        rest = [*PARTS[:number], *PARTS[number + 1 :]]
        yield f"no {part.name.decode()}", archive(rest), "is missing"
    yield "a folder twice", archive([Part(b"library/"), Part(b"library/"), *PARTS]), "twice"
    yield (
        "two enclosing folders",
        archive(
            [
                *PARTS[:0],
                *(p.but(name=b"a/" + p.name) for p in PARTS),
                *(p.but(name=b"b/" + p.name) for p in PARTS),
            ]
        ),
        "not a file of a cartridge",
    )
    yield "a folder in a folder", archive([p.but(name=b"a/b/" + p.name) for p in PARTS]), "not a file of"
    yield (
        "an enclosing folder and a file beside it",
        archive([*(p.but(name=b"a/" + p.name) for p in PARTS), Part(b"config.json", b"{}")]),
        "not a file of a cartridge",
    )
    yield "an enclosing folder called ..", archive([p.but(name=b"../" + p.name) for p in PARTS]), "leads out"
    yield (
        "everything in library",
        archive([p.but(name=b"library/" + p.name) for p in PARTS]),
        "does not end in .txt",
    )
    for bad in (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82"):
        part = Part(b"library/" + bad + b".txt", _TEXT, both={"flags": UTF8})
        yield f"a name that is not UTF-8: {bad!r}", archive([*PARTS, part]), "UTF-8"
    mixed = [Part(b"library\\a.txt", _TEXT), Part(b"library/b.txt", _TEXT)]
    yield "slashes and backslashes", archive([*PARTS, *mixed]), "backslash"
    yield "backslashes by Unix", archive([*PARTS, mixed[0]]), "backslash"
    fields = {"both": {"made_by": DOS | 20}}
    windows = [Part(name.encode(), content, **fields) for name, content in MINIMAL.items()]
    for name in (
        b"library\\..\\..\\a.txt",
        b"\\a.txt",
        b"library\\sub\\a.txt",
        b"C:\\a.txt",
        b"..\\metadata.json",
    ):
        yield f"the Windows name {name!r}", archive([*windows, Part(name, _TEXT, **fields)]), ""


def unicode_paths() -> Cases:
    def record(path: bytes, name: bytes, version: int = 1, crc: int | None = None) -> bytes:
        told = zlib.crc32(name) if crc is None else crc
        return extra(0x7075, struct.pack("<BL", version, told) + path)

    name = b"library/rep_blica.txt"
    good = "library/república.txt".encode()
    records = {
        "for another name": record(good, b"library/other.txt"),
        "with a wrong checksum": record(good, name, crc=1),
        "of version 2": record(good, name, version=2),
        "of version 0": record(good, name, version=0),
        "not UTF-8": record(b"library/\xff.txt", name),
        "cut short": extra(0x7075, b"\x01ab"),
        "empty": extra(0x7075, b""),
        "twice": record(good, name) * 2,
        "naming another file": record(b"prompt.txt", name),
        "naming another plain text": record(b"library/other.txt", name),
        "leading out": record("library/../../é".encode(), name),
        "leading out, absolute": record("/é/é".encode(), name),
        "with a control character": record("library/é\n.txt".encode(), name),
        "with another depth": record("é".encode(), name),
    }
    for what, body in records.items():
        part = Part(name, _TEXT, both={"extra": body})
        yield f"a Unicode path {what}", archive([*PARTS, part]), ""
    part = Part(name, _TEXT, local={"extra": record(good, name)})
    other = part.lying("central", extra=record("library/repüblica.txt".encode(), name))
    yield "two Unicode paths that differ", archive([*PARTS, other]), "disagree"
    flagged = Part(good, _TEXT, both={"flags": UTF8, "extra": record("library/é.txt".encode(), good)})
    yield "a Unicode path beside another UTF-8 name", archive([*PARTS, flagged]), "at once"
    for target in MINIMAL:
        body = record(target.encode(), b"extra/harmless")
        yield (
            f"a Unicode path that makes {target}",
            archive(
                [
                    *(p for p in PARTS if p.name != target.encode()),
                    Part(b"extra/harmless", _TEXT, both={"extra": body}),
                ]
            ),
            "at once",
        )


def kinds() -> Cases:
    for what, kind in _KINDS.items():
        for host in (UNIX, 19 << 8, DOS):
            for name in (b"library/a.txt", b"prompt.txt", b"extra/x", b"library/"):
                if name.endswith(b"/") and kind == stat.S_IFDIR:
                    continue
                attributes = {"attributes": (kind | 0o777) << 16, "made_by": host | 20}
                content = b"" if name.endswith(b"/") else b"/etc/passwd"
                parts = [part for part in PARTS if part.name != name]
                part = Part(name, content, STORED, both=attributes)
                yield (
                    f"{name.decode()} as {what} by {host >> 8}",
                    archive([*parts, part]),
                    "not a regular file",
                )
    for what, dos in (("folder", 0x10), ("volume", 0x08), ("reparse point", 0x400)):
        part = Part(b"library/a.txt", _TEXT, both={"attributes": dos})
        yield f"a file with the DOS attribute {what}", archive([*PARTS, part]), "not a regular file"
    part = Part(b"library/", both={"attributes": 0o100644 << 16})
    yield "a folder that says it is a file", archive([*PARTS, part]), "not a regular file"
    for method in (STORED, DEFLATED):
        yield (
            f"a folder with content ({method})",
            archive([*PARTS, Part(b"library/", _TEXT, method)]),
            "content",
        )
    bomb = Part(b"library/", b"", packed=deflated(bytes(10**6))).lying("both", size=0)
    yield "a folder that inflates to something", archive([*PARTS, bomb]), "size|deflate"
    yield "a folder with a checksum", archive([*PARTS, Part(b"library/", both={"crc": 1})]), "content"


def features() -> Cases:
    part = Part(b"library/a.txt", _TEXT)
    for bit in (0, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15):
        lie = part.lying("both", flags=1 << bit)
        word = "encrypted" if bit in (0, 6, 13) else "features"
        yield f"flag bit {bit}", archive([*PARTS, lie]), word
        for where in ("local", "central"):
            yield f"flag bit {bit}, {where} only", archive([*PARTS, part.lying(where, flags=1 << bit)]), ""
    for bit in (1, 2, 3, 11):
        yield (
            f"flag bit {bit}, local only",
            archive([*PARTS, part.lying("local", flags=1 << bit)]),
            "disagree",
        )
    for method in (1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 18, 19, 20, 93, 94, 95, 96, 97, 98, 99, 65535):
        yield f"method {method}", archive([*PARTS, part.lying("both", method=method)]), "deflate"
        yield (
            f"method {method}, local only",
            archive([*PARTS, part.lying("local", method=method)]),
            "disagree",
        )
        yield (
            f"method {method}, central only",
            archive([*PARTS, part.lying("central", method=method)]),
            "deflate",
        )
    for needs in (46, 50, 51, 52, 61, 62, 63, 0xFFFF, 0x0100):
        yield f"version needed {needs}", archive([*PARTS, part.lying("both", needs=needs)]), "features"
        yield (
            f"version needed {needs}, local",
            archive([*PARTS, part.lying("local", needs=needs)]),
            "disagree",
        )
    for disk in (1, 2, 0xFFFE):
        yield f"disk {disk}", archive([*PARTS, part.lying("central", disk=disk)]), "several"
    for field in ("name", "crc", "size", "compressed", "method", "name_size", "extra_size"):
        for number in range(3):
            told = {**PARTS[number].fields(), "name_size": len(PARTS[number].name), "extra_size": 0}
            lie = told["name"][::-1] if field == "name" else told[field] ^ 8 or 1
            for where in ("local", "central"):
                parts = [*PARTS]
                parts[number] = parts[number].lying(where, **{field: lie})
                yield f"{where} {field} of entry {number} is a lie", archive(parts), ""
    for where, mark in (("local", b"PK\x03\x05"), ("central", b"PK\x01\x03"), ("local", b"\0\0\0\0")):
        yield f"{where} signature {mark!r}", archive([*PARTS, part.lying(where, signature=mark)]), ""
    for size in (1, 100, 65535):
        yield (
            f"a comment of {size} bytes that is missing",
            archive([*PARTS, part.lying("central", comment_size=size)]),
            "directory",
        )


def contents() -> Cases:
    body = b"What the prisoners take for things. " * 20
    packed = deflated(body)
    part = Part(b"library/a.txt", body)
    for what, lie in {
        "junk behind the deflate data": part.but(packed=packed + b"junk"),
        "a zero behind the deflate data": part.but(packed=packed + b"\0"),
        "a second stream behind the first": part.but(packed=packed * 2),
        "no end of the deflate data": part.but(packed=packed[:-1]),
        "half of the deflate data": part.but(packed=packed[: len(packed) // 2]),
        "no deflate data": part.but(packed=b""),
        "a zlib header": part.but(packed=zlib.compress(body)),
        "not deflate data": part.but(packed=b"\xff" * 40),
        "one byte more than told": part.but(packed=deflated(body + b"!")),
        "one byte less than told": part.but(packed=deflated(body[:-1])),
        "much more than told": part.but(packed=deflated(bytes(10**7), 9)),
        "another text of the same size": part.but(packed=deflated(body.swapcase())),
        "stored, sizes differ": part.but(method=STORED).lying("both", size=len(body) + 1),
        "stored, one byte off": part.but(method=STORED, packed=b"!" + body[1:]),
        "stored, said to be deflated": part.but(packed=body),
        "deflated, said to be stored": part.but(method=STORED, packed=packed),
    }.items():
        yield what, archive([*PARTS, lie]), ""
    for bit in range(0, 32, 5):
        yield (
            f"checksum bit {bit}",
            archive([*PARTS, part.lying("both", crc=zlib.crc32(body) ^ 1 << bit)]),
            "checksum",
        )
    for megabytes, word in ((2, "times its size"), (15, "times its size"), (17, "larger than 16 MiB")):
        bomb = Part(b"library/a.txt", bytes(megabytes << 20))
        yield f"{megabytes} MiB of zeros", archive([*PARTS, bomb]), word
    dense = (b"%07d\n" * 256) % tuple(range(256))
    many = [Part(f"library/{n}.txt".encode(), dense * 4000, packed=b"") for n in range(17)]
    claims = [p.lying("both", compressed=0, size=8_000_000) for p in many]
    yield "much larger than its content can be", archive([*PARTS, *claims]), "times its size"
    for size in (16 * 2**20 + 1, 2**31, 2**32 - 2):
        lie = part.lying("both", size=size)
        yield f"a text that claims {size} bytes", archive([*PARTS, lie]), "larger than 16 MiB"
    for name in ("metadata.json", "prompt.txt", "config.json"):
        parts = [p.lying("both", size=2**20 + 1) if p.name == name.encode() else p for p in PARTS]
        yield f"{name} claims more than its cap", archive(parts), "larger than 1 MiB"
    crowd = [Part(f"library/{n}.txt".encode(), b"", STORED) for n in range(4094)]
    yield "4,097 entries", archive([*PARTS, *crowd]), "4096"
    notes = [Part(f"extra/{n}".encode(), b"", STORED, packed=b"") for n in range(3)]
    large = [n.but(content=bytes(6 << 20), packed=bytes(6 << 20)) for n in notes]
    yield "18 MiB in extra", archive([*PARTS, *large]), "extra/ is larger"
    unflagged = part.lying("both", flags=DESCRIPTOR)
    yield "descriptors announced for one entry", archive([*PARTS, unflagged]), "descriptor"


ENTRIES = (names, unicode_paths, kinds, features, contents)
