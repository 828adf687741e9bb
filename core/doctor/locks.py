"""The locks of a home: whether somebody holds one now. None is ever broken."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from whetstone.core.doctor.findings import Finding, fault, fine, note
from whetstone.core.doctor.patient import Patient
from whetstone.core.locks import is_held


def look(patient: Patient) -> Iterator[Finding]:
    """Try each lock that is there for a moment."""
    folder = patient.home.root / "locks"
    with patient.home.reading(folder):
        locks = sorted(folder.glob("*.lock")) if folder.is_dir() else []
    strange = [path for path in locks if not path.is_file()]
    for path in strange:
        shown = patient.shown(path)
        yield fault(f"{shown} is no file, so nobody can hold it", partial(_aside, patient, path))
    held = [path for path in locks if path not in strange and is_held(path)]
    for path in held:
        yield note(
            f"{patient.shown(path)} is held by another process, at work or hung; wait for it, or end it"
        )
    if not held and not strange:
        yield fine("nobody holds one")


def _aside(patient: Patient, path: Path) -> list[str]:
    return [f"moved {patient.shown(path)} to {patient.set_aside(path)}"]
