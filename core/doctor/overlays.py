"""The user's own changes to personas: whether each can be read, fits, and is somebody's."""

from __future__ import annotations

from collections.abc import Iterator

from whetstone.core.doctor.findings import Finding, Repair, counted, fault, fine, note
from whetstone.core.doctor.patient import Patient
from whetstone.core.errors import CartridgeError, HomeError, SettingsError
from whetstone.core.personas.contents import open_contents
from whetstone.core.personas.overlays import Overlay, changed_config
from whetstone.core.values.persona import Persona


def look(patient: Patient) -> Iterator[Finding]:
    """Read each overlay, and lay it over the persona that it changes."""
    overlays = patient.registry.overlays
    ids = sorted(overlays.ids())
    listed = patient.lists()
    known = {**patient.bundled.personas(), **(patient.entries() if listed else {})}
    sound = 0
    for persona_id in ids:
        where = patient.shown(patient.home.overlays / f"{persona_id}.json")
        try:
            overlay = overlays.get(persona_id)
        except HomeError as error:
            yield fault(str(error), _aside(patient, persona_id))
            continue
        persona = known.get(persona_id)
        if persona is None and listed:
            yield note(f"{where} changes {persona_id}, and there is no such persona; it changes nothing")
        elif persona is not None and (reason := _misfit(patient, persona, overlay)):
            yield fault(f"{where}: {reason.replace('edit ID', f'edit {persona_id}')}")
        else:
            sound += 1
    if sound == len(ids):
        yield fine(
            f"your changes to {counted(len(ids), 'persona')} can be read" if ids else "you changed nobody"
        )


def _misfit(patient: Patient, persona: Persona, overlay: Overlay) -> str | None:
    try:
        changed_config(open_contents(patient.home, persona).config, overlay)
    except SettingsError as error:
        return str(error)
    except CartridgeError:
        return None
    return None


def _aside(patient: Patient, persona_id: str) -> Repair:
    def mend() -> list[str]:
        with patient.home.locked("personas"):
            try:
                patient.registry.overlays.get(persona_id)
            except HomeError:
                place = patient.set_aside(patient.home.overlays / f"{persona_id}.json")
                return [f"moved your damaged changes to {persona_id} to {place}; make them again"]
        return []

    return mend
