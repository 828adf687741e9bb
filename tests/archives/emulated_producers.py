"""Archives as people's programs make them, written out byte by byte.

Each function lays the headers out as its program does (from looking at its output), so that the archives
of Finder, Windows and the others exist on every machine. `producers.py` runs the programs themselves, and
a test compares the two.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from collections.abc import Callable, Mapping

from archives.sample import with_folders
from archives.zipcraft import (
    DEFLATED,
    DOS,
    STORED,
    UNIX,
    UTF8,
    Part,
    archive,
    deflated,
    extra,
    streamed,
    wide_sizes,
)

Files = Mapping[str, bytes]
_UT = struct.pack("<B2L", 3, 1_700_000_000, 1_700_000_000)
_UX = b"\x01\x04" + struct.pack("<L", 1000) + b"\x04" + struct.pack("<L", 1000)
_NTFS = struct.pack("<L2H3Q", 0, 1, 24, *[133_450_000_000_000_000] * 3)
_DOS_ARCHIVE, _DOS_FOLDER = 0x20, 0x10


def _smaller(content: bytes) -> int:
    return DEFLATED if len(deflated(content)) < len(content) else STORED


# Info-ZIP's zip -----------------------------------------------------------------------------------------


def _info_zip_part(name: str, content: bytes) -> Part:
    local = extra(0x5455, _UT) + extra(0x7875, _UX)
    central = extra(0x5455, _UT[:5]) + extra(0x7875, _UX)
    method = _smaller(content)
    needs = 20 if method == DEFLATED else 10
    attributes = 0o40755 << 16 | _DOS_FOLDER if name.endswith("/") else 0o100644 << 16
    fields = {"made_by": UNIX | 30, "needs": needs, "flags": 0, "attributes": attributes}
    return Part(
        name.encode(), content, method, both=fields, local={"extra": local}, central={"extra": central}
    )


def info_zip(files: Files) -> bytes:
    return archive(_info_zip_part(*item) for item in with_folders(files))


def info_zip_with_comment(files: Files) -> bytes:
    return archive((_info_zip_part(*item) for item in with_folders(files)), comment=b"Plato, made by Ada")


def info_zip_into_a_pipe(files: Files) -> bytes:
    parts = []
    for name, content in with_folders(files):
        part = _info_zip_part(name, content)
        if not name.endswith("/"):
            method = DEFLATED if content else STORED
            part = streamed(part.but(method=method).lying("both", needs=20 if content else 10))
            part = part.lying("local", size=len(content))
        parts.append(part)
    return archive(parts)


def info_zip_zip64(files: Files) -> bytes:
    parts = []
    for name, content in with_folders(files):
        part = _info_zip_part(name, content)
        told = part.fields()
        wide = extra(0x0001, struct.pack("<2Q", told["size"], told["compressed"]))
        part = part.lying(
            "local", size=0xFFFFFFFF, compressed=0xFFFFFFFF, needs=45, extra=part.local["extra"] + wide
        )
        needs = 10 if name.endswith("/") else 45
        only_size = extra(0x0001, struct.pack("<Q", told["size"]))
        parts.append(
            part.lying("central", size=0xFFFFFFFF, needs=needs, extra=part.central["extra"] + only_size)
        )
    keep = {"disk": 0, "here": len(parts), "count": len(parts)}
    return archive(parts, wide=True, end=keep)


def info_zip_with_unicode_paths(files: Files) -> bytes:
    """As Info-ZIP and WinRAR write names that the system's own encoding cannot hold."""
    parts = []
    for name, content in with_folders(files):
        part = _info_zip_part(name, content)
        if not name.isascii():
            plain = name.encode("ascii", "replace").replace(b"?", b"_")
            path = extra(0x7075, b"\x01" + struct.pack("<L", zlib.crc32(plain)) + name.encode())
            part = part.but(name=plain)
            part = part.lying("local", extra=part.local["extra"] + path)
            part = part.lying("central", extra=part.central["extra"] + path)
        parts.append(part)
    return archive(parts)


# 7-Zip --------------------------------------------------------------------------------------------------


