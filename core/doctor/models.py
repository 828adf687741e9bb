"""Which model answers, and what it would lack: found out without opening or asking one."""

from __future__ import annotations

import os
from collections.abc import Iterator

from whetstone.core.doctor.findings import Finding, fault, fine, note
from whetstone.core.doctor.patient import Patient
from whetstone.core.errors import HomeError


def look(patient: Patient) -> Iterator[Finding]:
    """Look at the default model, at those that the settings name, and at those chosen for personas."""
    host = patient.host
    if host is None:
        yield note("not looked at, since the settings cannot be read")
        return
    core = host.settings.core
    default = os.environ.get("WHETSTONE_MODEL") or core.model
    about = host.models.about(default)
    if about.ready:
        yield fine(f"{default} ({about.backend}), the default, can be asked")
    else:
        yield fault(f"{default}, the default model: {about.note}")
    for name, given in core.models.items():
        if name != default and not (about := host.models.about(name)).ready:
            yield note(f"models.{name}: {about.note}")
        for other in given.fallbacks:
            if not (about := host.models.about(other)).backend:
                yield fault(f"models.{name}.fallbacks: {about.note}")
    for persona_id in sorted(patient.registry.overlays.ids()):
        try:
            chosen = patient.registry.overlays.get(persona_id).model
        except HomeError:
            continue
        if chosen and not (about := host.models.about(chosen)).ready:
            yield note(f"the model {chosen}, which you chose for {persona_id}: {about.note}")
