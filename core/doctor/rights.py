"""Who may read and change what is in the home: its user, and nobody else what is private."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from whetstone.core.doctor.findings import Finding, counted, fault, fine, note
from whetstone.core.doctor.patient import Patient

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_WRITE = stat.S_IWGRP | stat.S_IWOTH


def look(patient: Patient) -> Iterator[Finding]:
    """Look at the rights of what is private, at one's own rights, and at whom everything belongs to."""
    if os.name != "posix":
        yield fine("not looked at: this system keeps no such rights")
        return
    found = [*_foreign(patient), *_locked_out(patient), *_too_open(patient)]
    yield from found or [fine("what is private is yours alone")]


def _too_open(patient: Patient) -> Iterator[Finding]:
    home = patient.home
    keys = sorted(home.keys.glob("*.pem")) if home.keys.is_dir() else []
    for path in (home.root, home.keys, home.log, home.trust, *keys):
        yield from _open_to_others(patient, path, secret=path in (home.log, *keys))


def _open_to_others(patient: Patient, path: Path, *, secret: bool) -> Iterator[Finding]:
    try:
        about = path.stat()
    except OSError:
        return
    mode = stat.S_IMODE(about.st_mode)
    if about.st_uid != os.geteuid() or not mode & _OTHERS:
        return
    right = 0o700 if path.is_dir() else 0o600
    may = "changed" if mode & _WRITE else "read"
    told = f"{patient.shown(path)} may be {may} by others than you (mode {mode:03o} instead of {right:o})"
    found = fault if secret or mode & _WRITE else note

    def mend() -> list[str]:
        with patient.home.writing():
            path.chmod(mode & ~_OTHERS)
        return [f"took the rights of others to {patient.shown(path)} away"]

    yield found(told, mend)


def _locked_out(patient: Patient) -> Iterator[Finding]:
    """Look for what its own user may not read or change, at the top of the home and among the keys."""
    root = patient.home.root
    for path in sorted([*_inside(root), *_inside(patient.home.keys)]):
        try:
            about = path.lstat()
        except OSError:
            continue
        wanted = 0o700 if stat.S_ISDIR(about.st_mode) else 0o600
        known = stat.S_ISDIR(about.st_mode) or stat.S_ISREG(about.st_mode)
        if known and about.st_uid == os.geteuid() and about.st_mode & wanted != wanted:

            def mend(path: Path = path, mode: int = stat.S_IMODE(about.st_mode) | wanted) -> list[str]:
                with patient.home.writing():
                    path.chmod(mode)
                return [f"gave you back your own rights to {patient.shown(path)}"]

            mode = stat.S_IMODE(about.st_mode)
            yield fault(
                f"{patient.shown(path)} may not be read and changed by you (its mode is {mode:03o})", mend
            )


def _foreign(patient: Patient) -> Iterator[Finding]:
    """Look for what does not belong to whom the home belongs to, as after a `sudo whetstone`."""
    root = patient.home.root
    if not root.exists():
        return
    owner = root.stat().st_uid
    if owner != os.geteuid():
        yield note(f"{root} belongs to the user {owner}; run this as them to see and mend everything")
    strange = []
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder, name)
            try:
                if path.lstat().st_uid != owner:
                    strange.append(path)
            except OSError:
                continue
    if strange:
        first, whose = patient.shown(min(strange)), min(strange).lstat().st_uid
        yield fault(
            f"{counted(len(strange), 'file or folder', 'files and folders')} in {root} belong to others, the "
            f"first is {first} (of the user {whose}); give them to the user {owner} with `chown`"
        )


def _inside(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
