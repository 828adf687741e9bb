"""The folders of a home: that nothing else stands in the place of one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from whetstone.core.doctor.findings import Finding, fault, fine
from whetstone.core.doctor.patient import Patient


def look(patient: Patient) -> Iterator[Finding]:
    """Look for files, and for links to nothing: one may lead to a disk that is away."""
    home = patient.home
    ours = [home.keys, home.overlays, home.trash, home.jobs, home.mirror, home.cache, home.root / "locks"]
    ours += [home.uploads, home.imported.parent, home.imported, home.talked]
    strange = [path for path in ours if os.path.lexists(path) and not path.is_dir()]
    for path in strange:
        shown = patient.shown(path)
        if path.is_symlink():
            yield fault(f"{shown} is a link to no folder; bring back what it leads to, or take it away")
        else:
            yield fault(f"{shown} is no folder; it can be moved aside", partial(_aside, patient, path))
    if not strange:
        yield fine("nothing stands in the place of one")


def _aside(patient: Patient, path: Path) -> list[str]:
    return [f"moved {patient.shown(path)} to {patient.set_aside(path)}"]
