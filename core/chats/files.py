"""The files that chats are read from: what is named, and what is in the archives among it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from whetstone.core.chats.utf16 import as_utf8
from whetstone.core.errors import FormatError

HEAD = 256 * 1024
"""Bytes that formats are shown to recognise a file."""

_BEGINS = (b"PK\x03\x04", b"PK\x05\x06")
_READ = (".json", ".jsonl", ".ndjson", ".txt", ".log", ".csv", "")
_BEYOND = 64 * 2**30
NOT_GIVEN = (OSError, EOFError, zipfile.BadZipFile, zlib.error)
"""What reading a file raises where the system or its archive does not give it."""

_NOT_READ = (*NOT_GIVEN, KeyError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class ChatFile:
    """One file, or one member of a zip archive. `shown` is how it is called to people."""

    path: Path
    member: str = ""

    @property
    def shown(self) -> str:
        """The path, and the place in the archive."""
        return f"{self.path}/{self.member}" if self.member else str(self.path)

    @property
    def name(self) -> str:
        """The file's own name; of an archive's only `_chat.txt`, which all have, the archive's."""
        own = PurePosixPath(self.member).name if self.member else self.path.name
        return f"{self.path.stem}.txt" if own == "_chat.txt" and self.member else own

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open it at its start; UTF-16 is read as UTF-8.

        Raises:
            FormatError: it cannot be read.
        """
        try:
            if not self.member:
                with self.path.open("rb") as file:
                    yield as_utf8(file)
                return
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as inner:
                yield as_utf8(cast(BinaryIO, inner))
        except _NOT_READ as error:
            raise unreadable(self.shown, error) from error

    def head(self) -> bytes:
        """Return how it begins.

        Raises:
            FormatError: it cannot be read.
        """
        with self.open() as file:
            return file.read(HEAD)

    def written(self) -> datetime:
        """Return when the file was last changed; of a member whose time is none, when its archive was."""
        if self.member:
            with suppress(ValueError, *_NOT_READ), zipfile.ZipFile(self.path) as archive:
                return datetime(*archive.getinfo(self.member).date_time)
        with suppress(OSError):
            return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)
        return datetime.now(UTC)


def unreadable(shown: str, error: BaseException) -> FormatError:
    """Return the sentence about a file that the system or its archive does not give."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else error
    return FormatError(f"{shown} cannot be read: {said}")


def chat_files(path: Path) -> Sequence[ChatFile]:
    """Return the file `path`, or what may be a chat among the members of the zip archive that it is.

    Raises:
        FormatError: it cannot be read.
    """
    if path.is_dir():
        raise FormatError(f"{path} is a folder; name the files in it")
    whole = ChatFile(path)
    if not whole.head().startswith(_BEGINS):
        return [whole]
    try:
        with zipfile.ZipFile(path) as archive:
            members = [
                info
                for info in archive.infolist()
                if not info.is_dir()
                and PurePosixPath(info.filename).suffix.lower() in _READ
                and not info.filename.startswith("__MACOSX/")
            ]
    except _NOT_READ as error:
        raise unreadable(str(path), error) from error
    for info in members:
        if info.flag_bits & 1:
            raise FormatError(f"{path} is encrypted; unpack it, then import the files in it")
        if info.file_size > _BEYOND:
            raise FormatError(f"{path}/{info.filename} unpacks to more than 64 GiB; import a part of it")
    return [ChatFile(path, info.filename) for info in sorted(members, key=lambda info: info.filename)]


def has_pages(path: Path) -> bool:
    """Return whether the file `path`, or a member of the zip archive that it is, is a page in HTML."""
    head = ChatFile(path).head()
    if not head.startswith(_BEGINS):
        return head.lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml"))
    with suppress(*_NOT_READ), zipfile.ZipFile(path) as archive:
        return any(name.lower().endswith((".html", ".htm")) for name in archive.namelist())
    return False
