"""Keeping what was computed in a cache folder, and trusting only what is whole."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

_DIGEST = 32
_STALE_SECONDS = 3_600


def recall(path: Path, stamp: str) -> bytes | None:
    """Return the bytes that `keep` put at `path` under the same `stamp`.

    `None` where there are none, where they are damaged, and where they were kept under another stamp.
    """
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    data = whole[_DIGEST:]
    return data if whole[:_DIGEST] == _digest(stamp, data) else None


def keep(path: Path, stamp: str, data: bytes) -> bool:
    """Keep `data` at `path` for `recall`, and return whether that was possible.

    `stamp` says of what, and how, the data was computed. The file appears whole or not at all, so any
    number of processes may keep it at once; what a killed one left behind goes an hour later. A folder
    that cannot be written is no error: a cache only saves time.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".new", dir=path.parent)
    except OSError:
        return False
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_digest(stamp, data))
            file.write(data)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        return False
    return True


def _sweep(path: Path) -> None:
    for draft in path.parent.glob(f"{path.name}.*.new"):
        with suppress(OSError):
            if time.time() - draft.stat().st_mtime > _STALE_SECONDS:
                draft.unlink()


def _digest(stamp: str, data: bytes) -> bytes:
    hashed = hashlib.blake2b(stamp.encode("utf-8", "surrogatepass"), digest_size=_DIGEST)
    hashed.update(b"\n")
    hashed.update(data)
    return hashed.digest()
