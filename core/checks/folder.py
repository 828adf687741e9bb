"""An unpacked cartridge on disk, read without following anything out of it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from whetstone.core.checks import limits, names
from whetstone.core.checks.wording import shown
from whetstone.core.errors import CartridgeError

_READ_WHAT_LIES_HERE = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


def files_in(folder: Path) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of the unpacked cartridge in `folder` by name, and notes on what was skipped.

    Raises:
        CartridgeError: the folder cannot be read; it holds a symbolic link, a device or a foreign file;
            or a file is larger than its cap.
    """
    files: dict[str, bytes] = {}
    notes: list[str] = []
    try:
        _collect(folder, "", files, notes)
    except OSError as error:
        where = shown(error.filename or folder, 200)
        raise CartridgeError(f"{where} cannot be read: {error.strerror}; check its rights") from None
    return files, notes


def _collect(folder: Path, prefix: str, files: dict[str, bytes], notes: list[str]) -> None:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        name = prefix + entry.name
        if names.is_clutter(name):
            notes.append(f"{shown(name)} was skipped: a file manager left it")
        elif entry.is_symlink():
            raise CartridgeError(f"{shown(name)} is a symbolic link; put what it points to in its place")
        elif entry.is_dir(follow_symlinks=False):
            names.check_folder(name)
            _collect(Path(entry.path), f"{name}/", files, notes)
        else:
            names.check_name(name)
            files[name] = _read(Path(entry.path), name)
            if len(files) > limits.ENTRIES:
                raise CartridgeError(f"it has more than {limits.ENTRIES} files; drop some")


def _read(path: Path, name: str) -> bytes:
    handle = os.open(path, _READ_WHAT_LIES_HERE)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise CartridgeError(f"{shown(name)} is not a regular file; put the file itself there")
        data = file.read(limits.cap(name) + 1)
    limits.check_size(name, len(data))
    return data
