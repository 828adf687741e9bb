"""`personas.json`: what is installed, read and written as a whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from whetstone.core.checks.shape import fit
from whetstone.core.checks.strict_json import read_object
from whetstone.core.errors import CartridgeError, HomeError
from whetstone.core.home import Home
from whetstone.core.personas.ordering import chosen
from whetstone.core.values.persona import Persona, is_persona_id

_NOT_KEPT = {"favourite", "hides"}
_SHORTEST = 12
"""Hex digits of its hash that a content's folder is named by, at the least."""

_HEAD = b'{\n "version": 1,\n "personas": {'


class _Table(BaseModel):
    version: Literal[1] = 1
    personas: dict[str, Persona]


class PersonaList:
    """The list of one home. Where its file is gone, the install records beside the contents make it anew.

    What was read last is kept, and read again only where the file's bytes are others. Bytes and entries are
    kept as one, for threads that read while another one writes.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._places = home.imported.relative_to(home.root).as_posix() + "/"
        self._kept: tuple[bytes, dict[str, Persona]] = b"", {}

    def read(self) -> dict[str, Persona]:
        """Return the installed personas by id.

        Raises:
            HomeError: the file cannot be read or is damaged.
        """
        path = self._home.personas
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return self._listed_in_records()
        except OSError as error:
            raise HomeError(f"cannot read {path}: {error.strerror or error}") from error
        known, entries = self._kept
        if not data or data != known:
            quick = self._quickly(data)
            entries = self._carefully(data, path) if quick is None else quick
            self._kept = data, entries
        return dict(entries)

    def write(self, entries: dict[str, Persona]) -> None:
        """Replace the list by `entries`.

        Raises:
            HomeError: the home cannot be written; the list is as it was.
        """
        ordered = {key: entries[key] for key in sorted(entries)}
        left_out = {"personas": {"__all__": {"id", *_NOT_KEPT}}}
        text = _Table(personas=ordered).model_dump_json(indent=1, exclude_none=True, exclude=left_out) + "\n"
        data = text.encode()
        self._home.replace(self._home.personas, data)
        self._kept = data, ordered

    def recorded(self) -> tuple[dict[str, Persona], list[str]]:
        """Return what the install records tell, by id, and a sentence for each record that is damaged.

        Of the contents that were installed under an id, it is the one that was chosen last.

        Raises:
            HomeError: the folder of installed cartridges cannot be read.
        """
        found: dict[str, Persona] = {}
        faults: list[str] = []
        with self._home.reading(self._home.imported):
            for path in self._records():
                try:
                    entry = read_object(path.read_bytes(), str(path))
                    persona = self._entry(path.parent.name, entry, path)
                except CartridgeError as error:
                    faults.append(
                        f"{error}; let `whetstone doctor --repair` write it anew, or move it away if it "
                        "should not be listed"
                    )
                    continue
                if path.with_suffix("").is_dir():
                    found[persona.id] = max(found.get(persona.id, persona), persona, key=chosen)
        return found, faults

    def _records(self) -> list[Path]:
        """Return the install records. A folder that cannot be read is an error: `glob` would pass it over."""
        if not self._home.imported.exists():
            return []
        folders = [folder for folder in self._home.imported.iterdir() if folder.is_dir()]
        return sorted(path for folder in folders for path in folder.iterdir() if path.suffix == ".json")

    def _listed_in_records(self) -> dict[str, Persona]:
        found, faults = self.recorded()
        if faults:
            raise HomeError(faults[0])
        return found

    def _carefully(self, data: bytes, path: Path) -> dict[str, Persona]:
        """Read a list in any layout, or say what is wrong with it."""
        try:
            table = read_object(data, str(path))
            personas = table.get("personas")
            if table.get("version") != 1 or not isinstance(personas, dict):
                raise CartridgeError(f"{path} is no list of personas of version 1")
            return {key: self._entry(key, entry, path) for key, entry in personas.items()}
        except CartridgeError as error:
            raise HomeError(
                f"{error}; mend it, or let `whetstone doctor --repair` make it anew from what is installed"
            ) from None

    def _quickly(self, data: bytes) -> dict[str, Persona] | None:
        """Read a list in the layout of `write`, ten times as fast; `None` where it is none, or damaged.

        That layout has a line for each key, so as many keys as lines means that none stands twice.
        """
        try:
            personas = from_json(data)["personas"]
            fields = sum(map(len, personas.values()))
            if data.count(b'\n  "') != len(personas) or data.count(b'\n   "') != fields:
                return None
            for persona_id, entry in personas.items():
                entry["id"] = persona_id
            found = _Table(personas=personas).personas
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
        fits = data.startswith(_HEAD) and all(
            is_persona_id(key) and self._is_place(entry) for key, entry in found.items()
        )
        return found if fits else None

    def _entry(self, persona_id: str, entry: Any, path: Path) -> Persona:
        where = f"{path} ({persona_id})"
        if not isinstance(entry, dict) or not is_persona_id(persona_id):
            raise CartridgeError(f"{where} is no entry of a persona")
        persona = fit(Persona, {**entry, "id": persona_id}, where)
        if not self._is_place(persona):
            inside = self._home.imported / persona_id
            raise CartridgeError(f"{where}: path must lead into {inside}, to a folder named by content_hash")
        return persona

    def _is_place(self, persona: Persona) -> bool:
        """Whether id, path and hash hold together, so that none of them can be another unnoticed."""
        folder, _, name = persona.path.rpartition("/")
        digest = name.partition("-")[0]
        hashed = persona.content_hash.startswith(f"sha256:{digest}") and len(digest) >= _SHORTEST
        return hashed and folder == f"{self._places}{persona.id}"


def as_entry(persona: Persona) -> dict[str, Any]:
    """Return `persona` as it is kept, without what is worked out when it is listed."""
    return persona.model_dump(mode="json", exclude=_NOT_KEPT, exclude_none=True)


def as_record(persona: Persona) -> bytes:
    """Return what an install record holds."""
    return (json.dumps(as_entry(persona), ensure_ascii=False) + "\n").encode()


def from_entry(entry: Any) -> Persona:
    """Return the persona that `as_entry` made `entry` of.

    Raises:
        ValueError: it is none.
    """
    try:
        return Persona.model_validate(entry)
    except ValidationError as error:
        raise ValueError("it is no entry of a persona") from error
