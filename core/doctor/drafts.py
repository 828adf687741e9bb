"""What killed processes left half written, and what repairs of contents put beside them."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from whetstone.core.doctor.findings import Finding, Repair, fine, note
from whetstone.core.doctor.patient import Patient
from whetstone.core.home import SET_ASIDE
from whetstone.core.locks import is_held
from whetstone.core.log.file import LogFile

_DRAFT = re.compile(r"\.new-.+|\..+\.new|\.damaged-.+")
_NOT_OURS = {"cache", "locks", SET_ASIDE}


def look(patient: Patient) -> Iterator[Finding]:
    """Look for drafts whose writer is gone."""
    working = 0
    left = 0
    copies = LogFile(patient.home).drafts()
    others = {path.resolve() for path in copies}
    for path in (*copies, *(path for path in drafts(patient) if path.resolve() not in others)):
        if is_held(_lock(patient, path, copies)):
            working += 1
            continue
        left += 1
        yield _of_the_log(patient, path) if path in copies else _of_a_file(patient, path)
    if not left:
        yield fine("none is left over" if not working else f"{working} in work just now, none left over")


def _of_the_log(patient: Patient, path: Path) -> Finding:
    """A copy put aside would keep words that are to go when they are deleted from the log."""
    return note(
        f"{patient.shown(path)} is a copy of the log that a killed `whetstone history delete` left; the next "
        "one takes it away"
    )


def _of_a_file(patient: Patient, path: Path) -> Finding:
    damaged = path.name.startswith(".damaged-")
    what = "damaged files that were replaced" if damaged else "a left-over draft"
    return note(f"{patient.shown(path)} is {what}, which nothing needs", _aside(patient, path))


def drafts(patient: Patient) -> Iterator[Path]:
    """Yield the files and folders of the home that are named like drafts."""
    for folder, folders, files in os.walk(patient.home.root):
        found = sorted(name for name in (*folders, *files) if _DRAFT.fullmatch(name))
        folders[:] = [name for name in folders if name not in found]
        if Path(folder) == patient.home.root:
            folders[:] = [name for name in folders if name not in _NOT_OURS]
        for name in found:
            yield Path(folder, name)


def _aside(patient: Patient, path: Path) -> Repair:
    def mend() -> list[str]:
        with patient.home.locked(_lock(patient, path).stem):
            if not os.path.lexists(path):
                return []
            return [f"moved {patient.shown(path)} to {patient.set_aside(path)}"]

    return mend


def _lock(patient: Patient, path: Path, of_the_log: Collection[Path] = ()) -> Path:
    """Return the file of the lock that is held by whoever writes the draft `path`."""
    home = patient.home
    if path in of_the_log:
        name = "history"
    elif path.name == f".{home.settings.name}.new":
        name = "settings"
    else:
        name = "talked" if home.talked in path.parents else "personas"
    return home.root / "locks" / f"{name}.lock"
