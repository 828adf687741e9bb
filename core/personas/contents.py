"""Opening a content that lies on disk, held to the hash that its record names."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

from whetstone.core.checks.cartridge import read_files
from whetstone.core.checks.folder import RIGHTS, files_in
from whetstone.core.errors import CartridgeError, HomeError
from whetstone.core.home import Home
from whetstone.core.personas.keepsakes import SUFFIX, read_keepsake
from whetstone.core.personas.ordering import chosen
from whetstone.core.personas.persona_list import PersonaList
from whetstone.core.personas.records import recorded_contents
from whetstone.core.signing.signature import signed_by
from whetstone.core.values.cartridge import Cartridge, content_hash
from whetstone.core.values.persona import Persona

_RECENT = 16
_SMALL = 2 << 20


class _Recent:
    """What folders held when they were read last: files that are the same bytes need no second check.

    The latest are kept, each of `_SMALL` bytes at the most.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: OrderedDict[Path, tuple[dict[str, bytes], list[str], Cartridge]] = OrderedDict()

    def read(self, folder: Path) -> Cartridge:
        """Return the cartridge in `folder`; raises as `read_folder` does."""
        files, notes = files_in(folder)
        with self._lock:
            known = self._read.get(folder)
        if known is None or known[:2] != (files, notes):
            known = files, notes, read_files(files, stem=folder.resolve().name, notes=notes)
        with self._lock:
            if sum(map(len, files.values())) <= _SMALL:
                self._read[folder] = known
                self._read.move_to_end(folder)
            if len(self._read) > _RECENT:
                self._read.popitem(last=False)
        return known[2]


_recent = _Recent()


def open_contents(home: Home, persona: Persona) -> Cartridge:
    """Return the content of `persona`, wherever in the home or in a package it lies.

    Raises:
        CartridgeError: its files are missing, or not what was installed.
    """
    place = home.root / persona.path
    try:
        cartridge = read_keepsake(place) if place.suffix == SUFFIX else _recent.read(place)
    except CartridgeError as error:
        wrong = str(error) if place.exists() else "its files are gone"
        told = with_way_back(home, persona, wrong)
        raise CartridgeError(f"{persona.id} in {place} is damaged: {told}") from error
    if cartridge.content_hash != persona.content_hash:
        told = with_way_back(home, persona, "were changed after it was installed")
        raise CartridgeError(f"the files of {persona.id} in {place} {told}")
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


def with_way_back(home: Home, persona: Persona, wrong: str) -> str:
    """Return what is wrong with a content, with the one remedy that helps.

    A remedy that it names already is for those who make cartridges, unless it is about rights.
    """
    if wrong.endswith(RIGHTS):
        return wrong
    return f"{wrong.partition('; ')[0]}; {_way_back(home, persona)}"


def _way_back(home: Home, persona: Persona) -> str:
    again = "import it again"
    try:
        listed = PersonaList(home).read().get(persona.id)
        if listed is None or listed.path != persona.path:
            return again
        found = recorded_contents(home, persona.id, home.imported / persona.id)
        earlier = [
            one for one in found if one.persona.path != persona.path and chosen(one.persona) <= chosen(listed)
        ]
    except HomeError:
        return again
    earlier.sort(key=lambda one: chosen(one.persona), reverse=True)
    for number, one in enumerate(earlier):
        if one.fault is None and what_is_wrong(home, one.persona) is None:
            to = f" {one.persona.content_hash[:19]}" if number else ""
            return f"`whetstone rollback {persona.id}{to}` returns to {one.persona.version}, or {again}"
    return again
