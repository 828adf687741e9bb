"""`whetstone.toml`: whether it can be read, and whether the retrievers that it names are here."""

from __future__ import annotations

from collections.abc import Iterator

from whetstone.core.doctor.findings import Finding, fault, fine
from whetstone.core.doctor.patient import Patient
from whetstone.core.errors import PluginError


def look(patient: Patient) -> Iterator[Finding]:
    """Read the settings as every command does."""
    path = patient.home.settings
    if patient.host is None:
        yield fault(f"{patient.refusal}; until then no command but this one works")
        return
    try:
        _ = patient.host.library
    except PluginError as error:
        yield fault(f"{path}: {error}")
        return
    shown = patient.shown(path)
    yield fine(f"{shown} fits" if path.exists() else f"{shown} is not there, so everything is at its default")
