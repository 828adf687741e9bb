"""Personas that plugins bring along, read where they lie."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from whetstone.core.checks.cartridge import read_folder
from whetstone.core.errors import WhetstoneError
from whetstone.core.values.persona import Persona, PersonaShelf, is_persona_id
from whetstone.core.values.plugin import PluginRecord


class Bundled:
    """The personas on the plugins' shelves, read once.

    `shelves` yields each shelf with the record of the plugin that brings it. A folder that is no good
    cartridge is recorded as that plugin's error and left out; the first shelf with an id keeps it.
    """

    def __init__(self, shelves: Callable[[], Iterable[tuple[PluginRecord, PersonaShelf]]]) -> None:
        self._shelves = shelves
        self._found: dict[str, Persona] | None = None
        self._lock = threading.Lock()

    def personas(self) -> dict[str, Persona]:
        """Return the bundled personas by id."""
        with self._lock:
            if self._found is None:
                self._found = self._read_all()
            return self._found

    def _read_all(self) -> dict[str, Persona]:
        found: dict[str, Persona] = {}
        owners: dict[str, PluginRecord] = {}
        for record, shelf in self._shelves():
            try:
                _read(record, shelf, found, owners)
            except OSError as error:
                record.blame(f"the shelf {shelf.name} cannot be read: {error.strerror or error}")
        return found


def _read(
    record: PluginRecord, shelf: PersonaShelf, found: dict[str, Persona], owners: dict[str, PluginRecord]
) -> None:
    for folder in sorted(shelf.folder.iterdir()):
        if not folder.is_dir() or folder.name.startswith((".", "_")):
            continue
        try:
            persona = _bundled(shelf, folder.name)
        except WhetstoneError as error:
            record.blame(f"the persona {folder.name} on the shelf {shelf.name} is left out: {error}")
            continue
        if persona.id in found:
            first = owners[persona.id]
            record.blame(
                f"the persona {persona.id} of {record.distribution} ({record.name}) is left out: "
                f"{first.distribution} ({first.name}) bundles one of this id already"
            )
        else:
            found[persona.id] = persona
            owners[persona.id] = record


def _bundled(shelf: PersonaShelf, name: str) -> Persona:
    if not is_persona_id(name):
        raise WhetstoneError(f"{name!r} is no persona id")
    cartridge = read_folder(shelf.folder / name)
    return Persona(
        id=name,
        name=cartridge.name,
        type=cartridge.metadata.type,
        origin="builtin",
        version=cartridge.metadata.version,
        author=cartridge.metadata.author,
        source_hash=cartridge.metadata.source_hash,
        content_hash=cartridge.content_hash,
        path=str(shelf.folder.absolute() / name),
        description=cartridge.metadata.description,
        tags=cartridge.metadata.tags,
    )
