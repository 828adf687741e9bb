"""From the names in an archive to the files of a cartridge."""

from __future__ import annotations

import re
import stat
from collections.abc import Sequence

from whetstone.core.checks import names
from whetstone.core.checks.wording import shown
from whetstone.core.errors import CartridgeError
from whetstone.plugins.zip_cartridge.entries import UTF8_FLAG, Entry
from whetstone.plugins.zip_cartridge.wording import damaged

_JAR_MANIFEST = ("META-INF/", "META-INF/MANIFEST.MF")
_DRIVE = re.compile(r"[A-Za-z]:")
_DOS_HOSTS = (0, 10, 11, 14)  # FAT, NTFS (as PKWARE and as Info-ZIP number it), VFAT
_DOS_VOLUME, _DOS_DIRECTORY, _WINDOWS_REPARSE_POINT = 0x08, 0x10, 0x400


def files_of(entries: Sequence[Entry], notes: list[str]) -> dict[str, Entry]:
    """Return the entries that are files of the cartridge, by their canonical names.

    What file managers leave behind and the manifest of `jar` are skipped, one enclosing folder is taken
    away, and what was done is added to `notes`. Entries for folders are held to the same rules.

    Raises:
        CartridgeError: a name is not safe, not a cartridge's, there twice, or not a file's.
    """
    paths = _decoded(entries, notes)
    for path, entry in zip(paths, entries, strict=True):
        _check_kind(path, entry)
    kept = {path: entry for path, entry in zip(paths, entries, strict=True) if not _is_clutter(path)}
    if skipped := [path for path in paths if path not in kept]:
        rest = f" and {len(skipped) - 1} more" if len(skipped) > 1 else ""
        notes.append(f"{shown(skipped[0])}{rest} skipped: a file manager or packer left that in the archive")
    root = _enclosing_folder(kept)
    if root:
        if root != "./":
            notes.append(f"everything lies in the folder {shown(root[:-1])}, which was taken away")
        kept = {path.removeprefix(root): entry for path, entry in kept.items() if path != root}
    files = {path: entry for path, entry in kept.items() if not path.endswith("/")}
    folders = [path[:-1] for path in kept if path.endswith("/")]
    for folder in folders:
        names.check_folder(folder)
    for path in files:
        names.check_name(path)
    names.check_unique(files, folders)
    return files


def _decoded(entries: Sequence[Entry], notes: list[str]) -> list[str]:
    paths = [_decode(entry, notes) for entry in entries]
    if any("\\" in path for path in paths):
        if any("/" in path for path in paths) or any(entry.host not in _DOS_HOSTS for entry in entries):
            odd = next(path for path in paths if "\\" in path)
            raise CartridgeError(
                f"the name {shown(odd)} holds a backslash; rename it, or repack with slashes"
            )
        paths = [path.replace("\\", "/") for path in paths]
        notes.append("its names have backslashes, as old Windows tools write them; they were read as slashes")
    seen: set[str] = set()
    for path in paths:
        _check_safe(path)
        if path.rstrip("/") in seen:
            raise damaged(f"the name {shown(path)} is there twice")
        seen.add(path.rstrip("/"))
    return paths


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


def _check_safe(path: str) -> None:
    parts = path.removesuffix("/").split("/")
    if path.startswith("/") or _DRIVE.match(path) or ".." in parts or "" in parts or "." in parts[1:]:
        raise CartridgeError(
            f"the name {shown(path)} leads out of the cartridge; pack plain relative names only"
        )
    if any(ord(letter) < 0x20 or ord(letter) == 0x7F for letter in path):
        raise CartridgeError(f"the name {shown(path)} holds a control character; rename it")


def _check_kind(path: str, entry: Entry) -> None:
    """Hold an entry to be a regular file, or a folder with nothing in it, by all that is said of it."""
    folder = path.endswith("/")
    kind = stat.S_IFMT(entry.attributes >> 16)
    if kind not in (0, stat.S_IFDIR if folder else stat.S_IFREG):
        what = (
            "a symbolic link" if kind == stat.S_IFLNK else "a folder" if kind == stat.S_IFDIR else "special"
        )
        raise CartridgeError(f"{shown(path)} is not a regular file ({what}); pack the file itself")
    dos = entry.attributes & 0xFFFF
    if dos & (_DOS_VOLUME | _WINDOWS_REPARSE_POINT) or (dos & _DOS_DIRECTORY and not folder):
        raise CartridgeError(
            f"{shown(path)} is not a regular file (attributes 0x{dos:04x}); pack the file itself"
        )
    if folder and (entry.size or entry.crc):
        raise damaged(f"the folder {shown(path)} has content of its own")


def _is_clutter(path: str) -> bool:
    return path in _JAR_MANIFEST or names.is_clutter(path.rstrip("/"))


def _enclosing_folder(paths: Sequence[str] | dict[str, Entry]) -> str:
    """Return the one folder that everything lies in, with its slash, or an empty text."""
    roots = {path.partition("/")[0] for path in paths}
    if len(roots) != 1 or not all("/" in path for path in paths):
        return ""
    root = roots.pop()
    return "" if root in names.FOLDERS else f"{root}/"
