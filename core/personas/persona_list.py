"""`personas.json`: what is installed, read and written as a whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from whetstone.core.checks.shape import fit
from whetstone.core.checks.strict_json import read_object
from whetstone.core.errors import CartridgeError, HomeError
from whetstone.core.home import Home
from whetstone.core.values.persona import Persona, is_persona_id

_NOT_KEPT = {"favourite", "hides"}


class PersonaList:
    """The list of one home. Where its file is gone, the install records beside the contents make it anew."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def read(self) -> dict[str, Persona]:
        """Return the installed personas by id.

        Raises:
            HomeError: the file cannot be read or is damaged.
        """
        path = self._home.personas
        try:
            table = read_object(path.read_bytes(), str(path))
        except FileNotFoundError:
            return self._recorded()
        except OSError as error:
            raise HomeError(f"cannot read {path}: {error.strerror or error}") from error
        except CartridgeError as error:
            raise self._damaged(str(error)) from None
        personas = table.get("personas")
        if table.get("version") != 1 or not isinstance(personas, dict):
            raise self._damaged(f"{path} is no list of personas of version 1")
        return {persona_id: self._entry(persona_id, entry, path) for persona_id, entry in personas.items()}

    def write(self, entries: dict[str, Persona]) -> None:
        """Replace the list by `entries`.

        Raises:
            HomeError: the home cannot be written; the list is as it was.
        """
        table = {
            key: {name: value for name, value in as_entry(entry).items() if name != "id"}
            for key, entry in sorted(entries.items())
        }
        text = json.dumps({"version": 1, "personas": table}, indent=1, ensure_ascii=False) + "\n"
        self._home.replace(self._home.personas, text.encode())

    def _recorded(self) -> dict[str, Persona]:
        """Return what the install records tell: of each id, the content that was installed last."""
        latest: dict[str, tuple[int, Persona]] = {}
        with self._home.reading(self._home.imported):
            for path in sorted(self._home.imported.glob("*/*.json")):
                persona = self._record(path)
                at = path.stat().st_mtime_ns
                if path.with_suffix("").is_dir() and at >= latest.get(persona.id, (0, persona))[0]:
                    latest[persona.id] = (at, persona)
        return {persona_id: persona for persona_id, (_, persona) in latest.items()}

    def _record(self, path: Path) -> Persona:
        try:
            return self._entry(path.parent.name, read_object(path.read_bytes(), str(path)), path)
        except CartridgeError as error:
            raise HomeError(f"{error}; move it away if it should not be listed") from None

    def _entry(self, persona_id: str, entry: Any, path: Path) -> Persona:
        where = f"{path} ({persona_id})"
        try:
            if not isinstance(entry, dict) or not is_persona_id(persona_id):
                raise CartridgeError(f"{where} is no entry of a persona")
            persona = fit(Persona, {**entry, "id": persona_id}, where)
        except CartridgeError as error:
            raise self._damaged(str(error)) from None
        if not (self._home.root / persona.path).is_relative_to(self._home.imported) or ".." in persona.path:
            raise self._damaged(f"{where}: path must lead into {self._home.imported}")
        return persona

    def _damaged(self, what: str) -> HomeError:
        return HomeError(
            f"{what}; mend it, or move {self._home.personas} away to have it made anew from what is installed"
        )


def as_entry(persona: Persona) -> dict[str, Any]:
    """Return `persona` as it is kept, without what is worked out when it is listed."""
    return persona.model_dump(mode="json", exclude=_NOT_KEPT, exclude_none=True)


def from_entry(entry: Any) -> Persona:
    """Return the persona that `as_entry` made `entry` of.

    Raises:
        ValueError: it is none.
    """
    try:
        return Persona.model_validate(entry)
    except ValidationError as error:
        raise ValueError("it is no entry of a persona") from error
