"""One process that has everything imported, and starts a child for each scenario.

Run it with `python -m faults.warm FOLDER` and give it lines of JSON: `["kind of fault", "scenario"]`. It
answers each with a line: a report, or the words of what went wrong.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import traceback
from pathlib import Path

import importlib_metadata
from faults import disturb
from faults.blackout import power_lost
from faults.judge import Trial, environment, listening
from faults.races import run_race
from faults.rivals import races
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
    for line in requests:
        kind, name = json.loads(line)
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            print(json.dumps(_answer(kind, name, folder, files)), flush=True)
            os._exit(0)
        os.waitpid(child, 0)


def _answer(kind: str, name: str, folder: Path, files: Path) -> object:
    try:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            if kind == "race":
                return run_race(races()[name], Path(place), files)
            return KINDS[kind](Trial(scenarios()[name], Path(place), files))
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
