"""Writing files where the user wants them, outside the home."""

from __future__ import annotations

import os
from pathlib import Path

from whetstone.core.errors import HomeError
from whetstone.core.home import sync_file, sync_folder


def write_file(path: Path, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all; what is no regular file (a pipe) is written into.

    Raises:
        HomeError: it cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        place = path.resolve()
        draft = place.with_name(f".{place.name[:100]}.{os.getpid()}")
        try:
            draft.write_bytes(data)
            sync_file(draft)
            draft.replace(place)
            sync_folder(place.parent)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise HomeError(f"cannot write {path}: {error.strerror or error}; choose another place") from error
