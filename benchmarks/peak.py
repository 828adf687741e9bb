"""How much memory a process and those that it starts hold at most."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def peak(pid: int) -> Iterator[list[int]]:
    """Measure the largest resident size of a process and its descendants, in bytes; 0 without `/proc`."""
    largest = [0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            largest[0] = max(largest[0], _resident(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield largest
    finally:
        done.set()
        watcher.join()


def _resident(pid: int) -> int:
    try:
        own = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
        children = [
            child
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return 0
    return (int(own[1]) * 1024 if own else 0) + sum(_resident(int(child)) for child in children)
