"""The trash: whether everyone in it can come back as they were."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from whetstone.core.doctor.findings import Finding, counted, fault, fine, note
from whetstone.core.doctor.patient import Patient
from whetstone.core.errors import HomeError
from whetstone.core.personas.contents import what_is_wrong
from whetstone.core.personas.ordering import chosen
from whetstone.core.personas.overlays import Overlay
from whetstone.core.personas.records import Recorded, recorded_contents
from whetstone.core.personas.trash import noted, write_note
from whetstone.core.values.persona import Persona, is_persona_id


def look(patient: Patient) -> Iterator[Finding]:
    """Read what the trash tells of each removed persona, and hold its files to their hashes."""
    trash = patient.home.trash
    with patient.home.reading(trash):
        places = sorted(path for path in trash.iterdir() if path.is_dir()) if trash.is_dir() else []
    whole = True
    for number, place in enumerate(places):
        patient.progress("trash", number, len(places))
        persona_id = place.name.partition(".")[0]
        if is_persona_id(persona_id):
            for finding in _place(patient, place, persona_id):
                whole = False
                yield finding
    if whole:
        yield fine(f"{counted(len(places), 'removed persona')} can be restored" if places else "empty")


def _place(patient: Patient, place: Path, persona_id: str) -> Iterator[Finding]:
    found = list(recorded_contents(patient.home, persona_id, place / "contents"))
    intact = []
    for one in found:
        if one.fault is None and what_is_wrong(patient.home, one.persona) is None:
            intact.append(one)
        else:
            yield note(f"the removed {persona_id} {one.persona.version} in {one.persona.path} is damaged")
    try:
        noted(place)
    except HomeError:
        entry = patient.shown(place / "entry.json")
        if not found:
            yield note(
                f"{entry} is damaged or missing, and no files lie beside it; nobody comes back from it"
            )
        elif not intact:
            yield fault(
                f"{entry} is damaged or missing, and so are the files beside it; import {persona_id} again"
            )
        else:
            yield fault(
                f"{entry} is damaged or missing, so {persona_id} cannot be restored; it can be written anew",
                lambda: _note_again(patient, place, _as_installed(patient, _latest(intact))),
            )


def _latest(found: list[Recorded]) -> Persona:
    return max((one.persona for one in found), key=chosen)


def _as_installed(patient: Patient, persona: Persona) -> Persona:
    """Return a persona of the trash with the path that it has once it is restored."""
    folder = patient.home.imported / persona.id / persona.path.rpartition("/")[2]
    return persona.model_copy(update={"path": patient.shown(folder)})


def _note_again(patient: Patient, place: Path, persona: Persona) -> list[str]:
    home = patient.home
    entry = place / "entry.json"
    with home.locked("personas"):
        if not place.is_dir():
            return []
        kept = f", the damaged one is {patient.keep_copy(entry)}" if os.path.lexists(entry) else ""
        write_note(home, place, persona, Overlay())
    return [
        f"wrote {patient.shown(entry)} anew from the install record{kept}; your changes to it are not in it"
    ]
