"""Uploads: written piece by piece to `uploads/<id>/<name>` of the home, and swept when nobody needs them."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from whetstone.core.errors import UploadNotFound
from whetstone.core.home import Home, sync
from whetstone.core.jobs.record import Job
from whetstone.plugins.webui.uploads.names import safe_name

KEPT = 24 * 3600.0
"""Seconds that an upload is kept which no job needs."""

_BETWEEN_SWEEPS = 3600.0

_ID = re.compile(r"[0-9a-f]{20}")
_PART = ".part"
_STALE_PART = 3600.0
"""Seconds after which what is half written, and grows no more, is of a server that was killed."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was uploaded: its id, its name made safe, its size in bytes, and where it lies."""

    id: str
    name: str
    bytes: int
    path: Path


class Uploads:
    """The uploads of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._swept = 0.0

    def begin(self, name: str) -> Incoming:
        """Make room for a file that somebody calls `name`.

        Raises:
            HomeError: the home cannot be written.
        """
        id = secrets.token_hex(10)
        return Incoming(self._home, self._home.make(self._home.uploads / id), safe_name(name))

    def get(self, id: str) -> Upload:
        """Return the upload with this id.

        Raises:
            UploadNotFound: there is none, or it was swept.
        """
        folder = self._home.uploads / id
        if _ID.fullmatch(id) and folder.is_dir():
            for path in _files(folder):
                return Upload(id, path.name, path.stat().st_size, path)
        raise UploadNotFound("this upload is not there any more; choose the file again")

    def remove(self, id: str) -> None:
        """Delete an upload.

        Raises:
            UploadNotFound: there is none.
            HomeError: it cannot be deleted.
        """
        upload = self.get(id)
        with self._home.writing():
            shutil.rmtree(upload.path.parent)

    def needed_by(self, job: Job) -> set[str]:
        """Return the ids of the uploads that the parameters of `job` name."""
        root = str(self._home.uploads) + os.sep
        return {text.removeprefix(root)[:20] for text in _texts(job.parameters) if text.startswith(root)}

    def sweep(self, jobs: Iterable[Job]) -> int:
        """Delete what no job needs that may go on, and return how many uploads that were.

        Those that were of a job which is done go at once, others a day after they came.
        """
        needed: set[str] = set()
        used: set[str] = set()
        for job in jobs:
            (used if job.status == "done" else needed).update(self.needed_by(job))
        swept = 0
        for folder in self._folders():
            if folder.name not in needed and _is_over(folder, folder.name in used):
                shutil.rmtree(folder, ignore_errors=True)
                swept += 1
        return swept

    def sweep_now_and_then(self, jobs: Callable[[], Iterable[Job]]) -> None:
        """Sweep where that was not done for an hour; `jobs` returns all jobs."""
        if time.monotonic() - self._swept > _BETWEEN_SWEEPS or not self._swept:
            self._swept = time.monotonic()
            self.sweep(jobs())

    def _folders(self) -> Collection[Path]:
        with suppress(OSError):
            return [path for path in self._home.uploads.iterdir() if _ID.fullmatch(path.name)]
        return []


class Incoming:
    """A file on its way in: `write` what comes, then `finish`, or `drop` it."""

    def __init__(self, home: Home, folder: Path, name: str) -> None:
        self._home = home
        self.folder = folder
        self._name = name
        self._draft = folder / _PART
        with home.writing():
            handle = os.open(
                self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
            )
            self._file: BinaryIO = os.fdopen(handle, "wb", buffering=0)

    def write(self, data: bytes) -> None:
        """Append a piece.

        Raises:
            HomeError: it cannot be written: the disk is full, for example.
        """
        with self._home.writing():
            left = memoryview(data)
            while left:
                left = left[self._file.write(left) :]

    def finish(self) -> Upload:
        """Make it durable and return it.

        Raises:
            HomeError: it cannot be written.
        """
        with self._home.writing():
            sync(self._file.fileno())
            size = self._file.tell()
            self._file.close()
            self._draft.rename(self.folder / self._name)
        return Upload(self.folder.name, self._name, size, self.folder / self._name)

    def drop(self) -> None:
        """Delete what has come so far."""
        with suppress(OSError):
            self._file.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name != _PART and path.is_file()]


def _is_over(folder: Path, used: bool) -> bool:
    try:
        files = _files(folder)
        newest = max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
    except OSError:
        return False
    kept = KEPT if files else _STALE_PART
    return (used and bool(files)) or time.time() - newest > kept


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
