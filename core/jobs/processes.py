"""Processes of our own for steps that compute: they know nothing of our main module, and go when we go."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import types
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from multiprocessing.context import SpawnContext, SpawnProcess

_PARTING = 1.0
"""Seconds that a process has to finish its step: one that is killed while it sends a result could leave
the executor reading for ever."""

_starting = threading.Lock()


class Pool:
    """A `ProcessPoolExecutor` of spawned processes."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._processes: list[SpawnProcess] = []
        self.executor = ProcessPoolExecutor(
            workers, mp_context=_Context(self._processes), initializer=_settle
        )

    def close(self) -> None:
        """End the processes, and wait until they are gone; a step that takes long is not waited for."""
        self.executor.shutdown(wait=False, cancel_futures=True)
        deadline = time.monotonic() + _PARTING
        alive = {process.sentinel for process in self._processes}
        while alive and (left := deadline - time.monotonic()) > 0:
            alive -= set(connection.wait(alive, left))
        for process in self._processes:
            if process.sentinel in alive:
                process.terminate()
        while alive:
            alive -= set(connection.wait(alive))


def cores() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Process(SpawnProcess):
    """A process that knows nothing of our main module and is deaf to Ctrl-C, which its parent hears.

    `spawn` would run the main module again in it: a script without a guard would start processes without
    end, and one read from stdin cannot be found.
    """

    def start(self) -> None:
        with _starting, _without_main(), _deaf():
            super().start()


class _Context(SpawnContext):
    def __init__(self, processes: list[SpawnProcess]) -> None:
        super().__init__()
        self._processes = processes

    def Process(self, *arguments: object, **options: object) -> SpawnProcess:  # type: ignore[override]
        process = _Process(*arguments, **options)  # type: ignore[arg-type]
        self._processes.append(process)
        return process


@contextmanager
def _without_main() -> Iterator[None]:
    ours = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = ours


@contextmanager
def _deaf() -> Iterator[None]:
    """Hold Ctrl-C back for a moment; a process that is started meanwhile never hears it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _settle() -> None:
    """Run in each new process: leave Ctrl-C to the parent, and go when it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.sentinel,), daemon=True).start()


def _leave_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
