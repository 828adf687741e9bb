"""From the entries of an archive to the files of a cartridge."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Sequence

from whetstone.core.checks import names
from whetstone.core.checks.wording import shown
from whetstone.core.errors import CartridgeError
from whetstone.plugins.zip_cartridge.entries import Entry
from whetstone.plugins.zip_cartridge.spelling import read_names
from whetstone.plugins.zip_cartridge.wording import damaged

_JAR_MANIFEST = ("META-INF/", "META-INF/MANIFEST.MF")
_DOS_VOLUME, _DOS_DIRECTORY, _WINDOWS_REPARSE_POINT = 0x08, 0x10, 0x400


def files_of(entries: Sequence[Entry], notes: list[str]) -> tuple[dict[str, Entry], dict[str, Entry]]:
    """Return the entries that are files of the cartridge, by their canonical names, and the others.

    What file managers leave behind and the manifest of `jar` are skipped, one enclosing folder is taken
    away, and what was done is added to `notes`. Folders and what is skipped are held to the same rules.

    Raises:
        CartridgeError: a name is not safe, not a cartridge's, there twice, or not a file's.
    """
    found = dict(zip(read_names(entries, notes), entries, strict=True))
    for path, entry in found.items():
        _check_kind(path, entry)
    kept = {path: entry for path, entry in found.items() if path and not _is_clutter(path)}
    clutter = [path for path in found if path and path not in kept]
    if clutter:
        rest = f" and {len(clutter) - 1} more" if len(clutter) > 1 else ""
        notes.append(f"{shown(clutter[0])}{rest} skipped: a file manager or packer left that in the archive")
        names.check_unique(*_files_and_folders(found))
    if root := _enclosing_folder(kept):
        notes.append(f"everything lies in the folder {shown(root[:-1])}, which was taken away")
        kept = {path.removeprefix(root): entry for path, entry in kept.items() if path != root}
    paths, folders = _files_and_folders(kept)
    for folder in folders:
        names.check_folder(folder)
    for path in paths:
        names.check_name(path)
    names.check_unique(paths, folders)
    files = {path: kept[path] for path in paths}
    taken = {entry.offset for entry in files.values()}
    return files, {path: entry for path, entry in found.items() if entry.offset not in taken}


def _files_and_folders(paths: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the paths of files, and those of folders without their slash."""
    listed = list(paths)
    files = [path for path in listed if path and not path.endswith("/")]
    return files, [path[:-1] for path in listed if path.endswith("/")]


def _check_kind(path: str, entry: Entry) -> None:
    """Hold an entry to be a regular file, or a folder with nothing in it, by all that is said of it."""
    folder = not path or path.endswith("/")
    kind = stat.S_IFMT(entry.attributes >> 16)
    if kind not in (0, stat.S_IFDIR if folder else stat.S_IFREG):
        what = {stat.S_IFLNK: "a symbolic link", stat.S_IFDIR: "a folder"}.get(kind, f"type {kind:#o}")
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


def _enclosing_folder(paths: Iterable[str]) -> str:
    """Return the one folder that everything lies in, with its slash, or an empty text."""
    roots = {path.partition("/")[:2] for path in paths}
    if len(roots) != 1:
        return ""
    [(root, slash)] = roots
    return "" if root in names.FOLDERS else root + slash if slash else ""
