"""Bundled personas as they were talked with: whether each copy is still what was written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from whetstone.core.doctor.findings import Finding, counted, fault, fine
from whetstone.core.doctor.patient import Patient
from whetstone.core.errors import CartridgeError
from whetstone.core.personas.contents import open_contents
from whetstone.core.values.persona import Persona, is_persona_id


def look(patient: Patient) -> Iterator[Finding]:
    """Read every copy."""
    keepsakes = patient.registry.versions.keepsakes
    folder = patient.home.talked
    with patient.home.reading(folder):
        ids = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    copies = sound = 0
    for persona_id in filter(is_persona_id, ids):
        for path in keepsakes.of(persona_id):
            copies += 1
            try:
                keepsakes.persona(persona_id, path)
            except CartridgeError as error:
                yield _damaged(patient, path, persona_id, error)
            else:
                sound += 1
    if sound == copies:
        many = counted(copies, "bundled persona is", "bundled personas are")
        yield fine(f"{many} kept as talked with" if copies else "no bundled persona was talked with")


def _damaged(patient: Patient, path: Path, persona_id: str, error: CartridgeError) -> Finding:
    same = patient.bundled.personas().get(persona_id)
    if same is None or not same.content_hash.startswith(f"sha256:{path.stem}"):
        return fault(
            f"{error}, and the bundled {persona_id} is another by now; bring it back from a copy of yours"
        )
    return fault(f"{error}; it can be written anew", lambda: _keep_again(patient, path, same))


def _keep_again(patient: Patient, path: Path, persona: Persona) -> list[str]:
    with patient.home.locked("talked"):
        place = patient.set_aside(path)
    patient.registry.versions.keepsakes.keep(persona, open_contents(patient.home, persona))
    return [f"wrote {patient.shown(path)} anew, the damaged one is {place}"]
