"""How the names in an archive are to be read: encodings, separators, and that they lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whetstone.core.checks.wording import shown
from whetstone.core.errors import CartridgeError
from whetstone.plugins.zip_cartridge.entries import UTF8_FLAG, Entry
from whetstone.plugins.zip_cartridge.wording import damaged

_DRIVE = re.compile(r"[A-Za-z]:")
_DOS_HOSTS = (0, 10, 11, 14)  # FAT, NTFS (as PKWARE and as Info-ZIP number it), VFAT


def read_names(entries: Sequence[Entry], notes: list[str]) -> list[str]:
    """Return each entry's path with slashes, `./` taken away; a folder's ends in a slash.

    What had to be guessed is added to `notes`. The root folder itself (`./`) is the empty text.

    Raises:
        CartridgeError: a name leads out of the archive, is there twice, or can be read in two ways.
    """
    names = _with_slashes([_decode(entry, notes) for entry in entries], entries, notes)
    paths = [name if name == "./" else name.removeprefix("./") for name in names]
    seen: set[str] = set()
    for path in paths:
        _check_relative(path)
        if path.rstrip("/") in seen:
            raise damaged(f"the name {shown(path)} is there twice")
        seen.add(path.rstrip("/"))
    return ["" if path == "./" else path for path in paths]


def _decode(entry: Entry, notes: list[str]) -> str:
    """Return an entry's name: its Unicode path, else as flagged, else UTF-8 if it is that, else CP437."""
    try:
        plain = entry.name.decode()
    except UnicodeDecodeError:
        if entry.flags & UTF8_FLAG:
            raise damaged(
                f"the name {shown(entry.name.decode('cp437'))} is not the UTF-8 it claims"
            ) from None
        plain = entry.name.decode("cp437")
        if entry.path is None:
            notes.append(f"the name {shown(plain)} was read in the old DOS encoding, so it may look odd")
    if entry.path is None or entry.path == plain:
        return plain
    if entry.flags & UTF8_FLAG or not _stands_for(plain, entry.path):
        raise damaged(f"an entry is named {shown(plain)} and {shown(entry.path)} at once")
    return entry.path


def _stands_for(plain: str, path: str) -> bool:
    """Return whether `plain` may be a lossy spelling of `path`: they differ only in non-ASCII parts."""
    ours, theirs = plain.split("/"), path.split("/")
    return len(ours) == len(theirs) and all(
        a == b or not b.isascii() for a, b in zip(ours, theirs, strict=True)
    )


def _with_slashes(names: list[str], entries: Sequence[Entry], notes: list[str]) -> list[str]:
    """Return the names with backslashes read as slashes, where they can mean nothing else."""
    odd = next((name for name in names if "\\" in name), None)
    if odd is None:
        return names
    if any("/" in name for name in names) or any(entry.host not in _DOS_HOSTS for entry in entries):
        raise CartridgeError(f"the name {shown(odd)} holds a backslash; rename it, or repack with slashes")
    notes.append("its names have backslashes, as old Windows tools write them; they were read as slashes")
    return [name.replace("\\", "/") for name in names]


def _check_relative(path: str) -> None:
    if "\0" in path:
        raise CartridgeError(f"the name {shown(path)} holds a control character; rename it")
    if path == "./":
        return
    parts = path.removesuffix("/").split("/")
    if path.startswith("/") or _DRIVE.match(path) or not {"", ".", ".."}.isdisjoint(parts):
        raise CartridgeError(f"the name {shown(path)} leads out of the cartridge; pack plain relative names")