def _seven_zip_part(name: str, content: bytes) -> Part:
    folder = name.endswith("/")
    method = _smaller(content)
    attributes = 0o40755 << 16 | 0x8010 if folder else 0o100644 << 16 | 0x8020
    fields = {"made_by": UNIX | 63, "needs": 20 if folder or method else 10, "attributes": attributes}
    return Part(name.encode(), content, method, both=fields, central={"extra": extra(0x000A, _NTFS)})


def seven_zip(files: Files) -> bytes:
    return archive(_seven_zip_part(*item) for item in with_folders(files))


def seven_zip_into_a_pipe(files: Files) -> bytes:
    parts = []
    for name, content in with_folders(files):
        part = _seven_zip_part(name, content)
        parts.append(
            part if name.endswith("/") else streamed(part.but(method=DEFLATED).lying("both", needs=20))
        )
    return archive(parts)


def seven_zip_on_windows(files: Files) -> bytes:
    """Names in the old DOS encoding where that can hold them, attributes of Windows alone."""
    parts = []
    for name, content in with_folders(files):
        attributes = _DOS_FOLDER if name.endswith("/") else _DOS_ARCHIVE
        fields = {"made_by": DOS | 63, "flags": 0, "attributes": attributes}
        parts.append(_seven_zip_part(name, content).but(name=name.encode("cp437"), both=fields))
    return archive(parts)


# macOS: Finder's Compress, and ditto -c -k ---------------------------------------------------------------


def _mac_part(name: str, content: bytes) -> Part:
    local = extra(0x5855, struct.pack("<2L2H", 1_700_000_000, 1_700_000_000, 501, 20))
    central = extra(0x5855, struct.pack("<2L", 1_700_000_000, 1_700_000_000))
    if name.endswith("/"):
        fields = {"made_by": UNIX | 21, "needs": 10, "flags": 0, "attributes": 0o40755 << 16 | 0x4000}
        return Part(
            name.encode(), b"", STORED, both=fields, local={"extra": local}, central={"extra": central}
        )
    fields = {"made_by": UNIX | 21, "needs": 20, "flags": 0, "attributes": 0o100644 << 16 | 0x4000}
    part = Part(name.encode(), content, both=fields, local={"extra": local}, central={"extra": central})
    return streamed(part)


def finder(files: Files) -> bytes:
    """One enclosing folder, decomposed names without the UTF-8 flag, resource forks, `.DS_Store`."""
    parts = [_mac_part("Plato/", b"")]
    for name, content in [*with_folders(files), (".DS_Store", b"\0\0\0\1Bud1"), ("Icon\r", b"")]:
        parts.append(_mac_part(f"Plato/{name}", content))
    fork = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        " + bytes(40)
    forks = ["__MACOSX/", "__MACOSX/Plato/", "__MACOSX/Plato/._prompt.txt", "__MACOSX/Plato/._.DS_Store"]
    parts += [_mac_part(name, b"" if name.endswith("/") else fork) for name in forks]
    return archive(parts)


def finder_from_an_old_disk(files: Files) -> bytes:
    """As from HFS+, which takes letters with accents apart."""
    return finder({unicodedata.normalize("NFD", name): content for name, content in files.items()})


def ditto(files: Files) -> bytes:
    return archive(_mac_part(*item) for item in with_folders(files))


# Windows: Explorer's "Compressed folder", .NET and PowerShell --------------------------------------------


def explorer(files: Files) -> bytes:
    """No entries for folders; the UTF-8 flag where the DOS encoding cannot hold a name."""
    parts = []
    for name, content in sorted(files.items()):
        fields = {"made_by": DOS | 20, "attributes": _DOS_ARCHIVE}
        parts.append(Part(name.encode(), content, DEFLATED if content else STORED, both=fields))
    return archive(parts)


def explorer_of_windows_11(files: Files) -> bytes:
    """The newer one: the size is in the local header, the checksum and the packed size behind the content."""
    parts = []
    for name, content in with_folders(files):
        folder = name.endswith("/")
        fields = {"made_by": DOS | 20, "attributes": _DOS_FOLDER if folder else _DOS_ARCHIVE}
        part = Part(name.encode(), content, STORED if folder else DEFLATED, both=fields)
        parts.append(part if folder else streamed(part).lying("local", size=len(content)))
    return archive(parts)


