"""The home itself: a folder that can be read and written, with room on its disk."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator

from whetstone.core.doctor.findings import Finding, fault, fine, note
from whetstone.core.doctor.patient import Patient

ENOUGH = 200 * 2**20
"""Bytes that should be free: a chat needs little, indexes and prompts that were read need more."""


def unusable(patient: Patient) -> str | None:
    """Return why nothing in the home can be looked at; `None` where it can."""
    root = patient.home.root
    try:
        with os.scandir(root):
            return None
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        return f"{root} is no folder; choose another place with --home or WHETSTONE_HOME"
    except OSError as error:
        return f"{root} cannot be read ({error.strerror or error}); mend that, or choose another"


def strange(patient: Patient) -> str | None:
    """Return which file of the home is a pipe or a device, which nobody could read to its end."""
    home = patient.home
    for path in (home.personas, home.log, home.trust):
        try:
            mode = path.stat().st_mode
        except OSError:
            continue
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            return f"{path} is no regular file; move it away"
    return None


def look(patient: Patient) -> Iterator[Finding]:
    """Look at the folder and at the disk it lies on."""
    root = patient.home.root
    if reason := unusable(patient) or strange(patient):
        yield fault(reason)
        return
    if not root.exists():
        if patient.home.writable():
            yield fine(f"{root} is not there yet, and will be made when something is to be kept")
        else:
            yield note(f"{root} is not there and cannot be made, so nothing of a chat is kept")
        return
    free = shutil.disk_usage(root).free
    if not patient.home.writable():
        yield note(f"{root} cannot be written, so nothing can be installed and no chat is kept")
    elif free < ENOUGH:
        yield note(f"{root} has only {free / 2**20:,.0f} MB left on its disk; make room before it is full")
    else:
        yield fine(f"{root}, {free / 2**30:,.0f} GB free")
