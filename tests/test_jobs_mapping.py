"""Steps that compute: in order, few at a time, in other processes where that is worth while."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from commandline import environment
from far_steps import busy, mortal, peculiar, touchy, weigh
from oracles import Nothing
from small_plugins import plugin

from whetstone.core.errors import JobCancelled, JobError, TextError
from whetstone.core.jobs import processes
from whetstone.testing import temporary_host


def mapped(use: Callable[[Any], Any], home: Path | None = None) -> Any:
    """What `use` makes of the `Work` of a job."""
    came: list[Any] = []

    class Errand:
        name = "errand"
        parameters = Nothing

        def run(self, work, parameters):
            came.append(use(work))
            return {}

    with temporary_host([plugin(whetstone_job_kinds=[Errand()])], home=home) as host:
        host.jobs.run(host.jobs.start("errand", {}))
    return came[0]


@pytest.fixture
def two_cores(monkeypatch):
    monkeypatch.setattr("whetstone.core.jobs.workers.cores", lambda: 2)
    monkeypatch.setattr("whetstone.core.jobs.mapping._TRIAL", 0.05)


def test_a_few_quick_steps_are_computed_here(two_cores):
    results = mapped(lambda work: list(work.map("busy", partial(busy, seconds=0), range(1_000))))
    assert results == [(number, os.getpid()) for number in range(1_000)]


def test_much_work_is_computed_in_other_processes_and_comes_in_order(two_cores):
    results = mapped(lambda work: list(work.map("busy", partial(busy, seconds=0.04), range(40))))
    assert [number for number, _ in results] == list(range(40))
    first, *rest = dict.fromkeys(process for _, process in results)
    assert first == os.getpid()
    assert len(rest) == 2


def test_processes_that_run_already_get_the_next_steps_soon(two_cores, monkeypatch):
    monkeypatch.setattr("whetstone.core.jobs.mapping._TRIAL", 0.5)
    step = partial(busy, seconds=0.06)
    results = mapped(lambda work: [list(work.map("busy", step, range(20))) for _ in range(2)])
    here = [sum(process == os.getpid() for _, process in some) for some in results]
    assert here[0] > 1 == here[1]


def test_on_one_core_everything_is_computed_here(monkeypatch):
    monkeypatch.setattr("whetstone.core.jobs.workers.cores", lambda: 1)
    results = mapped(lambda work: list(work.map("busy", partial(busy, seconds=0.2), range(4))))
    assert {process for _, process in results} == {os.getpid()}


def test_what_takes_longer_to_carry_than_to_compute_stays_here(two_cores, monkeypatch):
    monkeypatch.setattr("whetstone.core.jobs.mapping._TRIAL", 0.0)
    results = mapped(lambda work: list(work.map("weighing", weigh, (bytes(10**6) for _ in range(20)))))
    assert results == [(10**6, os.getpid())] * 20


def test_inputs_are_taken_as_they_are_needed(two_cores):
    taken = 0

    def inputs() -> Iterator[int]:
        nonlocal taken
        while True:
            taken += 1
            yield taken

    def use(work: Any) -> list[int]:
        ahead = []
        for done, _ in enumerate(work.map("busy", partial(busy, seconds=0.02), inputs()), 1):
            ahead.append(taken - done)
            if done == 60:
                break
        return ahead

    assert max(mapped(use)) <= 12


def test_what_a_step_raises_comes_in_its_place(two_cores):
    def use(work: Any) -> list[int]:
        results: list[int] = []
        with pytest.raises(TextError, match="chapter 12 holds no text"):
            results.extend(work.map("reading", touchy, range(30)))
        return results

    assert mapped(use) == list(range(12))


def test_an_error_that_cannot_travel_is_told_in_words(two_cores):
    def use(work: Any) -> None:
        with pytest.raises(JobError, match="a step raised Peculiar: salt and sugar"):
            list(work.map("reading", peculiar, range(30)))

    mapped(use)


def test_a_process_that_dies_is_replaced_and_nothing_is_lost(two_cores, tmp_path):
    step = partial(mortal, folder=str(tmp_path), deaths=1)
    assert mapped(lambda work: list(work.map("dying", step, range(30)))) == list(range(30))
    assert [path.name for path in tmp_path.iterdir()] == ["0"]


def test_a_step_that_always_takes_its_process_away_is_told(two_cores, tmp_path):
    step = partial(mortal, folder=str(tmp_path), deaths=9)

    def use(work: Any) -> None:
        with pytest.raises(JobError, match="died twice, for want of memory perhaps"):
            list(work.map("dying", step, range(30)))

    mapped(use)


def test_only_what_can_be_sent_to_another_process_is_taken(two_cores):
    def use(work: Any) -> None:
        with pytest.raises(JobError, match="a step has to be a function at the top level of a module"):
            list(work.map("adding", lambda number: number + 1, range(3)))

    mapped(use)


def test_a_wish_to_stop_is_seen_while_a_step_takes_long(two_cores, home):
    def use(work: Any) -> None:
        for number, _ in work.map("busy", partial(busy, seconds=0.2), range(1_000)):
            if number == 3:
                work.host.jobs.cancel(work.id)

    with pytest.raises(JobCancelled):
        mapped(use, home)


def test_no_process_is_left_behind(two_cores, monkeypatch):
    started: list[Any] = []
    usual = processes._Process.start

    def start(process: Any) -> None:
        usual(process)
        started.append(process)

    monkeypatch.setattr(processes._Process, "start", start)

    def use(work: Any) -> None:
        for number, _ in work.map("busy", partial(busy, seconds=0.02), range(1_000)):
            if number == 30:
                return

    mapped(use)
    assert len(started) == 2
    for process in started:
        process.join()
        assert process.exitcode is not None


SCRIPT = """
    import sys
    from functools import partial
    from far_steps import busy
    from test_jobs_mapping import mapped

    print("begun", flush=True)
    results = mapped(lambda work: list(work.map("busy", partial(busy, seconds=0.04), range(40))))
    print(len(results), len({process for _, process in results}), flush=True)
