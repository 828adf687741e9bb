"""What the install records in a folder of contents tell, and what can be told where one is damaged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from whetstone.core.checks.cartridge import read_folder
from whetstone.core.checks.strict_json import read_object
from whetstone.core.errors import CartridgeError
from whetstone.core.home import Home
from whetstone.core.personas.persona_list import from_entry
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.persona import Origin, Persona

_CONTENT = re.compile(r"([0-9a-f]{12}(?:-[0-9a-f]{8})?|[0-9a-f]{64})(\.json)?")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A content of a persona's id, with the path where it lies, and what is wrong with its record."""

    persona: Persona
    fault: str | None = None


def recorded_contents(home: Home, persona_id: str, folder: Path) -> Iterator[Recorded]:
    """Yield the contents in `folder`, each a folder named by its hash with a record beside it, by name.

    A content without a record is told from its own files. Whether the files are whole is not looked at.

    Raises:
        HomeError: the folder cannot be read.
    """
    names: list[str] = []
    with home.reading(folder), suppress(FileNotFoundError):
        names = [path.name for path in folder.iterdir()]
    for name in sorted({found[1] for found in map(_CONTENT.fullmatch, names) if found}):
        path = (folder / name).relative_to(home.root).as_posix()
        try:
            persona = _record(folder / f"{name}.json", persona_id, name)
        except CartridgeError as error:
            yield Recorded(_told_by_files(folder / name, persona_id, path), str(error))
        else:
            yield Recorded(persona.model_copy(update={"path": path}))


def as_persona(persona_id: str, cartridge: Cartridge, origin: Origin, path: str) -> Persona:
    """Return the persona that `cartridge` is, without what only a record could tell."""
    return Persona(
        id=persona_id,
        name=cartridge.name,
        type=cartridge.metadata.type,
        origin=origin,
        version=cartridge.metadata.version,
        author=cartridge.metadata.author,
        source_hash=cartridge.metadata.source_hash,
        content_hash=cartridge.content_hash,
        path=path,
        description=cartridge.metadata.description,
        tags=cartridge.metadata.tags,
    )


def unknown_persona(persona_id: str, digest: str, origin: Origin, path: str) -> Persona:
    """Return what is known of a content that cannot be read: the beginning of its hash, from its name."""
    return Persona(
        id=persona_id,
        name=persona_id,
        type="persona",
        origin=origin,
        version="?",
        author="?",
        source_hash="?",
        content_hash=f"sha256:{digest}",
        path=path,
    )


def _record(path: Path, persona_id: str, name: str) -> Persona:
    try:
        persona = from_entry({**read_object(path.read_bytes(), str(path)), "id": persona_id})
    except FileNotFoundError:
        raise CartridgeError(f"its install record {path} is missing") from None
    except (OSError, ValueError, CartridgeError) as error:
        raise CartridgeError(f"its install record is damaged: {error}") from None
    if not persona.content_hash.startswith(f"sha256:{name.partition('-')[0]}"):
        raise CartridgeError(f"its install record {path} is one of another content")
    return persona


def _told_by_files(folder: Path, persona_id: str, path: str) -> Persona:
    try:
        return as_persona(persona_id, read_folder(folder), "imported", path)
    except CartridgeError:
        return unknown_persona(persona_id, folder.name.partition("-")[0], "imported", path)
