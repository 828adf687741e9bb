"""Opening a content that lies on disk, held to the hash that its record names."""

from __future__ import annotations

from dataclasses import replace

from whetstone.core.checks.cartridge import read_folder
from whetstone.core.checks.folder import files_in
from whetstone.core.errors import CartridgeError
from whetstone.core.home import Home
from whetstone.core.personas.keepsakes import SUFFIX, read_keepsake
from whetstone.core.signing.signature import signed_by
from whetstone.core.values.cartridge import Cartridge, content_hash
from whetstone.core.values.persona import Persona


def open_contents(home: Home, persona: Persona) -> Cartridge:
    """Return the content of `persona`, wherever in the home or in a package it lies.

    Raises:
        CartridgeError: its files are missing, or not what was installed.
    """
    place = home.root / persona.path
    try:
        cartridge = read_keepsake(place) if place.suffix == SUFFIX else read_folder(place)
    except CartridgeError as error:
        raise CartridgeError(f"{persona.id} in {place} is damaged ({error}); import it again") from error
    if cartridge.content_hash != persona.content_hash:
        raise CartridgeError(
            f"the files of {persona.id} in {place} were changed after it was installed; import it again"
        )
    return replace(cartridge, id=persona.id, name=cartridge.metadata.name or persona.name)


def what_is_wrong(home: Home, persona: Persona) -> str | None:
    """Return how the files of a content in a folder are not what its record says; `None` if they are.

    Only the bytes are looked at, which is several times as quick as opening it.
    """
    try:
        files, _ = files_in(home.root / persona.path)
    except CartridgeError as error:
        return str(error)
    if content_hash(files) != persona.content_hash:
        return "its files were changed after it was installed"
    signed = signed_by(files, persona.signed_by)
    return None if signed else "its signature.json was changed after it was installed"
