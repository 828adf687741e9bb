"""What is installed, content by content: its files, its install record, and what the list says of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from whetstone.core.checks.folder import files_in
from whetstone.core.doctor.findings import Finding, counted, fault, fine, note
from whetstone.core.doctor.patient import Patient
from whetstone.core.doctor.rebuilding import describes, told_by_files
from whetstone.core.errors import CartridgeError, HomeError, WhetstoneError
from whetstone.core.personas.contents import what_is_wrong, with_way_back
from whetstone.core.personas.persona_list import as_entry
from whetstone.core.personas.records import Recorded, recorded_contents
from whetstone.core.personas.storage import draft_contents, draft_record, keep_record, record_of, settle
from whetstone.core.personas.trash import noted
from whetstone.core.signing.signature import signed_by
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.persona import Persona


def look(patient: Patient) -> Iterator[Finding]:
    """Hold every content of every id to its hash and signature, and records and list to one another."""
    entries = patient.entries()
    ids = patient.ids_on_disk()
    places: set[str] = set()
    whole = True
    for number, persona_id in enumerate(ids):
        patient.progress("contents", number, len(ids))
        found = list(recorded_contents(patient.home, persona_id, patient.home.imported / persona_id))
        for one in found:
            places.add(one.persona.path)
            for finding in _content(patient, one, entries.get(persona_id)):
                whole = False
                yield finding
        if found and persona_id not in entries and patient.lists():
            yield from _unlisted(patient, persona_id)
    for entry in entries.values():
        if entry.path not in places:
            whole = False
            yield _damaged(patient, entry, "its files are gone", current=True)
    if whole:
        many = counted(len(places), "content is", "contents are")
        yield fine(f"{many} what was installed, to the byte" if places else "nothing is installed")


def _content(patient: Patient, found: Recorded, entry: Persona | None) -> Iterator[Finding]:
    home = patient.home
    listed = entry if entry and entry.path == found.persona.path else None
    believed = listed or found.persona
    wrong = what_is_wrong(home, believed)
    if wrong is None and found.fault is None and _recorded_as(home.root / believed.path, believed):
        return
    best = _best(patient, listed, found)
    if best is None:
        reason = (
            (wrong or found.fault or "") if (home.root / believed.path).exists() else "its files are gone"
        )
        yield _damaged(patient, believed, reason, current=listed is not None)
        return
    record = patient.shown(record_of(home.root / best.path))
    if found.fault is not None:
        told = f"{best.id} {best.version}: {found.fault}; it can be written anew"
    elif listed is None:
        told = f"{record} names another place than the one it lies in; it can be written anew"
    else:
        told = f"personas.json and {record} tell different things of {best.id}; its files decide"
    yield fault(told, lambda: _agree(patient, best, listed is not None))


def _best(patient: Patient, listed: Persona | None, found: Recorded) -> Persona | None:
    """Return what is true of a content: by list, record, or files; `None` if the files are damaged."""
    home = patient.home
    known = listed or found.persona
    try:
        told = told_by_files(home, known.id, home.root / known.path, known.origin)
    except CartridgeError:
        return None
    for persona in (listed, found.persona if found.fault is None else None):
        if persona and describes(persona, told) and what_is_wrong(home, persona) is None:
            return persona
    intact = (
        signed_by(files_in(home.root / told.path)[0], known.signed_by)
        and told.content_hash == known.content_hash
    )
    return told if intact or found.fault else None


def _agree(patient: Patient, best: Persona, listed: bool) -> list[str]:
    """Have the record, and the list where it names this content, tell what `best` does."""
    home = patient.home
    record = record_of(home.root / best.path)
    done = []
    with home.locked("personas"):
        if not _recorded_as(home.root / best.path, best):
            kept = f", the earlier one is {patient.keep_copy(record)}" if os.path.lexists(record) else ""
            keep_record(home, home.root / best.path, best)
            done.append(f"wrote the install record {patient.shown(record)} anew{kept}")
        entries = patient.list.read()
        present = entries.get(best.id)
        if listed and present is not None and present.path == best.path and present != best:
            kept = patient.keep_copy(home.personas)
            patient.list.write({**entries, best.id: best})
            done.append(f"corrected {best.id} in {patient.shown(home.personas)}, the earlier one is {kept}")
    return done


def _damaged(patient: Patient, persona: Persona, wrong: str, *, current: bool) -> Finding:
    which = "" if current else ", an earlier content,"
    told = f"{persona.id} {persona.version}{which} in {persona.path} is damaged:"
    if _intact_copy(patient, persona) is None:
        return fault(f"{told} {with_way_back(patient.home, persona, wrong)}")
    return fault(
        f"{told} {wrong}; an intact copy of it is here", lambda: _install_again(patient, persona, current)
    )


def _intact_copy(patient: Patient, persona: Persona) -> Cartridge | None:
    """Return the same content from elsewhere in the home (the trash, say) or from a package."""
    try:
        copy = patient.registry.versions.content(persona.id, persona.content_hash)
    except WhetstoneError:
        return None
    return copy if signed_by(copy.files, persona.signed_by) else None


def _install_again(patient: Patient, persona: Persona, current: bool) -> list[str]:
    """Write the files of `persona` anew from an intact copy, once the damaged ones are out of the way."""
    home = patient.home
    folder = home.root / persona.path
    done = []
    with home.locked("personas"):
        copy = _intact_copy(patient, persona)
        if copy is None or what_is_wrong(home, persona) is None:
            return []
        for path in (folder, *folder.parent.glob(".new-*")):
            if path.exists() or path.is_symlink():
                done.append(f"moved {patient.shown(path)} to {patient.set_aside(path)}")
        draft = draft_contents(home, persona.id, copy)
        again = persona.model_copy(update={"path": draft.place.relative_to(home.root).as_posix()})
        draft_record(home, draft, again)
        settle(home, [draft])
        entries = patient.list.read()
        if current and entries.get(persona.id) == persona and again != persona:
            patient.list.write({**entries, persona.id: again})
    return [*done, f"wrote the files of {persona.id} {persona.version} anew from an intact copy"]


def _unlisted(patient: Patient, persona_id: str) -> Iterator[Finding]:
    """Tell of contents whose id is in no list: a removal or an import that was killed half-way."""
    where = patient.shown(patient.home.imported / persona_id)
    place = _removed_to(patient, persona_id)
    if place is None:
        yield note(
            f"{where} holds {persona_id}, which is not listed; an import was cut off, so import it again"
        )
        return

    def mend() -> list[str]:
        with patient.home.locked("personas"):
            if persona_id in patient.list.read() or _removed_to(patient, persona_id) != place:
                return []
            patient.registry.trash.take(persona_id, place)
        return [f"moved {where} to {patient.shown(place)}, as `whetstone remove {persona_id}` would have"]

    yield note(
        f"{where} holds the files of {persona_id}, which was removed; they belong into the trash", mend
    )


def _removed_to(patient: Patient, persona_id: str) -> Path | None:
    """Return the place in the trash that tells of the last removal of an id, but has no files yet."""
    for place in sorted(patient.home.trash.glob(f"{persona_id}.*"), reverse=True):
        try:
            return None if (place / "contents").exists() or noted(place)[0].id != persona_id else place
        except HomeError:
            continue
    return None


def _recorded_as(folder: Path, persona: Persona) -> bool:
    try:
        told: object = json.loads(record_of(folder).read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return told == as_entry(persona)
