"""Killed, starved and cut off at every system call that changes a file: the old state or the new one.

What a scenario is stands in faults/scenarios.py, what is judged after each moment in faults/judge.py, and
what many processes do at once in faults/rivals.py.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from commandline import environment
from packages import Site

if sys.platform != "linux":
    pytest.skip("system calls are watched with Linux's ptrace", allow_module_level=True)

from faults.rivals import races
from faults.scenarios import MODEL, scenarios

SCENARIOS = sorted(scenarios())


class Warm:
    """The process that has everything imported; see faults/warm.py."""

    def __init__(self, folder: Path, site: Path, wanted: Sequence[str]) -> None:
        path = f"{Path(__file__).parent}:{site}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "faults.warm", folder],
            env=environment(PYTHONPATH=path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._wanted = wanted
        self._due: set[str] = set()
        self._reports: dict[str, dict[str, Any]] = {}

    def faults(self, kind: str, scenario: str) -> dict[str, Any]:
        """Disturb a scenario in every way, once, and tell how often this kind did, and what was found.

        All that are wanted are begun with the first.
        """
        if scenario not in {*self._due, *self._reports}:
            self._due = {*self._due, *self._wanted, scenario} - self._reports.keys()
            self._send("faults", *sorted(self._due))
        while scenario in self._due:
            self._hear()
        return _whole(self._reports[scenario][kind])

    def race(self, name: str) -> dict[str, Any]:
        """Run a race, and tell of its rounds."""
        return _whole(self._ask("race", name))

    def sabotaged(self, name: str, how: str, *kind: str) -> Any:
        """Disturb a scenario in one way, or run a race, while Whetstone is broken; tell what was found."""
        return self._ask("sabotage", name, how, *kind)

    def _ask(self, *request: str) -> Any:
        while self._due:
            self._hear()
        self._send(*request)
        return self._heard()[1]

    def _hear(self) -> None:
        name, reports = self._heard()
        self._reports[name] = reports
        self._due.remove(name)

    def _heard(self) -> Any:
        assert self._process.stdout
        return json.loads(self._process.stdout.readline())

    def _send(self, *request: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()

    def end(self) -> None:
        self._process.communicate()


def _whole(answer: Any) -> dict[str, Any]:
    if isinstance(answer, str):
        pytest.fail(answer, pytrace=False)
    print(answer)
    found: dict[str, Any] = answer
    return found


@pytest.fixture(scope="module")
def warm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """It works in memory: thousands of syncs would wear a disk. A worker of xdist looks ahead at nothing."""
    site = Site(tmp_path_factory.mktemp("site") / "packages")
    site.add("asked", plugins={"asked": "asked_model"}, asked_model=MODEL)
    called = [
        item.callspec.params
        for item in request.session.items
        if "warm" in getattr(item, "fixturenames", ()) and hasattr(item, "callspec")
    ]
    wanted = {params["scenario"] for params in called if "scenario" in params and "how" not in params}
    alone = "PYTEST_XDIST_WORKER" in os.environ
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        process = Warm(Path(folder), site.folder, [] if alone else sorted(wanted))
        yield process
        process.end()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_killed_at_any_call_it_leaves_the_old_state_or_the_new_one(warm, scenario):
    report = warm.faults("killed", scenario)
    assert report["moments"] >= 5
    assert report["new"]
    assert report.get("old") or scenarios()[scenario].reads


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_disk_that_is_full_from_any_call_on_is_told_in_one_sentence(warm, scenario):
    assert warm.faults("disk full", scenario)["moments"]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_sync_that_fails_is_told_in_one_sentence(warm, scenario):
    assert warm.faults("sync failed", scenario)["moments"]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_write_that_breaks_off_in_the_middle_is_told_in_one_sentence(warm, scenario):
    report = warm.faults("files limited", scenario)
    assert report["moments"] == report.get("old", 0) + report.get("between", 0) + report.get("unharmed", 0)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_power_lost_at_any_call_leaves_the_old_state_or_the_new_one_and_nothing_acknowledged_is_lost(
    warm, scenario
):
    report = warm.faults("power lost", scenario)
    assert report["new"]
    assert report.get("old") or scenarios()[scenario].reads


@pytest.mark.parametrize("race", sorted(races()))
def test_processes_that_begin_at_once_lose_nothing_and_readers_see_whole_states(warm, race):
    report = warm.race(race)
    assert report["reads"] >= report["rounds"]


@pytest.mark.parametrize(
    ("how", "scenario", "kind"),
    [
        ("without syncs", "a later edit", "power lost"),
        ("without syncs", "a later turn", "power lost"),
        ("without syncs", "a replacement", "power lost"),
        ("without drafts", "a later edit", "killed"),
        ("without drafts", "a removal", "disk full"),
        ("log written at leisure", "a later turn", "killed"),
    ],
)
def test_the_judges_find_out_what_is_broken(warm, how, scenario, kind):
    assert "AssertionError" in str(warm.sabotaged(scenario, how, kind)[kind])


def test_the_judge_of_races_finds_out_that_nothing_is_locked(warm):
    assert "Error" in warm.sabotaged("edits of every kind", "without locks")
