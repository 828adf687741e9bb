"""Personas' prompts that were read before, kept on disk as the model's own state.

To read a prompt of 1,000 tokens takes one core many seconds, to load what came of it some milliseconds.
Only what is prewarmed is kept: a persona's prompt and examples, never what somebody said to it.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from whetstone.core.errors import HomeError
from whetstone.plugins.embedded_model.listener import Listener
from whetstone.plugins.embedded_model.weights import digest

_SUFFIX = ".state"
_PROBE = 2**20
_STALE_SECONDS = 3_600


class PrefixStore:
    """A folder of states, the ones used last, of at most `limit` bytes in all.

    It may be emptied at any time. What cannot be kept or read again is computed as if it had never been
    there. A file's name holds the hash of what is in it, for llama.cpp ends the process over a damaged one.
    """

    def __init__(self, folder: Path, weights: Path, limit: int) -> None:
        self.folder = folder
        self._weights = weights
        self._limit = limit

    def key(self, messages: list[dict[str, str]]) -> str:
        """Return what names the state after `messages`, with these weights and this llama.cpp."""
        seen = hashlib.sha256(self._fingerprint.encode())
        seen.update(json.dumps(messages).encode())
        return seen.hexdigest()

    def restore(self, listener: Listener, key: str) -> bool:
        """Load a state into the slot; return whether it was there and is loaded."""
        for path in self.folder.glob(f"{key}.*{_SUFFIX}"):
            try:
                if path.name == _named(key, path):
                    os.utime(path)
                    if "error" not in listener.post("/slots/0?action=restore", {"filename": path.name}):
                        return True
                path.unlink()
            except OSError:
                continue
        return False

    def keep(self, listener: Listener, key: str) -> None:
        """Store the slot's state, where there is room for it."""
        part = self.folder / f"{key}.{os.getpid()}.part"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            answer = listener.post("/slots/0?action=save", {"filename": part.name})
            if "error" not in answer and part.stat().st_size == answer["n_written"] > 0:
                part.chmod(0o600)
                part.replace(self.folder / _named(key, part))
            part.unlink(missing_ok=True)
            self._prune()
        except OSError:
            return

    def _prune(self) -> None:
        """Remove what was used longest ago until the rest fits, and what a killed process left behind."""
        room = self._limit
        for path in sorted(self.folder.glob(f"*{_SUFFIX}"), key=lambda p: p.stat().st_mtime, reverse=True):
            room -= path.stat().st_size
            if room < 0:
                path.unlink(missing_ok=True)
        for path in self.folder.glob("*.part"):
            if time.time() - path.stat().st_mtime > _STALE_SECONDS:
                path.unlink(missing_ok=True)

    @cached_property
    def _fingerprint(self) -> str:
        """Name the weights by their size, head and tail, and llama.cpp by its binding's version."""
        size = self._weights.stat().st_size
        with self._weights.open("rb") as file:
            seen = hashlib.sha256(file.read(_PROBE))
            file.seek(max(0, size - _PROBE))
            seen.update(file.read())
        return f"{version('xllamacpp')} {size} {seen.hexdigest()}\n"


def forget(folder: Path) -> int:
    """Delete all states in `folder`, and return how many there were.

    Raises:
        HomeError: one cannot be deleted.
    """
    states = sorted(folder.glob(f"*{_SUFFIX}"))
    for path in (*states, *folder.glob("*.part")):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise HomeError(f"cannot delete {path}: {error.strerror or error}; delete it yourself") from error
    return len(states)


def _named(key: str, path: Path) -> str:
    return f"{key}.{digest(path)}{_SUFFIX}"