def dot_net(files: Files) -> bytes:
    parts = []
    for name, content in with_folders(files):
        method = DEFLATED if content else STORED
        fields = {"made_by": DOS | 20, "attributes": 0, "needs": 20 if content else 10}
        parts.append(Part(name.encode(), content, method, both=fields))
    return archive(parts)


def old_powershell(files: Files) -> bytes:
    """Compress-Archive of Windows PowerShell 5.1: backslashes between folders."""
    parts = []
    for name, content in sorted(files.items()):
        fields = {"made_by": DOS | 20, "attributes": 0}
        parts.append(Part(name.replace("/", "\\").encode(), content, both=fields))
    return archive(parts)


# Java ----------------------------------------------------------------------------------------------------


def _java_part(name: str, content: bytes, body: bytes = b"") -> Part:
    fields = {"made_by": DOS | 20, "attributes": 0, "flags": UTF8, "extra": body}
    return streamed(Part(name.encode(), content, DEFLATED, both=fields))


def java_stream(files: Files) -> bytes:
    """`ZipOutputStream`: every entry deflated with a descriptor, folders too."""
    return archive((_java_part(*item) for item in with_folders(files)), comment=b"made by Java")


def jar(files: Files) -> bytes:
    """`jar cf`: a manifest, and 0xCAFE on the first entry."""
    manifest = b"Manifest-Version: 1.0\r\nCreated-By: 17.0.15 (Debian)\r\n\r\n"
    parts = [_java_part("META-INF/", b"", extra(0xCAFE, b"")), _java_part("META-INF/MANIFEST.MF", manifest)]
    for name, content in with_folders(files):
        if content:
            parts.append(_java_part(name, content))
        else:
            fields = {"made_by": DOS | 10, "needs": 10, "attributes": 0, "flags": UTF8}
            parts.append(Part(name.encode(), b"", STORED, both=fields))
    return archive(parts)


# libarchive's bsdtar -------------------------------------------------------------------------------------


def bsdtar(files: Files) -> bytes:
    """`bsdtar -a -cf x.zip .`: everything below `./`."""
    times = extra(0x5455, struct.pack("<B3L", 7, *[1_700_000_000] * 3)) + extra(0x7875, _UX)
    parts = []
    for name, content in [("", b""), *with_folders(files)]:
        folder = not name or name.endswith("/")
        fields = {"attributes": (0o40755 if folder else 0o100644) << 16, "extra": times}
        part = Part(f"./{name}".encode(), content, STORED if folder else DEFLATED, both=fields)
        parts.append(part if folder else streamed(part).lying("local", size=len(content)))
    return archive(parts)


# Ways that are left ----------------------------------------------------------------------------------------


def zip64_everywhere(files: Files) -> bytes:
    parts = (wide_sizes(Part(name.encode(), content)) for name, content in with_folders(files))
    return archive(parts, wide=True)


def streamed_zip64(files: Files) -> bytes:
    """Descriptors of 64 bits, announced by an empty zip64 field in the local header."""
    parts = []
    for name, content in with_folders(files):
        part = streamed(Part(name.encode(), content), wide=True)
        empty = {"size": 0xFFFFFFFF, "compressed": 0xFFFFFFFF, "extra": extra(0x0001, bytes(16)), "needs": 45}
        parts.append(part.lying("local", **empty))
    return archive(parts)


def descriptors_without_signature(files: Files) -> bytes:
    return archive(
        streamed(Part(name.encode(), content), signed=False) for name, content in with_folders(files)
    )


def directory_in_another_order(files: Files) -> bytes:
    return archive((Part(name.encode(), files[name]) for name in files), directory_order=lambda n: n[::-1])


EMULATED: dict[str, Callable[[Files], bytes]] = {
    maker.__name__: maker
    for maker in (
        info_zip, info_zip_with_comment, info_zip_into_a_pipe, info_zip_zip64, info_zip_with_unicode_paths,
        seven_zip, seven_zip_into_a_pipe, seven_zip_on_windows, finder, finder_from_an_old_disk, ditto,
        explorer, explorer_of_windows_11, dot_net, old_powershell, java_stream, jar, bsdtar,
        zip64_everywhere, streamed_zip64, descriptors_without_signature, directory_in_another_order,
    )
}  # fmt: skip
