"""Whether somebody holds a lock file now."""

from __future__ import annotations

from pathlib import Path


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
