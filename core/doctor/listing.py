"""`personas.json`: whether it can be read, and making it anew where it cannot."""

from __future__ import annotations

import os
from collections.abc import Iterator

from whetstone.core.doctor.findings import Finding, counted, fault, fine, note
from whetstone.core.doctor.patient import Patient
from whetstone.core.doctor.rebuilding import rebuilt, salvaged
from whetstone.core.errors import HomeError
from whetstone.core.personas.storage import keep_record, record_of
from whetstone.core.values.persona import Persona

_WAY_OUT = "let `whetstone doctor --repair` make it anew"


def look(patient: Patient) -> Iterator[Finding]:
    """Read the list; where it is missing, see whether there is anything to list."""
    path = patient.home.personas
    if not path.exists() and not path.is_symlink():
        missing = rebuilt(patient, {})
        told = counted(len(missing.entries) + len(missing.lost), "persona lies", "personas lie")
        if missing.entries or missing.lost:
            yield fault(f"personas.json is missing, and {told} here; {_WAY_OUT}", lambda: _mend(patient))
        else:
            yield fine("nobody is installed")
        return
    try:
        entries = patient.list.read() if path.exists() else None
    except HomeError as error:
        yield fault(str(error), lambda: _mend(patient))
        return
    if entries is None:
        yield fault(f"personas.json is a link to nothing; mend it, or {_WAY_OUT}", lambda: _mend(patient))
    else:
        yield fine(f"{counted(len(entries), 'persona')} installed")


def _mend(patient: Patient) -> list[str | Finding]:
    """Write the list anew. A copy of the damaged one is made before, so that there is always one of both."""
    home = patient.home
    with home.locked("personas"):
        if home.personas.exists() and patient.lists():
            return []
        left = _what_is_left(patient)
        found = rebuilt(patient, left)
        done: list[str | Finding] = [
            f"made {patient.shown(home.personas)} anew with {counted(len(found.entries), 'persona')}"
        ]
        if os.path.lexists(home.personas):
            done.append(f"kept the damaged one as {patient.keep_copy(home.personas)}")
        for persona in found.entries.values():
            done.extend(_keep_missing_record(patient, persona))
        patient.list.write(found.entries)
    return [*done, *map(note, found.lost.values())]


def _what_is_left(patient: Patient) -> dict[str, Persona]:
    try:
        return salvaged(patient.home, patient.home.personas.read_bytes())
    except OSError:
        return {}


def _keep_missing_record(patient: Patient, persona: Persona) -> list[str]:
    folder = patient.home.root / persona.path
    record = record_of(folder)
    if os.path.lexists(record):
        return []
    keep_record(patient.home, folder, persona)
    return [f"wrote the install record {patient.shown(record)} anew"]
