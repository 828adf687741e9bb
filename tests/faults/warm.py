"""One process that has everything imported, and starts a child for each scenario.

Run it with `python -m faults.warm FOLDER` and give it lines of JSON: `["race", name]`; for scenarios
`["faults", name, …]`; to have them fail, `["sabotage", race, how]` or `["sabotage", scenario, how, kind]`.
For each name it answers with a line of the name and the report of a race, or the reports of every kind of
fault; words in place of a report say what went wrong. Scenarios are done side by side, one on each core.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import importlib_metadata
from faults import disturb
from faults.blackout import power_lost
from faults.judge import Trial, environment, listening
from faults.races import run_race
from faults.rivals import races
from faults.sabotage import sabotaged
from faults.scenarios import make_files, run, scenarios

KINDS = {
    "killed": disturb.killed,
    "disk full": disturb.disk_full,
    "sync failed": disturb.sync_failed,
    "files limited": disturb.files_limited,
    "power lost": power_lost,
}


def serve(folder: Path) -> None:
    """Answer until the end of the input."""
    requests, files = sys.stdin, folder / "files"
    files.mkdir()
    _find_distributions_once()
    make_files(files)
    _warm_up(folder, files)
    gc.freeze()  # what is here stays, and collecting it would copy its pages into each child
    for line in requests:
        kind, *names = json.loads(line)
        if kind == "faults":
            _side_by_side([(kind, name) for name in names], folder, files)
        else:
            _side_by_side([(kind, *names)], folder, files)


def _side_by_side(requests: list[tuple[str, ...]], folder: Path, files: Path) -> None:
    """Answer each request in a child of its own, as many at once as there are cores."""
    at_work: dict[int, tuple[str, Path]] = {}
    while requests or at_work:
        if requests and len(at_work) < (os.cpu_count() or 1):
            request = requests.pop(0)
            told = folder / f"answer-{len(requests)}.json"
            sys.stdout.flush()
            child = os.fork()
            if child == 0:
                _answer_in(told, request, folder, files)
            at_work[child] = (request[1], told)
        else:
            name, told = at_work.pop(os.wait()[0])
            print(json.dumps([name, json.loads(told.read_text())]), flush=True)
            told.unlink()


def _answer_in(told: Path, request: tuple[str, ...], folder: Path, files: Path) -> NoReturn:
    code = 1
    try:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            kind, name, *how = request
            told.write_text(json.dumps(_answer(kind, name, Path(place), files, *how)))
        code = 0
    finally:
        os._exit(code)


def _answer(kind: str, name: str, place: Path, files: Path, how: str = "", only: str | None = None) -> object:
    if kind == "race":
        return _told(lambda: run_race(races()[name], place, files))
    if kind == "sabotage":
        with sabotaged(how):
            return _answer("race" if name in races() else "faults", name, place, files, only=only)
    wanted = {kind: disturb for kind, disturb in KINDS.items() if only in (None, kind)}
    try:
        trial = Trial(scenarios()[name], place, files)
    except BaseException:
        return dict.fromkeys(wanted, traceback.format_exc())
    return {kind: _told(lambda disturb=disturb: disturb(trial)) for kind, disturb in wanted.items()}  # type: ignore[misc]


def _told(work: Callable[[], object]) -> object:
    try:
        return work()
    except BaseException:
        return traceback.format_exc()


def _find_distributions_once() -> None:
    """Look through all that is installed once, and not for each of thousands of commands."""
    ours = [
        found for found in importlib_metadata.distributions() if found.name in ("whetstone-personas", "asked")
    ]
    importlib_metadata.distributions = lambda: ours  # type: ignore[assignment]


def _warm_up(folder: Path, files: Path) -> None:
    """Do everything once in this process, so that no child has to import anything."""
    for scenario in scenarios().values():
        with tempfile.TemporaryDirectory(dir=folder) as home:
            os.environ |= environment(scenario, Path(home))
            for step in (*scenario.before, scenario.work):
                did = listening(lambda step=step: run(step, files))  # type: ignore[misc]
                assert did.code == 0, (step, did)
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
