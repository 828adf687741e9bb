"""Making the list of personas anew: from install records, what is left of the damaged list, and the files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from whetstone.core.checks.cartridge import read_files
from whetstone.core.checks.folder import files_in
from whetstone.core.doctor.patient import Patient
from whetstone.core.errors import CartridgeError, HomeError
from whetstone.core.home import Home
from whetstone.core.personas.ordering import chosen
from whetstone.core.personas.persona_list import from_entry
from whetstone.core.personas.records import as_persona, recorded_contents
from whetstone.core.personas.trash import noted
from whetstone.core.signing.signature import verify
from whetstone.core.values.persona import Origin, Persona, is_persona_id

_ENTRY = re.compile(r'"([a-z0-9-]{1,64})"\s*:\s*(?=\{)')


@dataclass(slots=True)
class Rebuilt:
    """A list made anew, by id, and a sentence on each persona or earlier content that could not be told."""

    entries: dict[str, Persona] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)


def salvaged(home: Home, data: bytes) -> dict[str, Persona]:
    """Return the entries that can still be read in a damaged list; they may be out of date or changed."""
    text = data.decode("utf-8", "replace")
    decoder = json.JSONDecoder()
    found: dict[str, Persona] = {}
    places = home.imported.relative_to(home.root).as_posix()
    for match in _ENTRY.finditer(text):
        try:
            value, _ = decoder.raw_decode(text, match.end())
            persona = from_entry({**value, "id": match[1]})
        except (ValueError, RecursionError):
            continue
        inside = persona.path.startswith(f"{places}/{persona.id}/") and ".." not in persona.path
        if is_persona_id(persona.id) and inside:
            found[persona.id] = persona
    return found


def rebuilt(patient: Patient, left: Mapping[str, Persona]) -> Rebuilt:
    """Return the list that the contents and their install records tell, helped by what is `left` of it.

    Of several contents of an id it is the one that the damaged list named, else the one chosen last. Who
    was removed stays so, where that is known: removing takes contents and records along, and where it was
    killed before that, the trash tells.

    Raises:
        HomeError: the folder of installed cartridges cannot be read.
    """
    result = Rebuilt()
    for persona_id in patient.ids_on_disk():
        found = list(_candidates(patient, persona_id, left.get(persona_id), result.lost))
        if found and (persona_id in left or not _was_removed(patient.home, persona_id, found)):
            result.entries[persona_id] = _chosen(found, left.get(persona_id))
    for persona_id in sorted(left.keys() - result.entries.keys()):
        gone = f"{persona_id} is not listed again: its files are gone; {_way_back(patient, persona_id)}"
        result.lost.setdefault(persona_id, gone)
    return result


def told_by_files(home: Home, persona_id: str, folder: Path, origin: Origin = "imported") -> Persona:
    """Return the persona that the files in `folder` are, as if they had been installed when it was made.

    Raises:
        CartridgeError: they are damaged, or not the content that the folder's name tells of.
    """
    files, _ = files_in(folder)
    cartridge = read_files(files, stem=persona_id)
    if not cartridge.content_hash.startswith(f"sha256:{folder.name.partition('-')[0]}"):
        raise CartridgeError(f"{folder} holds another content than its name says")
    made_at = datetime.fromtimestamp(folder.stat().st_mtime, UTC).isoformat(timespec="seconds")
    persona = as_persona(persona_id, cartridge, origin, folder.relative_to(home.root).as_posix())
    return persona.model_copy(update={"installed_at": made_at, "signed_by": verify(cartridge.files).key})


def describes(persona: Persona, told: Persona) -> bool:
    """Return whether `persona` says what its files tell; a name that they do not hold may be any."""
    fields = ("type", "version", "author", "source_hash", "content_hash", "description", "tags")
    return all(getattr(persona, name) == getattr(told, name) for name in fields)


def _candidates(
    patient: Patient, persona_id: str, left: Persona | None, lost: dict[str, str]
) -> Iterator[Persona]:
    home = patient.home
    for found in recorded_contents(home, persona_id, home.imported / persona_id):
        folder = home.root / found.persona.path
        if not folder.is_dir():
            continue
        if found.fault is None:
            yield found.persona
            continue
        try:
            told = told_by_files(home, persona_id, folder)
        except CartridgeError as error:
            why = f"{found.fault}, and {error}"
            lost[persona_id] = f"{patient.shown(folder)} is not listed again: {why}; import it again"
            continue
        known = left is not None and left.path == told.path and describes(left, told)
        yield left if left is not None and known else told


def _chosen(found: list[Persona], left: Persona | None) -> Persona:
    same = [persona for persona in found if left and persona.content_hash == left.content_hash]
    there = [persona for persona in same if left and persona.path == left.path]
    return max(there or same or found, key=chosen)


def _was_removed(home: Home, persona_id: str, found: list[Persona]) -> bool:
    """Return whether the trash tells of a removal that nothing here came after, and took no files along."""
    for place in home.trash.glob(f"{persona_id}.*"):
        if (place / "contents").exists():
            continue
        try:
            removed, _ = noted(place)
        except HomeError:
            continue
        if removed.id == persona_id and max(map(chosen, found)) <= chosen(removed):
            return True
    return False


def _way_back(patient: Patient, persona_id: str) -> str:
    if any(patient.home.trash.glob(f"{persona_id}.*/contents")):
        return f"bring it back with `whetstone restore {persona_id}`"
    return "import it again"
