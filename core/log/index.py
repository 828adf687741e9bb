"""The log's index: a cache in SQLite that reads on from where it was, and trusts nothing it should not.

It lies at `cache/history.sqlite` in the home and may be deleted at any time. Where it cannot be kept
there, a private one takes its place until it can. The lock `history-index` is held by whoever writes it
or takes it away, for one batch at a time, so that several processes build it together.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

from whetstone.core.errors import HomeError
from whetstone.core.home import Home
from whetstone.core.log.batch import Batch
from whetstone.core.log.file import LogFile
from whetstone.core.log.footing import Footing, at_rest, footing, is_whole, measures
from whetstone.core.log.schema import State, create, load, save
from whetstone.core.log.view import Stale, View

Answer = TypeVar("Answer")

BESIDE = "history-"
"""What else is made of the log's words is kept in the same folder, in files whose names begin so: it goes
when the index goes, which is before anything is deleted from the log."""

_BROKEN = (sqlite3.Error, Stale, TypeError, ValueError)
"""What reading a damaged index may raise; sqlite3 itself raises a UnicodeError for some."""

_HINDRANCES = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOMEM,
)
_PATIENCE = 60.0
_LOCK = "history-index"
_TRIES = 2
_REST = 10
"""So many times as long as a try took that failed, the private index answers before the next one."""


class LogIndex:
    """Answers questions about the log of one home. Safe to use from several threads and processes.

    `close` it when no more is asked.

    `progress` is told bytes read and bytes in all, while the index is catching up.
    """

    def __init__(self, home: Home, log: LogFile, progress: Callable[[int, int], None]) -> None:
        self._home = home
        self._log = log
        self._path = home.cache / "history.sqlite"
        self._private: sqlite3.Connection | None = None
        self._private_lock = threading.Lock()
        self._rested = 0.0
        self._progress = progress

    def ask(self, question: Callable[[View], Answer]) -> Answer:
        """Return what `question` makes of the log as it is now; it may be called again on a fresh index.

        Raises:
            HomeError: the log cannot be read, or there is no room for an index anywhere.
        """
        began = time.monotonic()
        if began >= self._rested:
            for _ in range(_TRIES):
                try:
                    with self._view() as view:
                        answer = question(view)
                except _BROKEN as error:
                    if _is_hindered(error) and self._path.exists():
                        break
                    self._discard()
                except HomeError:
                    break
                else:
                    self.close()
                    return answer
            now = time.monotonic()
            self._rested = now + _REST * (now - began)
        return self._ask_private(question)

    def close(self) -> None:
        """Let go of the private index, if there is one; a question that needs it makes another."""
        if self._private is not None:
            with self._private_lock:
                self._forget_private()

    @contextmanager
    def gone(self) -> Iterator[None]:
        """Take the index away, and let nobody build one, while the log is written anew.

        Raises:
            HomeError: it cannot be taken away.
        """
        with self._home.locked(_LOCK):
            self._remove()
            yield

    @contextmanager
    def _view(self) -> Iterator[View]:
        with self._log.reading() as log:
            goal = measures(log)[0]
        if goal == 0:
            if self._path.exists():
                self._discard()
            with closing(sqlite3.connect(":memory:", isolation_level=None)) as nothing:
                create(nothing)
                yield View(nothing, State(), log)
            return
        for _ in range(_TRIES):
            with self._glance(goal) as view:
                if view is not None:
                    yield view
                    return
            while self._advance(goal):
                pass
        with self._glance(goal) as view:
            if view is None:
                raise Stale
            yield view

    @contextmanager
    def _glance(self, goal: int) -> Iterator[View | None]:
        """Give a view of the index as it lies there, where it is sound and has seen `goal` bytes."""
        if self._journal.exists() or not self._path.exists():  # somebody is writing, or was killed at it
            yield None
            return
        with closing(self._open_to_read()) as connection, self._log.reading() as log:
            connection.execute("BEGIN")
            state = load(connection)
            if (
                state is None
                or not self._is_sealed(state)
                or state.seen < min(goal, measures(log)[0])
                or footing(state, log) is not Footing.FIRM
            ):
                yield None
            else:
                yield View(connection, state, log)

    def _advance(self, goal: int) -> bool:
        """Take the index on by one batch, and return whether there is more to read.

        Who waited for the lock may find that the one before has read on to `goal` bytes for all of them.
        """
        with self._home.locked(_LOCK), self._log.reading() as log:
            with self._glance(goal) as view:
                if view is not None:
                    return False
            self._home.make(self._path.parent)
            state = self._sound_state(log)
            if state is None:
                self._remove()
            with closing(self._open_to_write()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                if state is None:
                    state = State()
                    create(connection)
                state = _read_on(connection, state, log)
                state.seal = int(time.time()) & ~1
                save(connection, state)
                connection.execute("COMMIT")
            with self._home.writing():
                os.utime(self._path, (state.seal, state.seal))
            size = measures(log)[0]
        self._progress(state.seen, size)
        return state.seen < size

    def _sound_state(self, log: BinaryIO) -> State | None:
        """Return the state of the index, where nobody else wrote in it and the log is still the one it read.

        A writer that was killed left a journal behind, which SQLite plays back: that is no foreign hand.
        """
        if not self._path.exists():
            return None
        killed = self._journal.exists()
        with closing(self._open_to_write()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            state = load(connection)
            if state is None or not (killed or self._is_sealed(state)):
                return None
            return _if_on(state, log)

    def _is_sealed(self, state: State) -> bool:
        try:
            return self._path.stat().st_mtime_ns == state.seal * 10**9
        except FileNotFoundError:  # somebody has just taken it away
            return False

    @property
    def _journal(self) -> Path:
        return self._path.with_name(f"{self._path.name}-journal")

    def _open_to_read(self) -> sqlite3.Connection:
        return sqlite3.connect(
            f"{self._path.as_uri()}?mode=ro", uri=True, timeout=_PATIENCE, isolation_level=None
        )

    def _open_to_write(self) -> sqlite3.Connection:
        with self._home.writing():
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)
        _tune(connection)
        return connection

    def _discard(self) -> None:
        with suppress(HomeError), self._home.locked(_LOCK):
            self._remove()

    def _remove(self) -> None:
        """Delete the index: first the database, since SQLite plays no journal back into a new one."""
        with self._home.writing():
            for ending in ("", "-journal", "-wal", "-shm"):
                self._path.with_name(f"{self._path.name}{ending}").unlink(missing_ok=True)
            for path in self._path.parent.glob(f"{BESIDE}*"):
                path.unlink(missing_ok=True)

    def _ask_private(self, question: Callable[[View], Answer]) -> Answer:
        failure: Exception | None = None
        with self._private_lock:
            for place in ("", ":memory:"):  # a nameless temporary file, which SQLite keeps
                try:
                    with self._log.reading() as log:
                        connection, state = self._read_privately(place, log)
                        return question(View(connection, state, log, strict=False))
                except sqlite3.Error as error:
                    failure = error
                    self._forget_private()
        raise HomeError(f"the chat log cannot be indexed: {failure}; free some space, then try again")

    def _read_privately(self, place: str, log: BinaryIO) -> tuple[sqlite3.Connection, State]:
        state = load(self._private) if self._private else None
        if state is None or (state := _if_on(state, log)) is None:
            self._forget_private()
        if self._private is None:
            self._private = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
            _tune(self._private)
            state = State()
            create(self._private)
        assert state is not None
        size = measures(log)[0]
        while state.seen < size:
            self._private.execute("BEGIN")
            state = _read_on(self._private, state, log)
            save(self._private, state)
            self._private.execute("COMMIT")
            self._progress(state.seen, size)
        return self._private, state

    def _forget_private(self) -> None:
        if self._private is not None:
            self._private.close()
            self._private = None


def _is_hindered(error: Exception) -> bool:
    """Return whether the index could not be written or reached, and may be as good as ever."""
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _HINDRANCES


def _tune(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA page_size = 8192")
    connection.execute("PRAGMA cache_size = -65536")  # in KiB
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = OFF")


def _if_on(state: State, log: BinaryIO) -> State | None:
    """Return `state` where it is still true of `log`, if need be by reading that again."""
    found = footing(state, log)
    true = found is Footing.FIRM or (found is Footing.UNSURE and is_whole(state, log))
    return state if true else None


def _read_on(connection: sqlite3.Connection, state: State, log: BinaryIO) -> State:
    size, inode, changed = measures(log)
    before = state.start
    batch = Batch(connection, state)
    batch.read(log, size)
    batch.write()
    return at_rest(state, before, log, inode, changed)
