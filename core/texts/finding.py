"""Finding the files among what the user named: folders, archives, and archives in them."""

from __future__ import annotations

import os
import stat
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from whetstone.core.errors import in_one_line

HIDDEN = ("__MACOSX", "Thumbs.db", "desktop.ini")
"""Names that systems leave behind."""

MOST_MEMBERS = 100_000
"""An archive with more entries is not read."""

MOST_SIZE = 8 * 2**30
"""A member of an archive that unpacks to more is not read."""

MOST_RATIO = 200
"""A member of more than 16 MB that deflates better than this is not read: no text does."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file: its path on disk, and the names of members inside of archives, outermost first."""

    path: Path
    inside: tuple[str, ...] = ()
    size: int = 0
    shown: str = ""
    problem: str = ""


class Walk:
    """Walks what the user named, in an order that is the same everywhere.

    `hidden` counts the files that systems and editors leave behind, which are passed over.
    """

    def __init__(self) -> None:
        self.hidden: Counter[str] = Counter()
        self._folders: set[tuple[int, int]] = set()
        self._files: set[tuple[str, ...]] = set()

    def places(self, paths: Sequence[Path | str]) -> Iterator[Place]:
        """Yield every file once; what cannot be read has a `problem`."""
        for path in map(Path, paths):
            yield from self._path(path, in_one_line(path.name or str(path)), named=True)

    def _path(self, path: Path, shown: str, *, named: bool = False) -> Iterator[Place]:
        try:
            found = path.stat()
        except OSError as error:
            yield Place(path, shown=str(path) if named else shown, problem=_reason(error))
            return
        if stat.S_ISDIR(found.st_mode):
            if (found.st_dev, found.st_ino) not in self._folders:
                self._folders.add((found.st_dev, found.st_ino))
                yield from self._folder(path, shown)
        elif not stat.S_ISREG(found.st_mode):
            yield Place(path, shown=shown, problem="it is neither a file nor a folder")
        else:
            yield from self._file(path, shown, found.st_size)

    def _folder(self, folder: Path, shown: str) -> Iterator[Place]:
        try:
            names = sorted(path.name for path in folder.iterdir())
        except OSError as error:
            yield Place(folder, shown=shown, problem=_reason(error))
            return
        for name in names:
            if is_hidden(name):
                self.hidden[name] += 1
            else:
                yield from self._path(folder / name, f"{shown}/{in_one_line(name)}")

    def _file(self, path: Path, shown: str, size: int) -> Iterator[Place]:
        real = os.path.realpath(path)
        if (real,) in self._files:
            return
        self._files.add((real,))
        if is_archive_name(path.name):
            yield from self._archive(Place(path, (), size, shown), path)
        else:
            yield Place(path, (), size, shown)

    def _archive(self, place: Place, source: Path) -> Iterator[Place]:
        try:
            with zipfile.ZipFile(source) as archive:
                yield from self._members(place, archive)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            yield Place(place.path, place.inside, place.size, place.shown, f"the archive is damaged: {error}")

    def _members(self, place: Place, archive: zipfile.ZipFile) -> Iterator[Place]:
        infos = archive.infolist()
        if problem := bomb_in(infos):
            yield Place(place.path, place.inside, place.size, place.shown, problem)
            return
        for info in sorted(infos, key=lambda info: info.filename):
            if info.is_dir():
                continue
            parts = [
                part for part in info.filename.replace("\\", "/").split("/") if part not in ("", ".", "..")
            ]
            if not parts or any(map(is_hidden, parts)):
                self.hidden[parts[-1] if parts else info.filename] += 1
                continue
            inside = (*place.inside, info.filename)
            one = Place(place.path, inside, info.file_size, f"{place.shown}/{in_one_line('/'.join(parts))}")
            yield from self._member(one, info, archive)

    def _member(self, one: Place, info: zipfile.ZipInfo, archive: zipfile.ZipFile) -> Iterator[Place]:
        if info.flag_bits & 1:
            yield Place(
                one.path, one.inside, one.size, one.shown, "it is protected by a password; unpack it first"
            )
        elif not is_archive_name(info.filename):
            yield one
        elif len(one.inside) > 1:
            yield Place(
                one.path,
                one.inside,
                one.size,
                one.shown,
                "archives three deep are not read",
            )
        else:
            try:
                with archive.open(info) as file, zipfile.ZipFile(file) as inner:
                    yield from self._members(one, inner)
            except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
                yield Place(one.path, one.inside, one.size, one.shown, f"the archive is damaged: {error}")


def bomb_in(infos: Sequence[zipfile.ZipInfo]) -> str:
    """Return what is wrong with an archive that no text can be; empty where nothing is."""
    if len(infos) > MOST_MEMBERS:
        return f"the archive has more than {MOST_MEMBERS} files"
    for info in infos:
        if info.file_size > MOST_SIZE:
            return f"{in_one_line(info.filename)} in the archive unpacks to more than {MOST_SIZE // 2**30} GB"
        if info.file_size > 2**24 and info.file_size > MOST_RATIO * max(info.compress_size, 1):
            return f"{in_one_line(info.filename)} in the archive deflates better than any text does"
    starts = Counter(info.header_offset for info in infos)
    if any(count > 1 for count in starts.values()):
        return "files in the archive lie in the same place"
    return ""


def is_hidden(name: str) -> bool:
    """Return whether a file of this name is none of the user's texts."""
    return name.startswith(".") or name in HIDDEN or name.startswith("~$")


def is_archive_name(name: str) -> bool:
    """Return whether a file is called like an archive of files."""
    return name.lower().endswith(".zip")


def _reason(error: OSError) -> str:
    return f"it cannot be read: {error.strerror or error}"
