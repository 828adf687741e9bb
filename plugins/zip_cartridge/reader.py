"""Reads a zip archive that leaves nothing to interpretation."""

from __future__ import annotations

from whetstone.core.checks import limits
from whetstone.core.checks.wording import shown
from whetstone.core.errors import CartridgeError
from whetstone.plugins.zip_cartridge.content import check_second_reading, check_sizes, inflate, inflate_all
from whetstone.plugins.zip_cartridge.end_record import find_directory
from whetstone.plugins.zip_cartridge.entries import read_entries
from whetstone.plugins.zip_cartridge.paths import files_of

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")


def read_archive(data: bytes) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of the cartridge in the archive `data` by name, and notes on what was skipped.

    Every check that needs no content comes first, so that a hostile archive costs next to nothing; then
    each entry, skipped ones too, is inflated under the size its headers claim, and `zipfile` must read the
    same.

    Raises:
        CartridgeError: one sentence: what is wrong, where, and what to do.
    """
    if data[:4] not in SIGNATURES:
        raise CartridgeError(
            f"it is not a .whetstone file: it {_beginning(data)}, where a zip archive begins with PK; "
            "choose a file that `whetstone export` or `whetstone pack` wrote, or a zip archive"
        )
    if len(data) > limits.ARCHIVE:
        raise CartridgeError(f"the archive is larger than {limits.in_words(limits.ARCHIVE)}; drop some files")
    notes: list[str] = []
    entries = read_entries(data, find_directory(data))
    files, skipped = files_of(entries, notes)
    check_sizes(files, skipped)
    for entry in skipped.values():
        inflate(data, entry)
    contents = dict(zip(files, inflate_all(data, list(files.values())), strict=True))
    check_second_reading(data, entries)
    return contents, notes


def _beginning(data: bytes) -> str:
    if not data:
        return "is empty"
    start = data[:8].decode("ascii", "replace").replace("\ufffd", "?")
    return f"begins with {shown(start)}"
