"""Where the steps of jobs run: here, where a plugin says, or on a real Dask cluster."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import long_work
import pytest
from clusters import Cluster, cluster
from commandline import here, process
from long_work import LOG, STALL, installed_in, noted
from small_plugins import plugin
from test_jobs_processes import Running

from whetstone.core.errors import JobCancelled, JobError, PluginError
from whetstone.testing import temporary_host

WORK = {"questions": 6, "steps": 40, "seconds": 0.02}


class Threads:
    """An executor that says what it was given."""

    def __init__(self, name: str = "threads") -> None:
        self.name = name
        self.opened: list[ThreadPoolExecutor] = []

    def open(self) -> ThreadPoolExecutor:
        self.opened.append(ThreadPoolExecutor(max_workers=2))
        return self.opened[-1]


def result_of(home: Path, *plugins: Any, **parameters: Any) -> dict[str, Any]:
    with temporary_host([long_work, *plugins], home=home) as host:
        return host.jobs.run(host.jobs.start("diary", parameters or WORK))


def test_steps_run_on_the_executor_that_a_plugin_brings_with_the_same_result(tmp_path):
    threads = Threads()
    there = result_of(tmp_path / "there", plugin(whetstone_executors=[threads]), steps=40)
    assert there == result_of(tmp_path / "here", steps=40)
    (opened,) = threads.opened
    with pytest.raises(RuntimeError, match="after shutdown"):
        opened.submit(print)


def test_two_executors_are_an_error_that_names_both(home):
    two = [plugin(whetstone_executors=[Threads(name)]) for name in ("near", "far")]
    with pytest.raises(JobError, match=r"there are near \(of .*\) and far \(of .*\); switch one of them off"):
        result_of(home, *two)


def test_an_executor_that_cannot_be_opened_is_told_and_the_job_can_be_resumed(home):
    class Broken:
        name = "broken"

        def open(self):
            raise OSError("no route to host")

    with temporary_host([long_work], home=home) as host:
        job = host.jobs.start("diary", {"steps": 1})
        broken = host.register(plugin(whetstone_executors=[Broken()]), "broken")
        assert broken.status == "loaded"
        with pytest.raises(JobError, match=r"on the executor broken \(OSError: no route to host\)"):
            host.jobs.run(job)
        assert host.jobs.get(job.id).status == "failed"
    with temporary_host([long_work], home=home) as host:
        assert host.jobs.resume(job.id)["squares"] == [0]


# Dask


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory) -> dict[str, str | Path]:
    folder = tmp_path_factory.mktemp("surroundings")
    return {**installed_in(folder), LOG: folder / "steps.log"}


@pytest.fixture(scope="module")
def dask(tmp_path_factory, surroundings) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("dask") / "cluster", 2, **surroundings) as running:
        yield running


@pytest.fixture
def steps_at(home, monkeypatch):
    """Have the steps run at an address."""

    def write(address: str) -> None:
        home.mkdir(exist_ok=True)
        (home / "whetstone.toml").write_text(f'[executor]\ndask = "{address}"\n')

    return write


def test_a_cluster_does_the_steps_and_comes_to_the_same_result(home, tmp_path, dask, steps_at, surroundings):
    steps_at(dask.address)
    log = Path(surroundings[LOG])
    done = [len(noted(log, word)) for word in ("answered", "step")]
    there = result_of(home)
    assert json.dumps(there) == json.dumps(result_of(tmp_path / "here"))
    assert [len(noted(log, word)) for word in ("answered", "step")] == [
        done[0] + WORK["questions"],
        done[1] + WORK["steps"],
    ]
    pids = {int(line.split()[-1]) for line in noted(log, "step")}
    assert pids <= {worker.pid for worker in dask.workers}
    kept = sorted(path.name for path in (home / "cache" / "steps").rglob("*.json"))
    assert kept == sorted(path.name for path in (tmp_path / "here" / "cache" / "steps").rglob("*.json"))


def test_what_a_cluster_answered_is_not_asked_for_again(home, dask, steps_at, surroundings):
    steps_at(dask.address)
    first = result_of(home, questions=4)
    asked = len(noted(Path(surroundings[LOG]), "asked"))
    assert result_of(home, questions=4) == first
    assert len(noted(Path(surroundings[LOG]), "asked")) == asked


def test_a_job_on_a_cluster_is_cancelled(home, dask, steps_at):
    steps_at(dask.address)
    with temporary_host([long_work], home=home) as host:
        job = host.jobs.start("diary", {"steps": 10_000, "seconds": 0.02})

        def cancel(progress: Any) -> None:
            if progress.done > 5:
                host.jobs.cancel(job.id)

        with pytest.raises(JobCancelled):
            host.jobs.run(job, cancel)
        assert host.jobs.get(job.id).status == "cancelled"


def test_a_worker_that_is_killed_changes_nothing(home, tmp_path, steps_at, surroundings):
    log = tmp_path / "steps.log"
    mine = {**surroundings, LOG: log}
    with cluster(tmp_path / "cluster", 2, **mine) as dask:
        steps_at(dask.address)
        with temporary_host([long_work], home=home) as host:
            job = host.jobs.start("diary", {"questions": 3, "steps": 60, "seconds": 0.05}).id
        running = Running(home, job, mine)
        victim = dask.workers[0]
        running.until(lambda: str(victim.pid) in {line.split()[-1] for line in noted(log, "step")})
        victim.send_signal(signal.SIGKILL)
        code, out, err = running.end()
    assert code == 0, err
    assert json.loads(out) == result_of(tmp_path / "here", questions=3, steps=60)


def test_a_cluster_that_goes_away_fails_the_job_in_one_sentence_and_it_goes_on_without_one(
    home, tmp_path, steps_at, surroundings
):
    log = tmp_path / "steps.log"
    mine = {**surroundings, LOG: log, STALL: "3", "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"}
    with cluster(tmp_path / "cluster", 1, **mine) as dask:
        steps_at(dask.address)
        with temporary_host([long_work], home=home) as host:
            job = host.jobs.start("diary", {"questions": 4}).id
        running = Running(home, job, mine)
        running.until(lambda: len(noted(log, "stalled")) >= 1)
    code, out, err = running.end()
    assert (code, out) == (1, b"")
    assert "the steps of the job cannot run on the executor dask" in err.splitlines()[-1]
    assert "Traceback" not in err, err
    (home / "whetstone.toml").unlink()
    with temporary_host([long_work], home=home) as host:
        assert host.jobs.resume(job)["answers"] == [f"{n} question" for n in range(4)]


def test_a_scheduler_that_is_not_there_is_told(home, steps_at, monkeypatch):
    monkeypatch.setattr("whetstone.plugins.dask_executor._PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    steps_at(f"tcp://127.0.0.1:{port}")
    with pytest.raises(JobError, match=rf"the Dask scheduler at tcp://127.0.0.1:{port} cannot be reached"):
        result_of(home)
    steps_at("nowhere at all")
    with pytest.raises(JobError, match="the Dask scheduler at nowhere at all cannot be reached"):
        result_of(home)


def test_a_scheduler_without_workers_is_told(home, tmp_path, steps_at, surroundings):
    with cluster(tmp_path / "cluster", 0, **surroundings) as dask:
        steps_at(dask.address)
        with pytest.raises(JobError, match=r"has no workers; start some with `dask worker tcp://"):
            result_of(home)


def test_a_cluster_with_other_versions_is_told(home, dask, steps_at, monkeypatch):
    steps_at(dask.address)
    monkeypatch.setattr("importlib_metadata.version", lambda name: "99.9")
    with pytest.raises(JobError, match=r"-personas \d.* at tcp://.*, and here is .*-personas 99\.9, "):
        result_of(home)


def test_without_the_extra_the_error_names_it(home, steps_at, monkeypatch):
    steps_at("tcp://127.0.0.1:1")
    for name in ("dask", "distributed"):
        monkeypatch.setitem(__import__("sys").modules, name, None)
    with pytest.raises(PluginError, match=r"pip install 'whetstone-personas\[cluster\]'"):
        result_of(home)


def test_settings_of_the_executor_are_checked(home, steps_at):
    steps_at("")
    assert "executor.dask" in here("list", home=home).refused()
    (home / "whetstone.toml").write_text("[executor]\ncalls = 0\n")
    assert "executor.calls" in here("list", home=home).refused()
    (home / "whetstone.toml").write_text("[executor]\ndusk = 'tcp://x:1'\n")
    assert "did you mean dask" in process("list", home=home).refused()
