"""An unpacked cartridge on disk, read without following anything out of it."""

from __future__ import annotations

import os
import stat
from itertools import islice
from pathlib import Path

from whetstone.core.checks import limits, names
from whetstone.core.checks.wording import shown
from whetstone.core.errors import CartridgeError

RIGHTS = "check its rights"
"""The way out where a file is there and may not be read."""

_WHAT_LIES_HERE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_FILE = _WHAT_LIES_HERE | getattr(os, "O_BINARY", 0)
_FOLDER = _WHAT_LIES_HERE | getattr(os, "O_DIRECTORY", 0)
_BY_HANDLE = os.scandir in os.supports_fd and os.open in os.supports_dir_fd


def files_in(folder: Path) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of the unpacked cartridge in `folder` by name, and notes on what was skipped.

    Folders are held open on the way down where the system can do that, so that one that is changed for a
    link meanwhile leads nowhere else.

    Raises:
        CartridgeError: the folder cannot be read; it holds a symbolic link, a device or a foreign file;
            or a file, all of them or their number is larger than its cap.
    """
    found = _Found()
    try:
        handle = os.open(folder, _FOLDER & ~getattr(os, "O_NOFOLLOW", 0)) if _BY_HANDLE else None
        try:
            found.collect(folder if handle is None else handle, "")
        finally:
            if handle is not None:
                os.close(handle)
    except OSError as error:
        where = shown(error.filename or folder, 200)
        hint = f"; {RIGHTS}" if isinstance(error, PermissionError) else ""
        raise CartridgeError(f"{where} cannot be read: {error.strerror}{hint}") from None
    return found.files, found.notes


class _Found:
    """What was found so far, and how much it is; `collect` takes folders as paths or open handles."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.notes: list[str] = []
        self._folders = 0
        self._others = 0
        self._size = 0

    def collect(self, folder: Path | int, prefix: str) -> None:
        with os.scandir(folder) as listed:
            entries = sorted(islice(listed, 2 * limits.ENTRIES + 1), key=lambda entry: entry.name)
        folders = sum(entry.is_dir(follow_symlinks=False) for entry in entries)
        self._folders += folders
        self._others += len(entries) - folders
        if max(self._folders, self._others) > limits.ENTRIES:
            raise CartridgeError(f"it has more than {limits.ENTRIES} files or folders; drop some")
        for entry in entries:
            name = prefix + entry.name
            if names.is_clutter(name):
                self.notes.append(f"{shown(name)} was skipped: a file manager left it")
            elif entry.is_symlink():
                raise CartridgeError(f"{shown(name)} is a symbolic link; put what it points to in its place")
            elif entry.is_dir(follow_symlinks=False):
                names.check_folder(name)
                self._descend(folder, entry, f"{name}/")
            else:
                names.check_name(name)
                self._take(folder, entry, name)

    def _descend(self, folder: Path | int, entry: os.DirEntry[str], prefix: str) -> None:
        if not isinstance(folder, int):
            self.collect(Path(entry.path), prefix)
            return
        handle = os.open(entry.name, _FOLDER, dir_fd=folder)
        try:
            self.collect(handle, prefix)
        finally:
            os.close(handle)

    def _take(self, folder: Path | int, entry: os.DirEntry[str], name: str) -> None:
        if isinstance(folder, int):
            handle = os.open(entry.name, _FILE, dir_fd=folder)
        else:
            handle = os.open(entry.path, _FILE)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise CartridgeError(f"{shown(name)} is not a regular file; put the file itself there")
            data = file.read(limits.cap(name) + 1)
        limits.check_size(name, len(data))
        self._size += len(data)
        if self._size > limits.TOTAL:
            raise CartridgeError(limits.too_much())
        self.files[name] = data