"""
"""It starts processes without asking whether it is the main module."""


@pytest.mark.parametrize("way", ["script", "-c", "stdin", "-m"])
def test_any_program_can_start_processes(way, tmp_path):
    source = (
        "import whetstone.core.jobs.workers as w\nw.cores = lambda: 2\n"
        "import whetstone.core.jobs.mapping as m\nm._TRIAL = 0.05\n" + textwrap.dedent(SCRIPT)
    )
    (tmp_path / "program.py").write_text(source)
    arguments = {
        "script": [str(tmp_path / "program.py")],
        "-c": ["-c", source],
        "stdin": ["-"],
        "-m": ["-m", "program"],
    }[way]
    path = os.pathsep.join((str(tmp_path), str(Path(__file__).parent)))
    done = subprocess.run(
        [sys.executable, *arguments],
        input=source,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(tmp_path / "home", PYTHONPATH=path),
        check=False,
    )
    assert (done.stdout, done.stderr) == ("begun\n40 3\n", "")


def test_a_function_of_the_program_itself_is_computed_in_it(tmp_path):
    source = textwrap.dedent("""
        import os, time
        import whetstone.core.jobs.workers as w
        from test_jobs_mapping import mapped
        import whetstone.core.jobs.mapping as m
        w.cores, m._TRIAL = lambda: 2, 0.05

        def slow(number):
            time.sleep(0.1)
            return os.getpid()

        print(set(mapped(lambda work: list(work.map("slow", slow, range(4))))) == {os.getpid()})
    """)
    done = subprocess.run(
        [sys.executable, "-c", source],
        capture_output=True,
        text=True,
        env=environment(tmp_path / "home", PYTHONPATH=Path(__file__).parent),
        check=False,
    )
    assert (done.stdout, done.stderr) == ("True\n", "")
