"""Where everything of one user lies: the home directory, and how files in it are written."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from whetstone.core.errors import HomeError
from whetstone.core.locks import acquire

if os.name == "posix":
    import fcntl

    _NOT_KNOWN = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOTTY}

_PIECE = 1 << 16
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


SET_ASIDE = "set-aside"
"""The folder of a home into which repairs move what is in the way; the doctor never deletes."""


class Home:
    """The home directory. Nothing is created before something is to be kept.

    `root` is `--home`, else `WHETSTONE_HOME`, else the platform's place for user data.

    Raises:
        HomeError: `root` begins with `~NAME`, and there is no user of this name.
    """

    patience = 60.0
    """The longest wait for a lock, in seconds."""

    def __init__(self, root: Path | str | None = None) -> None:
        chosen = root or os.environ.get("WHETSTONE_HOME")
        if not chosen:
            from platformdirs import user_data_path

            chosen = user_data_path("whetstone", appauthor=False)
        try:
            self.root = Path(chosen).expanduser().absolute()
        except RuntimeError as error:
            raise HomeError(f"{chosen} names no folder: {error}") from None

    @property
    def settings(self) -> Path:
        """`whetstone.toml`, for people to edit."""
        return self.root / "whetstone.toml"

    @property
    def personas(self) -> Path:
        """`personas.json`: what is installed."""
        return self.root / "personas.json"

    @property
    def log(self) -> Path:
        """`chat_history.log`: JSON lines, append only."""
        return self.root / "chat_history.log"

    @property
    def imported(self) -> Path:
        """The folder of installed cartridges, unpacked."""
        return self.root / "philosophy_library" / "imported"

    @property
    def talked(self) -> Path:
        """The folder of bundled personas' contents that were talked with."""
        return self.root / "philosophy_library" / "talked"

    @property
    def overlays(self) -> Path:
        """The folder of the user's own changes to personas."""
        return self.root / "overlays"

    @property
    def trash(self) -> Path:
        """The folder of removed personas."""
        return self.root / "trash"

    @property
    def keys(self) -> Path:
        """The folder of this user's own signing keys."""
        return self.root / "keys"

    @property
    def trust(self) -> Path:
        """`trust.json`: the keys that this home trusts, or no longer does."""
        return self.root / "trust.json"

    @property
    def jobs(self) -> Path:
        """The folder of long work that can be resumed."""
        return self.root / "jobs"

    @property
    def uploads(self) -> Path:
        """The folder of what a browser sent, until something is made of it."""
        return self.root / "uploads"

    @property
    def mirror(self) -> Path:
        """The folder of what clones rest on: for each, which turns its claims cite."""
        return self.root / "mirror"

    @property
    def cache(self) -> Path:
        """The folder of indexes and finished steps; it may be deleted at any time."""
        return self.root / "cache"

    @property
    def steps(self) -> Path:
        """The folder of what models answered to jobs."""
        return self.cache / "steps"

    def check(self) -> None:
        """Refuse a home that is no folder.

        Raises:
            HomeError: a file is in its place.
        """
        if os.access(self.root, os.F_OK) and not self.root.is_dir():
            raise HomeError(f"{self.root} is no folder; choose another place with --home or WHETSTONE_HOME")

    def writable(self) -> bool:
        """Return whether this user may write here, or create the home where it is still missing."""
        there = self.root
        while not os.access(there, os.F_OK) and there != there.parent:
            there = there.parent
        return os.access(there, os.W_OK | os.X_OK)

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Hold the lock `name` of this home against other threads and processes.

        Raises:
            HomeError: the home cannot be written, or the lock was not free within `patience`.
        """
        folder = self.make(self.root / "locks")
        with self.writing():
            try:
                release = acquire(folder / f"{name}.lock", self.patience)
            except TimeoutError as error:
                raise HomeError(
                    f"another whetstone process has held {error.filename} for {self.patience:g} seconds; "
                    "wait for it, or end it"
                ) from None
        try:
            yield
        finally:
            release()

    def make(self, folder: Path) -> Path:
        """Create `folder` in this home, durably and readable by the user alone, and return it.

        Raises:
            HomeError: it cannot be created.
        """
        with self.writing():
            if folder.is_dir():
                return folder
            self.root.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            for part in [*reversed(folder.parents), folder]:
                if part.is_relative_to(self.root) and not part.is_dir():
                    part.mkdir(exist_ok=True, mode=0o700)
                    sync_folder(part.parent)
        return folder

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Turn the system's refusals to write into a `HomeError` that says what to do."""
        try:
            yield
        except OSError as error:
            reason = error.strerror or str(error)
            place = Path(error.filename or self.root)
            place = place.parent if place.name.startswith(".") else place
            raise HomeError(
                f"cannot write {place}: {reason}; mend that, or choose another place with --home or "
                "WHETSTONE_HOME"
            ) from error

    @contextmanager
    def reading(self, path: Path) -> Iterator[None]:
        """Turn the system's refusals to read `path` into a `HomeError`."""
        try:
            yield
        except OSError as error:
            raise HomeError(f"cannot read {path}: {error.strerror or error}") from error

    def replace(self, path: Path, data: bytes) -> None:
        """Write `data` to `path` as `replacing` does.

        Raises:
            HomeError: it cannot be written; the old file is as it was.
        """
        with self.replacing(path) as file:
            write_in_pieces(file, data)

    @contextmanager
    def replacing(self, path: Path) -> Iterator[BinaryIO]:
        """Write a file in place of `path` so that a crash leaves the old file or the new one.

        The lock that guards `path` must be held: what a killed process left half written is written over.
        A file that is new is for the user alone; one that was there keeps its mode, and a symbolic link
        (a settings file among other dotfiles, say) is followed.

        Raises:
            HomeError: it cannot be written; the old file is as it was.
        """
        self.make(path.parent)
        with self.writing():
            place = path.resolve()
            draft = draft_of(place)
            try:
                draft.unlink(missing_ok=True)
                with os.fdopen(os.open(draft, _NEW, 0o600), "wb") as file:
                    yield file
                    file.flush()
                    sync(file.fileno())
                if place.exists():
                    shutil.copymode(place, draft)
                draft.replace(place)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
            sync_folder(place.parent)


def draft_of(path: Path) -> Path:
    """Return where a file is written before it takes the place of `path`."""
    place = path.resolve()
    return place.with_name(f".{place.name}.new")


def write_in_pieces(file: BinaryIO, data: bytes) -> None:
    """Write `data` to `file`, piece by piece: many megabytes at once take ext4 eight times as long."""
    whole = memoryview(data)
    for at in range(0, len(data), _PIECE):
        file.write(whole[at : at + _PIECE])


def sync(handle: int) -> None:
    """Make durable what was written to the open file or folder `handle`.

    On macOS `fsync` leaves it in the drive's own cache, and `F_FULLFSYNC` empties that (fsync(2) there); a
    file system that does not know it is synced with `fsync`.
    """
    full = getattr(fcntl, "F_FULLFSYNC", None) if os.name == "posix" else None
    if full is not None:
        try:
            fcntl.fcntl(handle, full)
            return
        except OSError as error:
            if error.errno not in _NOT_KNOWN:
                raise
    os.fsync(handle)


def sync_file(path: Path) -> None:
    """Make the content of the file `path` durable."""
    handle = os.open(path, os.O_RDWR)
    try:
        sync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable, where a folder can be synced, and its user may list it."""
    if os.name == "nt" or not os.access(folder, os.R_OK):
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        sync(handle)
    finally:
        os.close(handle)
