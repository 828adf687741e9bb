"""Lock files: held by one thread of one process, and whether somebody holds one now."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path

_TURNS: dict[str, threading.Lock] = {}
"""The threads of this process take turns before they ask for the file: among processes the lock is asked for
every 50 ms, and a thread that asks like this waits far longer than those before it take."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_TURNS.clear)


def acquire(path: Path, patience: float) -> Callable[[], None]:
    """Hold the lock file `path` against other threads and processes, and return what lets go of it.

    Raises:
        TimeoutError: it was not free within `patience` seconds.
        OSError: it cannot be made.
    """
    from filelock import FileLock, Timeout

    lock, turn = FileLock(path, timeout=patience, mode=0o600), _TURNS.setdefault(str(path), threading.Lock())
    late = TimeoutError(errno.ETIMEDOUT, "held", str(path))
    if not turn.acquire(timeout=patience):
        raise late
    try:
        lock.acquire()
    except Timeout:
        turn.release()
        raise late from None
    except BaseException:
        turn.release()
        raise

    def release() -> None:
        lock.release()
        turn.release()

    return release


def is_held(path: Path) -> bool:
    """Return whether another process, or another part of this one, holds the lock file `path`."""
    try:
        import fcntl
    except ImportError:
        return _is_held_elsewhere(path)
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _is_held_elsewhere(path: Path) -> bool:
    """Ask where there is no `flock`: the same way as `Home.locked`, without waiting."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return False
