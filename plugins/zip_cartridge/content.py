"""What the entries hold: inflated under a cap, checksummed, and read a second time by other code."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from whetstone.core.checks import limits
from whetstone.core.checks.wording import shown
from whetstone.core.errors import CartridgeError
from whetstone.plugins.zip_cartridge.entries import STORED, UTF8_FLAG, Entry
from whetstone.plugins.zip_cartridge.wording import damaged

_PIECE = 1 << 20


def check_sizes(files: Mapping[str, Entry]) -> None:
    """Hold the sizes that the headers claim to the caps, before anything is inflated.

    Raises:
        CartridgeError: a file, all of them, or the compression ratio is larger.
    """
    for path, entry in files.items():
        limits.check_size(path, entry.size)
        if entry.size > limits.RATIO_FREE + limits.RATIO * entry.compressed:
            raise CartridgeError(
                f"{path} would inflate to more than {limits.RATIO} times its size, as zip bombs do; drop it"
            )
    limits.check_total({path: entry.size for path, entry in files.items()})


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


def check_second_reading(
    data: bytes, entries: Sequence[Entry], contents: Mapping[str, bytes], files: Mapping[str, Entry]
) -> None:
    """Hold the standard library's `zipfile` to the same entries and the same content.

    Raises:
        CartridgeError: it refuses the archive, or reads something else.
    """
    path_at = {entry.offset: path for path, entry in files.items()}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            agreed = len(archive.infolist()) == len(entries) and all(
                _same_header(info, entry)
                and (
                    entry.offset not in path_at
                    or _same_content(archive, info, contents[path_at[entry.offset]])
                )
                for info, entry in zip(archive.infolist(), entries, strict=True)
            )
    except Exception as error:  # zipfile raises a dozen types; each of them is a disagreement
        raise damaged(f"Python's zipfile refuses it ({shown(error, 60)[1:-1]})") from error
    if not agreed:
        raise damaged("Python's zipfile reads something else in it")


def _same_header(info: zipfile.ZipInfo, entry: Entry) -> bool:
    name = info.orig_filename.encode("utf-8" if entry.flags & UTF8_FLAG else "cp437")
    told = (name, info.header_offset, info.file_size, info.CRC)
    return told == (entry.name, entry.offset, entry.size, entry.crc)


def _same_content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, content: bytes) -> bool:
    at = 0
    with archive.open(info) as file:
        while piece := file.read(_PIECE):
            if not content.startswith(piece, at):
                return False
            at += len(piece)
    return at == len(content)
