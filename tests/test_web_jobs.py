"""Jobs as pages see them: in processes of their own, watched, stopped, gone on with, whatever ends."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import long_work
import pytest
from doors import Door
from long_work import HELD, LOG, STALL, installed_in, noted
from web_forge import Serving

from whetstone import Host
from whetstone.testing import served, temporary_host

QUESTIONS = {"questions": 6, "model": "scribe"}


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The diary of the processes that jobs run in, which find the plugin of the tests."""
    path = tmp_path / "log"
    monkeypatch.setenv(LOG, str(path))
    for name, value in installed_in(tmp_path).items():
        monkeypatch.setenv(name, value)
    return path


@pytest.fixture
def host(log: Path) -> Iterator[Host]:
    with temporary_host(plugins=[long_work]) as host:
        yield host


def begin(host: Host) -> str:
    """A job that waits to be run."""
    return host.jobs.start("diary", QUESTIONS, "Monday").id


def stalled(log: Path) -> None:
    """Wait until a job's model is asked what it never answers."""
    while not noted(log, "stalled"):
        time.sleep(0.02)


def runs(state: Any) -> bool:
    return bool(state["status"] == "running" and state["pid"])


def is_over(state: Any) -> bool:
    return bool(state["status"] != "running")


def is_done(state: Any) -> bool:
    return bool(state["status"] == "done")


def test_a_job_runs_in_a_process_of_its_own_and_tells_of_itself_until_its_end(host: Host) -> None:
    with served(host) as link:
        door = Door.of(link)
        id = begin(host)
        assert door.post(f"/jobs/{id}/resume")["status"] == "running"
        with door.client.stream("GET", f"/jobs/{id}/events") as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            lines = [line for line in stream.iter_lines() if line]
        events = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
        assert set(events[:-1]) == {"state"}
        assert events[-1] == "end"
        last = json.loads(lines[-1].removeprefix("data: "))
        assert len(last["result"]["answers"]) == 6
        assert last["pid"] not in (None, os.getpid())
        assert [phase["phase"] for phase in last["phases"]] == ["asking", "squaring"]
        assert [job["id"] for job in door.get("/jobs")] == [id]
        assert door.refused("POST", f"/jobs/{id}/resume") == (409, f"the job {id} is done")
        door.client.delete(f"/jobs/{id}").raise_for_status()
        for method, path in (
            ("GET", ""),
            ("GET", "/events"),
            ("POST", "/cancel"),
            ("POST", "/resume"),
            ("DELETE", ""),
        ):
            status, sentence = door.refused(method, f"/jobs/{id}{path}")
            assert status == 404
            assert sentence.startswith(f"there is no job '{id}'")


def test_a_job_is_cancelled_at_work_and_before_and_gone_on_with_from_where_it_was(
    host: Host, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STALL, "4")
    with served(host) as link:
        door = Door.of(link)
        id = begin(host)
        monkeypatch.setenv(HELD, "")
        door.post(f"/jobs/{id}/resume")
        assert door.post(f"/jobs/{id}/cancel")["status"] == "cancelled", "its process had not begun"
        assert not log.exists()
        monkeypatch.delenv(HELD)
        door.post(f"/jobs/{id}/resume")
        stalled(log)
        assert door.refused("DELETE", f"/jobs/{id}") == (409, f"the job {id} is running; cancel it first")
        assert door.post(f"/jobs/{id}/cancel")["stopping"]
        state = door.wait(id, lambda state: state["status"] == "cancelled")
        assert "was cancelled" in state["error"]
        monkeypatch.delenv(STALL)
        door.post(f"/jobs/{id}/resume")
        assert len(door.wait(id, is_done)["result"]["answers"]) == 6
        assert len(noted(log, "answered")) == 6, "what was answered before is not asked again"


def test_jobs_wait_in_line_where_enough_of_them_run(
    host: Host, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whetstone.plugins.webui.working.runner._AT_ONCE", 1)
    monkeypatch.setenv(STALL, "4")
    with served(host) as link:
        door = Door.of(link)
        first, second, third, fourth = (begin(host) for _ in range(4))
        assert not door.post(f"/jobs/{first}/resume")["waiting"]
        stalled(log)
        monkeypatch.delenv(STALL)
        for id in (second, third, fourth):
            state = door.post(f"/jobs/{id}/resume")
            assert (state["status"], state["waiting"]) == ("running", True)
        panel = door.client.get(f"{door.origin}/jobs/{second}/panel").text
        assert "Waits until another job ends" in panel
        assert door.post(f"/jobs/{third}/cancel")["status"] == "cancelled"
        door.post(f"/jobs/{first}/cancel")
        assert len(door.wait(second, is_done)["result"]["answers"]) == 6
        assert door.wait(fourth, is_done)["created_at"] > door.get(f"/jobs/{second}")["created_at"]
        assert [door.get(f"/jobs/{id}")["status"] for id in (first, third)] == ["cancelled", "cancelled"]


def test_where_the_process_of_a_job_dies_the_job_says_so_and_can_go_on(
    host: Host, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STALL, "2")
    with served(host) as link:
        door = Door.of(link)
        id = begin(host)
        door.post(f"/jobs/{id}/resume")
        stalled(log)
        os.kill(door.wait(id, runs)["pid"], signal.SIGKILL)
        state = door.wait(id, is_over)
        assert state["status"] == "failed"
        assert "was ended by SIGKILL" in state["error"]
        monkeypatch.delenv(STALL)
        host.home.settings.write_text("[models\n")
        door.post(f"/jobs/{id}/resume")
        state = door.wait(id, is_over)
        assert state["status"] == "failed"
        assert "whetstone.toml" in state["error"]
        host.home.settings.unlink()
        door.post(f"/jobs/{id}/resume")
        assert door.wait(id, is_done)["error"] is None


@contextmanager
def at_work(home: Path, log: Path) -> Iterator[tuple[Host, Serving, str, int]]:
    """A home, a server of it, and a job whose process waits for a model."""
    with Host(home) as host:
        host.register(long_work, "long_work")
        id = begin(host)
        with Serving(home, **{**os.environ, STALL: "4"}) as serving:
            serving.door.post(f"/jobs/{id}/resume")
            stalled(log)
            yield host, serving, id, serving.door.wait(id, runs)["pid"]


def test_a_server_that_ends_puts_its_jobs_off_and_the_next_one_goes_on_with_them(
    log: Path, home: Path
) -> None:
    with at_work(home, log) as (host, first, id, pid):
        assert first.end() == 0
        assert host.jobs.get(id).status == "interrupted"
        assert not alive(pid)
        with Serving(home, **os.environ) as second:
            assert second.door.wait(id, is_done)["pid"] != pid
    assert len(noted(log, "answered")) == 6


def test_a_job_outlives_a_server_that_is_killed_and_the_next_one_watches_and_cancels_it(
    log: Path, home: Path
) -> None:
    with at_work(home, log) as (_, first, id, pid):
        first.kill()
        with Serving(home, **os.environ) as second:
            assert second.door.get(f"/jobs/{id}")["status"] == "running"
            assert second.door.post(f"/jobs/{id}/resume")["pid"] == pid, "nobody starts it twice"
            second.door.post(f"/jobs/{id}/cancel")
            assert second.door.wait(id, is_over)["status"] == "cancelled"
            second.door.post(f"/jobs/{id}/resume")
            second.door.wait(id, is_done)
    assert len(noted(log, "answered")) == 6


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
