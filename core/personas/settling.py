"""Making drafts durable behind the back of whoever writes the next ones."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Generic, TypeVar

from whetstone.core.home import Home
from whetstone.core.personas.storage import Draft, settle

T = TypeVar("T")

_DRAFTS = 64
_BYTES = 64 << 20
"""So many drafts, or bytes of them, are made durable at once."""


class Settling(Generic[T]):
    """Drafts on their way to their places, a group at a time, each with what it is to its owner.

    `durable` are those that have arrived, in order. When something fails, the rest is deleted.
    """

    def __init__(self, home: Home) -> None:
        self.durable: list[T] = []
        self._home = home
        self._waiting: list[tuple[Draft, T]] = []
        self._bytes = 0
        self._under_way: list[tuple[Draft, T]] = []
        self._work: Future[None] | None = None
        self._worker: ThreadPoolExecutor | None = None

    def add(self, draft: Draft, what: T, size: int) -> None:
        """Take a draft of `size` bytes; it may be made durable at once, or with later ones.

        Raises:
            HomeError: an earlier one could not be made durable.
        """
        self._waiting.append((draft, what))
        self._bytes += size
        if len(self._waiting) >= _DRAFTS or self._bytes >= _BYTES:
            self._await()
            self._worker = self._worker or ThreadPoolExecutor(1)
            self._work = self._worker.submit(settle, self._home, self._next())

    def finish(self) -> None:
        """Wait until all that was added is durable.

        Raises:
            HomeError: some could not be made durable.
        """
        try:
            self._await()
            if self._waiting:
                settle(self._home, self._next())
                self._arrive()
        except BaseException:
            self._drop()
            raise
        finally:
            if self._worker is not None:
                self._worker.shutdown()
                self._worker = None

    def _next(self) -> list[Draft]:
        self._under_way, self._waiting, self._bytes = self._waiting, [], 0
        return [draft for draft, _ in self._under_way]

    def _await(self) -> None:
        if self._work is None:
            return
        wait([self._work])
        work, self._work = self._work, None
        try:
            work.result()
        except BaseException:
            self._drop()
            raise
        self._arrive()

    def _arrive(self) -> None:
        self.durable += [what for _, what in self._under_way]
        self._under_way = []

    def _drop(self) -> None:
        for draft, _ in (*self._under_way, *self._waiting):
            draft.drop()
        self._under_way, self._waiting = [], []
