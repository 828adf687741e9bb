"""Jobs and the processes that run them: killed, interrupted, cancelled from elsewhere, and two at one job."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import long_work
import pexpect
import pytest
from commandline import SCRIPT, environment, process
from long_work import LOG, STALL, installed_in, noted

from whetstone.testing import temporary_host

QUESTIONS = 14
CALLS = 4


@pytest.fixture
def surroundings(tmp_path) -> dict[str, str | Path]:
    """The environment of processes that know the plugin `long_work`."""
    return {**installed_in(tmp_path), LOG: tmp_path / "calls.log"}


def begun(home: Path, **parameters: Any) -> str:
    with temporary_host([long_work], home=home) as host:
        return host.jobs.start("diary", parameters).id


class Running:
    """`whetstone jobs resume` in a process of its own."""

    def __init__(self, home: Path, job: str, surroundings: dict[str, str | Path], **env: str) -> None:
        self.log = Path(surroundings[LOG])
        self.process = subprocess.Popen(
            [SCRIPT, "jobs", "resume", job, "--json"],
            env=environment(home, **surroundings, **env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def until(self, happened: Callable[[], bool]) -> None:
        """Wait until something is in the log, or fail with what the process said when it ended before."""
        while not happened():
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.02)
                assert happened(), self.end()

    def kill(self, number: int = signal.SIGKILL) -> None:
        self.process.send_signal(number)

    def end(self) -> tuple[int, bytes, str]:
        out, err = self.process.communicate()
        return self.process.returncode, out, err.decode()


@pytest.fixture
def run(home, surroundings) -> Iterator[Callable[..., Running]]:
    all_of_them: list[Running] = []

    def resume(job: str, **env: str) -> Running:
        all_of_them.append(Running(home, job, surroundings, **env))
        return all_of_them[-1]

    yield resume
    for running in all_of_them:
        running.process.kill()
        running.process.communicate()


def status(home: Path, job: str) -> str:
    said = process("jobs", "show", job, "--json", home=home)
    assert said.code == 0, said.stderr
    return str(said.json["status"])


def expected() -> dict[str, Any]:
    return {"answers": [f"{n} question" for n in range(QUESTIONS)], "errors": [], "squares": []}


def test_after_kill_9_no_answer_that_had_arrived_is_asked_for_again(home, run, surroundings):
    """Whenever the process is killed: here, as soon as all calls at a time wait for an answer."""
    log = Path(surroundings[LOG])
    job = begun(home, questions=QUESTIONS)
    before = 0
    for answered in (0, 1, 4, 9):
        asked = len(noted(log, "asked"))
        stall = str(asked + answered - before + 1)
        running = run(job, **{STALL: stall})
        stalled = len(noted(log, "stalled"))
        running.until(lambda least=stalled + CALLS: len(noted(log, "stalled")) >= least)
        running.kill()
        running.end()
        before = answered
        assert status(home, job) == "interrupted"
        assert len(noted(log, "answered")) == answered
        assert len(list((home / "cache" / "steps").rglob("*.json"))) == answered
    code, out, _ = run(job).end()
    assert code == 0
    assert json.loads(out) == expected()
    assert sorted(noted(log, "answered")) == sorted(f"question {n}" for n in range(QUESTIONS))


@pytest.mark.parametrize("moment", [1, 5, 12])
def test_killed_in_the_middle_of_answers_it_loses_those_in_flight_at_most(home, run, surroundings, moment):
    log = Path(surroundings[LOG])
    job = begun(home, questions=QUESTIONS)
    running = run(job)
    running.until(lambda: len(noted(log, "answered")) >= moment)
    running.kill()
    running.end()
    kept = len(list((home / "cache" / "steps").rglob("*.json")))
    assert kept >= moment - CALLS
    asked = len(noted(log, "asked"))
    if status(home, job) != "done":
        code, out, _ = run(job).end()
        assert code == 0
        assert json.loads(out) == expected()
        assert len(noted(log, "asked")) - asked == QUESTIONS - kept


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_by_a_signal_a_job_says_how_to_go_on(home, run, surroundings, number):
    log = Path(surroundings[LOG])
    job = begun(home, questions=QUESTIONS)
    running = run(job, **{STALL: "6"})
    running.until(lambda: len(noted(log, "stalled")) >= CALLS)
    running.kill(number)
    code, out, err = running.end()
    assert (code, out) == (130, b"")
    assert err.splitlines()[-1] == f"Stopped; go on with: whetstone jobs resume {job}"
    assert "Traceback" not in err
    assert json.loads((home / "jobs" / job / "job.json").read_text())["status"] == "interrupted"
    assert json.loads(run(job).end()[1]) == expected()


def test_a_job_is_cancelled_from_another_process(home, run, surroundings):
    log = Path(surroundings[LOG])
    job = begun(home, questions=QUESTIONS)
    running = run(job, **{STALL: "6"})
    running.until(lambda: len(noted(log, "stalled")) >= CALLS)
    assert status(home, job) == "running"
    said = process("jobs", "cancel", job, home=home)
    assert (said.code, said.stderr) == (0, f"Asked {job} to stop.\n")
    code, out, err = running.end()
    assert (code, out) == (1, b"")
    cancelled = f"Error: the job {job} was cancelled; go on with it by `whetstone jobs resume {job}`"
    assert err.splitlines()[-1] == cancelled
    assert status(home, job) == "cancelled"
    assert json.loads(run(job).end()[1]) == expected()


def test_two_processes_do_not_run_one_job_and_a_running_one_is_not_removed(home, run, surroundings):
    log = Path(surroundings[LOG])
    job = begun(home, questions=QUESTIONS)
    running = run(job, **{STALL: "1"})
    running.until(lambda: len(noted(log, "stalled")) >= CALLS)
    for command in ("resume", "remove"):
        refused = process("jobs", command, job, home=home, env=surroundings).refused()
        assert refused.startswith(f"the job {job} is running in another process")
        assert f"whetstone jobs cancel {job}" in refused
    assert len(noted(log, "asked")) == CALLS
    assert status(home, job) == "running"


def gone(pid: int) -> bool:
    """Whether no process has this id any more; one that only waits to be buried counts as gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_processes_that_compute_go_when_their_parent_goes(home, run, surroundings, number):
    """SIGINT goes to all of the group, as from a terminal."""
    log = Path(surroundings[LOG])
    job = begun(home, steps=10_000, seconds=0.3)
    running = Running(home, job, surroundings)

    def workers() -> set[int]:
        return {int(line.split()[-1]) for line in noted(log, "step")} - {running.process.pid}

    try:
        if len(os.sched_getaffinity(0)) < 2:
            running.until(lambda: len(noted(log, "step")) > 3)
        else:
            running.until(lambda: len(workers()) >= 1)
        computing = workers()
        running.kill(number)
        if number == signal.SIGINT:
            for pid in computing:
                os.kill(pid, number)
        code, _, err = running.end()
    finally:
        running.process.kill()
    while not all(gone(pid) for pid in computing):
        pass
    assert code == (130 if number == signal.SIGINT else -9)
    assert "Traceback" not in err


