"""One process that has everything imported, and starts a child for each scenario.

Run it with `python -m faults.warm FOLDER` and give it lines of JSON: `["race", name]`; for a scenario
`["faults", name]`; for either `["sabotage", name, how]`, to have it fail. It answers each with a line: the
report of a race, or the reports of every kind of fault; words in place of a report say what went wrong.
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
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            with tempfile.TemporaryDirectory(dir=folder) as place:
                kind, name, *how = json.loads(line)
                answer = _answer(kind, name, Path(place), files, *how)
            print(json.dumps(answer), flush=True)
            os._exit(0)
        os.waitpid(child, 0)


def _answer(kind: str, name: str, place: Path, files: Path, how: str = "") -> object:
    if kind == "race":
        return _told(lambda: run_race(races()[name], place, files))
    if kind == "sabotage":
        with sabotaged(how):
            return _answer("race" if name in races() else "faults", name, place, files)
    try:
        trial = Trial(scenarios()[name], place, files)
    except BaseException:
        return dict.fromkeys(KINDS, traceback.format_exc())
    return {kind: _told(lambda disturb=disturb: disturb(trial)) for kind, disturb in KINDS.items()}  # type: ignore[misc]


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
