"""What a Dask cluster on this machine costs beside threads and processes: 1,000 steps of a job.

    python -m benchmarks.cluster [STEPS]

Steps that wait (20 ms each, as for a model far away) run four at a time in threads, and on two workers with
two threads each; steps that compute (about 6 ms each) run in two processes, and on the same two workers. The
ratio is of the times for the same steps; opening the connection is told apart.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from whetstone import Host, hookimpl

WAITS = 0.02
ROUNDS = 12_000
"""Rounds of PBKDF2, a few milliseconds of computing."""


class Nothing(BaseModel):
    """The job is the same each time."""


class Timed:
    """A kind of job that tells how long its steps took."""

    name = "timed"
    parameters = Nothing

    def __init__(self, function: Callable[[Any], Any], inputs: list[Any]) -> None:
        self._function = function
        self._inputs = inputs

    def run(self, work: Any, parameters: Nothing) -> dict[str, float]:
        """Do all steps, after one that gets the workers ready."""
        list(work.map("ready", self._function, self._inputs[:1]))
        start = time.perf_counter()
        done = sum(1 for _ in work.map("steps", self._function, self._inputs))
        assert done == len(self._inputs)
        return {"seconds": time.perf_counter() - start}

    @hookimpl
    def whetstone_job_kinds(self) -> list[Timed]:
        """Bring it."""
        return [self]


class FourThreads:
    """Steps in four threads."""

    name = "threads"

    def open(self) -> Executor:
        """Start them."""
        return ThreadPoolExecutor(max_workers=4)

    @hookimpl
    def whetstone_executors(self) -> list[FourThreads]:
        """Bring them."""
        return [self]


def main(steps: int) -> None:
    """Print the table."""
    waiting = Timed(time.sleep, [WAITS] * steps)
    computing = Timed(partial(hashlib.pbkdf2_hmac, "sha256", b"a word", b"salt"), [ROUNDS] * steps)
    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder), workers=2, threads=2) as address:
        rows = [
            ("steps that wait", "4 threads", timed(waiting, FourThreads()), timed(waiting, dask=address)),
            ("steps that compute", "processes", timed(computing), timed(computing, dask=address)),
        ]
    print(f"{steps:,} steps; {'':<12} {'here':>8} {'Dask':>8} {'ratio':>7} {'a step more':>12}")
    for name, peer, (here, _), (there, _) in rows:
        more = (there - here) / steps * 1_000
        print(f"{name:<19} {peer:<10} {here:>6.2f} s {there:>6.2f} s {there / here:>7.2f} {more:>9.2f} ms")
    print(f"opening the connection, and all around the steps: {rows[0][3][1]:.2f} s")


def timed(kind: Timed, *plugins: object, dask: str = "") -> tuple[float, float]:
    """Return the seconds of the steps of one job, and of what is around them."""
    with tempfile.TemporaryDirectory() as home:
        if dask:
            (Path(home) / "whetstone.toml").write_text(f'[executor]\ndask = "{dask}"\n')
        with Host(home) as host:
            for place, plugin in enumerate((kind, *plugins)):
                host.register(plugin, f"benchmark-{place}")
            start = time.perf_counter()
            steps: float = host.jobs.run(host.jobs.start("timed", {}))["seconds"]
            return steps, time.perf_counter() - start - steps


@contextmanager
def cluster(folder: Path, workers: int, threads: int) -> Iterator[str]:
    """Run a scheduler and its workers on loopback, and yield its address."""
    from distributed import Client

    told = folder / "scheduler.json"
    running = [_dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))]
    try:
        while not (told.exists() and told.read_text().endswith("}")):
            time.sleep(0.05)
        address = str(json.loads(told.read_text())["address"])
        options = ("--nthreads", str(threads), "--no-nanny", "--local-directory", str(folder))
        running += [_dask("worker", address, *options) for _ in range(workers)]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
        yield address
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()


def _dask(what: str, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *options, "--no-dashboard"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
