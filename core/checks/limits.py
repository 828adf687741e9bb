"""How large a cartridge may be. Sizes are in bytes."""

from __future__ import annotations

from collections.abc import Mapping

from whetstone.core.checks.wording import plainly
from whetstone.core.errors import CartridgeError

MIB = 1 << 20

ENTRIES = 4_096
"""Files and folders in one cartridge."""

ARCHIVE = 136 * MIB
"""A cartridge file on disk: everything stored without compression still fits."""

TOTAL = 128 * MIB
"""All files of a cartridge together."""

EXTRA = 16 * MIB
"""All files under `extra/` together."""

LIBRARY_TEXT = 16 * MIB
"""One text of the library."""

FILES = {
    "metadata.json": MIB,
    "prompt.txt": MIB,
    "config.json": MIB,
    "avatar.png": 8 * MIB,
    "report.json": 4 * MIB,
    "signature.json": MIB // 16,
}
"""Each file at the top of a cartridge."""

NAME = 120
"""One segment of a path, in UTF-8 bytes."""

PATH = 480
"""A whole path under `extra/`, in UTF-8 bytes."""

RATIO = 200
"""Inflated to compressed size of one entry, beyond `RATIO_FREE` bytes that any entry may have."""

RATIO_FREE = 64 << 10

JSON_DEPTH = 64
"""Lists and objects inside one another."""

JSON_DIGITS = 1_000
"""Digits of one number."""

AVATAR_SIDE = 4_096
"""Width and height of the avatar, in pixels."""


def cap(name: str) -> int:
    """Return the largest size of the file with this canonical name."""
    return FILES.get(name) or (LIBRARY_TEXT if name.startswith("library/") else EXTRA)


def check_size(name: str, size: int) -> None:
    """Hold the file `name` of `size` bytes to its cap.

    Raises:
        CartridgeError: it is larger.
    """
    if size > cap(name):
        raise CartridgeError(f"{plainly(name)} is larger than {in_words(cap(name))}; shorten or split it")


def check_total(sizes: Mapping[str, int]) -> None:
    """Hold the sizes of all files, by name, to the caps on their sums.

    Raises:
        CartridgeError: together they are larger.
    """
    if sum(sizes.values()) > TOTAL:
        raise CartridgeError(too_much())
    if sum(size for name, size in sizes.items() if name.startswith("extra/")) > EXTRA:
        raise CartridgeError(f"extra/ is larger than {in_words(EXTRA)}; drop some of its files")


def too_much() -> str:
    """Return the sentence about files that are larger than `TOTAL` together."""
    return f"its files are larger than {in_words(TOTAL)} together; drop some of them"


def in_words(size: int) -> str:
    """Return `size` for people: `8 MiB`, `64 KiB`, `17 bytes`."""
    for unit, name in ((MIB, "MiB"), (1 << 10, "KiB")):
        if size >= unit:
            return f"{size / unit:.4g} {name}"
    return f"{size} bytes"
