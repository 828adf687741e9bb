"""A Dask cluster on loopback: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Cluster:
    """A scheduler, and the workers that are started at it."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self._folder = folder
        self._env = env
        self.workers: list[subprocess.Popen[bytes]] = []
        told = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told)
        )
        while not (told.exists() and told.read_text().endswith("}")):
            _still_running(self.scheduler)
        self.address = str(json.loads(told.read_text())["address"])

    def add_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker with one thread, which nobody restarts."""
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(self._folder))
        worker = self._start("worker", self.address, *options)
        self.workers.append(worker)
        return worker

    def wait_for(self, workers: int) -> None:
        """Wait until the scheduler knows so many workers."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            if workers:
                client.wait_for_workers(workers, timeout=60)

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def _start(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *options, "--no-dashboard"]
        with (self._folder / f"{what}.log").open("ab") as log:
            return subprocess.Popen(
                command, env=self._env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )


@contextmanager
def cluster(folder: Path, workers: int, **env: str | Path) -> Iterator[Cluster]:
    """A cluster with so many workers, whose processes have `env`."""
    folder.mkdir()
    made = Cluster(folder, os.environ | {name: str(value) for name, value in env.items()})
    try:
        for _ in range(workers):
            made.add_worker()
        made.wait_for(workers)
        yield made
    finally:
        made.close()


def _still_running(process: subprocess.Popen[bytes]) -> None:
    with suppress(subprocess.TimeoutExpired):
        process.wait(0.05)
        raise AssertionError(f"{process.args} ended")
