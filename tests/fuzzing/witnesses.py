"""Other programs that read zip archives: what each sees in one, as names and bytes of its files."""

from __future__ import annotations

import io
import os
import re
import shutil
import stat
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

Seen = list[tuple[str, bytes]]
"""Every file that a program finds, by the name that it gives it; folders are left out."""


class Refuses(Exception):
    """The program says that the archive is broken."""


class CannotSpell(Exception):
    """The program finds no way to write a name of the archive, which is in an encoding of its own."""


def zipfile_sees(data: bytes) -> Seen:
    """Return what Python's `zipfile` sees. Names without the flag for UTF-8 are UTF-8 where they can be.

    Raises:
        Refuses: it raises anything.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return [(_name(info), opened.read(info)) for info in opened.infolist() if not info.is_dir()]
    except Exception as error:
        raise Refuses(f"{type(error).__name__}: {error}") from error


def unzip_sees(data: bytes) -> Seen:
    """Return what Info-ZIP's `unzip` unpacks.

    Raises:
        Refuses: it returns anything but success.
        CannotSpell: it returns that for a name alone.
    """
    return _unpacked_by(["unzip", "-qq", "-o", "{archive}", "-d", "{folder}"], data)


def seven_zip_sees(data: bytes) -> Seen:
    """Return what 7-Zip unpacks. Raises as `unzip_sees`."""
    return _unpacked_by(["7z", "x", "-y", "-bd", "-o{folder}", "{archive}"], data)


def bsdtar_sees(data: bytes) -> Seen:
    """Return what libarchive's `bsdtar` unpacks. Raises as `unzip_sees`."""
    return _unpacked_by(["bsdtar", "-xf", "{archive}", "-C", "{folder}"], data)


_UNSPELLABLE = re.compile(r"mapname:  conversion of .*[^\x00-\x7f].* failed")
_MISMATCH = re.compile(
    r"(?m)^.*[^\x00-\x7f].*:  mismatching \"local\" filename \(.*\),\n"
    r".*continuing with \"central\" filename version$"
)

PROGRAMS: dict[str, Callable[[bytes], Seen]] = {
    program: sees
    for program, sees in (("unzip", unzip_sees), ("7z", seven_zip_sees), ("bsdtar", bsdtar_sees))
    if shutil.which(program)
}
"""The programs that are on this machine."""

PEDANTS = ("7z", "bsdtar")
"""Those that refuse archives for fields that have nothing to do with names and contents, such as times."""


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def _unpacked_by(command: list[str], data: bytes) -> Seen:
    shelf = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=shelf) as place:
        archive, folder = Path(place) / "a.zip", Path(place) / "out"
        archive.write_bytes(data)
        folder.mkdir()
        filled = [word.format(archive=archive, folder=folder) for word in command]
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            filled, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60
        )
        said = (done.stdout + done.stderr).decode("utf-8", "replace").replace(place, "")
        if done.returncode and not (done.returncode == 1 and _about_spelling(said)):
            if _UNSPELLABLE.search(said):
                raise CannotSpell(said)
            raise Refuses(f"{command[0]} returned {done.returncode}: {' '.join(said.split())[:300]}")
        return _files_below(folder)


def _about_spelling(warnings: str) -> bool:
    """Return whether `unzip` warns of nothing but backslashes, or names in another encoding than its own."""
    plain = _MISMATCH.sub("", warnings)
    plain = plain.replace("warning:  /a.zip appears to use backslashes as path separators", "")
    return not plain.strip()


def _files_below(folder: Path) -> Seen:
    found: Seen = []
    for at, _, files in os.walk(os.fsencode(folder)):
        for name in files:
            path = os.path.join(at, name)  # noqa: PTH118
            relative = os.path.relpath(path, os.fsencode(folder))
            if not stat.S_ISREG(os.lstat(path).st_mode):
                raise Refuses(f"it unpacked something else than a file at {relative!r}")
            with open(path, "rb") as file:  # noqa: PTH123
                found.append((relative.decode("utf-8", "surrogateescape"), file.read()))
    return found
