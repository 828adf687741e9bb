"""What killed processes left half written, and what repairs of contents put beside them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from whetstone.core.doctor.findings import Finding, Repair, fine, note
from whetstone.core.doctor.locks import is_held
from whetstone.core.doctor.patient import SET_ASIDE, Patient

_DRAFT = re.compile(r"\.new-.+|\..+\.new|\.damaged-.+")
_NOT_OURS = {"cache", "locks", SET_ASIDE}


def look(patient: Patient) -> Iterator[Finding]:
    """Look for drafts whose writer is gone."""
    working = 0
    left = 0
    for path in drafts(patient):
        if is_held(_lock(patient, path)):
            working += 1
            continue
        left += 1
        what = (
            "damaged files that were replaced" if path.name.startswith(".damaged-") else "a left-over draft"
        )
        yield note(f"{patient.shown(path)} is {what}, which nothing needs", _aside(patient, path))
    if not left:
        yield fine("none is left over" if not working else f"{working} in work just now, none left over")


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


def _lock(patient: Patient, path: Path) -> Path:
    """Return the file of the lock that is held by whoever writes the draft `path`."""
    home = patient.home
    named = {f".{home.settings.name}.new": "settings", f".{home.log.name}.new": "history"}
    talked = home.imported.with_name("talked") in path.parents
    name = "talked" if talked else named.get(path.name, "personas")
    return home.root / "locks" / f"{name}.lock"