def test_progress_is_json_lines_beside_one_document(home, run):
    job = begun(home, questions=3, steps=2)
    code, out, err = run(job).end()
    assert code == 0
    assert json.loads(out)["squares"] == [0, 1]
    lines = [json.loads(line) for line in err.splitlines()]
    assert {tuple(line) for line in lines} == {("phase", "done", "total", "note", "seconds_left", "trouble")}
    assert [line["phase"] for line in lines] == sorted(line["phase"] for line in lines)
    assert (lines[-1]["phase"], lines[-1]["done"], lines[-1]["total"]) == ("squaring", 2, 2)


def test_progress_is_a_line_for_each_phase_where_nobody_watches(home, surroundings):
    job = begun(home, questions=3, steps=2)
    said = process("jobs", "resume", job, home=home, env=surroundings)
    assert (said.code, said.stderr) == (0, "asking (3 steps)\nsquaring (2 steps)\n")
    assert said.out.splitlines()[-1] == "squares\t[0, 1]"


def test_progress_is_drawn_at_a_terminal_and_an_interrupt_there_leaves_it_in_order(home, surroundings):
    log = Path(surroundings[LOG])
    job = begun(home, questions=QUESTIONS)
    env = environment(home, **surroundings, **{STALL: "6"}, TERM="xterm", COLUMNS="100")
    terminal = pexpect.spawn(SCRIPT, ["jobs", "resume", job], env=env, encoding="utf-8", dimensions=(30, 100))
    try:
        terminal.expect(f"asking.*5 of {QUESTIONS}")
        while len(noted(log, "stalled")) < CALLS:
            pass
        terminal.sendintr()
        terminal.expect_exact(f"Stopped; go on with: whetstone jobs resume {job}")
        terminal.expect(pexpect.EOF)
        terminal.wait()
        assert terminal.exitstatus == 130
    finally:
        terminal.close(force=True)


def test_help_does_not_know_of_jobs_before_it_has_to():
    code = (
        "import sys\nfrom whetstone.core.cli import run\n"
        "try:\n    run(['--help'])\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "jobs " in done.stdout
    loaded = set(done.stderr.split())
    assert not loaded & {"multiprocessing", "concurrent.futures.process", "distributed", "dask", "pydantic"}
    assert not [name for name in loaded if name.startswith("whetstone.core.jobs")]
