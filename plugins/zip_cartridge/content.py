"""What the entries hold: inflated under a cap, checksummed, and read a second time by other code."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from whetstone.core.checks import limits
from whetstone.core.checks.wording import plainly, shown
from whetstone.core.errors import CartridgeError
from whetstone.plugins.zip_cartridge.entries import STORED, UTF8_FLAG, Entry
from whetstone.plugins.zip_cartridge.wording import damaged

_MUCH = 4 << 20


def check_sizes(files: Mapping[str, Entry], skipped: Mapping[str, Entry]) -> None:
    """Hold the sizes that the headers claim to the caps, before anything is inflated.

    What is skipped counts in all, for it is inflated too, and thrown away.

    Raises:
        CartridgeError: a file, all of them, or the compression ratio is larger.
    """
    for path, entry in files.items():
        limits.check_size(path, entry.size)
    for path, entry in (*files.items(), *skipped.items()):
        if entry.size > limits.RATIO_FREE + limits.RATIO * entry.compressed:
            raise CartridgeError(
                f"{shown(path)} would inflate to more than {limits.RATIO} times its size, as zip bombs do; "
                "drop it, or store it uncompressed"
            )
    limits.check_total({path: entry.size for path, entry in files.items()})
    if sum(entry.size for entry in skipped.values()) > limits.TOTAL:
        raise CartridgeError(
            f"what file managers left in it is larger than {limits.in_words(limits.TOTAL)}; take it out"
        )


def inflate_all(data: bytes, entries: Sequence[Entry]) -> list[bytes]:
    """Return the content of each of `entries`; of much on several cores, for zlib lets other threads run.

    Raises:
        CartridgeError: as `inflate`, of the first entry that it refuses.
    """
    if sum(entry.size for entry in entries) < _MUCH:
        return [inflate(data, entry) for entry in entries]
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        return list(pool.map(lambda entry: inflate(data, entry), entries))


def inflate(data: bytes, entry: Entry) -> bytes:
    """Return the content of `entry`, which never takes more memory than the size its headers claim.

    Raises:
        CartridgeError: the content has another size or checksum, or is not deflate data.
    """
    where = shown(entry.name.decode("utf-8", "replace"), 40)
    packed = memoryview(data)[entry.data : entry.data + entry.compressed]
    if entry.method == STORED:
        content = bytes(packed)
    else:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = inflater.decompress(packed, entry.size + 1)
        except zlib.error:
            raise damaged(f"the content of {where} is not deflate data") from None
        if not inflater.eof or inflater.unused_data or len(content) != entry.size:
            raise damaged(f"the content of {where} does not have the size that its headers tell")
    if zlib.crc32(content) != entry.crc:
        raise damaged(f"the content of {where} does not match its checksum")
    return content


def check_second_reading(data: bytes, entries: Sequence[Entry]) -> None:
    """Hold the standard library's `zipfile` to the same entries, and to the same bytes for each of them.

    It must tell the same name, offset, flags, method, sizes and checksum, open the entry by its own look at
    the local header, and stand at the same byte then. From there on it would hand the same bytes, of the
    same number, to the same zlib, as was done already: nothing is inflated twice.

    Raises:
        CartridgeError: it refuses the archive, or reads something else.
    """
    try:
        with io.BytesIO(data) as file, zipfile.ZipFile(file) as archive:
            told = archive.infolist()
            agreed = len(told) == len(entries) and all(
                _same_header(info, entry) and _first_byte(archive, info, file) == entry.data
                for info, entry in zip(told, entries, strict=True)
            )
    except Exception as error:  # zipfile raises a dozen types; each of them is a disagreement
        raise damaged(f"Python's zipfile refuses it ({plainly(error, 60)})") from error
    if not agreed:
        raise damaged("Python's zipfile reads something else in it")


def _same_header(info: zipfile.ZipInfo, entry: Entry) -> bool:
    name = info.orig_filename.encode("utf-8" if entry.flags & UTF8_FLAG else "cp437")
    told = (name, info.header_offset, info.flag_bits, info.compress_type)
    sizes = (info.compress_size, info.file_size, info.CRC)
    return told == (entry.name, entry.offset, entry.flags, entry.method) and sizes == (
        entry.compressed,
        entry.size,
        entry.crc,
    )


def _first_byte(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: io.BytesIO) -> int:
    """Return where `zipfile` stands in `file` when it has opened an entry and read nothing of it yet."""
    with archive.open(info):
        return file.tell()
