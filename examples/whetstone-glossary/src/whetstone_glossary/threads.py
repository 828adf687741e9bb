"""A place where steps run: threads of this process, for work that waits more than it computes."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor


class Threads:
    """So many threads."""

    name = "threads"

    def __init__(self, count: int) -> None:
        self._count = count

    def open(self) -> Executor:
        return ThreadPoolExecutor(max_workers=self._count)
