"""What is installed: `personas.json`, and the one door through which a cartridge comes in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from whetstone.core.bundled import Bundled
from whetstone.core.checks.cartridge import read_folder
from whetstone.core.errors import (
    CartridgeError,
    HomeError,
    PersonaConflict,
    PersonaNotFound,
    SettingsError,
    near,
)
from whetstone.core.home import Home
from whetstone.core.overlays import Overlay, Overlays
from whetstone.core.storage import keep_contents, keep_record
from whetstone.core.trash import Trash
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.persona import Origin, Persona, is_persona_id

Outcome = Literal["installed", "replaced", "unchanged"]


@dataclass(frozen=True, slots=True)
class Installed:
    """What became of one cartridge: its persona, and whether anything changed."""

    persona: Persona
    outcome: Outcome


class Registry:
    """The personas of one home: installed ones and, behind them, bundled ones.

    `on_installed` is told of each new content, once it is listed.
    """

    def __init__(
        self, home: Home, bundled: Bundled, on_installed: Callable[[Persona, Cartridge], None]
    ) -> None:
        self.home = home
        self.overlays = Overlays(home)
        self.trash = Trash(home)
        self._bundled = bundled
        self._on_installed = on_installed

    def personas(self) -> list[Persona]:
        """Return every persona, by id, under the user's overlays."""
        bundled = self._bundled.personas()
        found = {**bundled, **self._shadowing(self._read(), bundled)}
        for persona_id in self.overlays.ids() & found.keys():
            found[persona_id] = self.overlays.apply(found[persona_id], self.overlays.get(persona_id))
        return [found[persona_id] for persona_id in sorted(found)]

    def get(self, persona_id: str) -> Persona:
        """Return one persona under the user's overlay.

        Raises:
            PersonaNotFound: nobody has this id; near ones are named.
        """
        bundled = self._bundled.personas()
        installed = self._read()
        entry = self._shadowing(installed, bundled).get(persona_id) or bundled.get(persona_id)
        if entry is None:
            raise PersonaNotFound(
                f"no persona is called {persona_id!r}{near(persona_id, {*bundled, *installed})}; "
                "`whetstone list` shows all"
            )
        return self.overlays.apply(entry, self.overlays.get(persona_id))

    def overlay(self, persona_id: str) -> Overlay:
        """Return the user's changes to a persona."""
        return self.overlays.get(persona_id)

    def edit(self, persona_id: str, overlay: Overlay) -> Persona:
        """Keep the user's changes to a persona, and return it under them."""
        self.get(persona_id)
        with self.home.locked("personas"):
            self.overlays.put(persona_id, overlay)
        return self.get(persona_id)

    def cartridge(self, persona: Persona) -> Cartridge:
        """Return the content of `persona`, checked against the hash it was installed with.

        Raises:
            CartridgeError: its files are missing, or not what was installed.
        """
        cartridge = read_folder(self.home.root / persona.path)
        if cartridge.content_hash != persona.content_hash:
            raise CartridgeError(
                f"the files of {persona.id} in {self.home.root / persona.path} were changed after it was "
                f"installed; remove it and import it again"
            )
        return cartridge

    def install(
        self, cartridge: Cartridge, origin: Origin, *, as_id: str | None = None, replace: bool = False
    ) -> Installed:
        """Install one cartridge; see `Batch.add`."""
        with self.batch(origin) as batch:
            return batch.add(cartridge, as_id=as_id, replace=replace)

    @contextmanager
    def batch(self, origin: Origin) -> Iterator[Batch]:
        """Install many cartridges with one swap of `personas.json`, at the end or when interrupted.

        Raises:
            HomeError: the home cannot be written; nothing is changed.
        """
        with self.home.locked("personas"):
            batch = Batch(self.home, origin, self._read(), self._bundled.personas())
            try:
                yield batch
            finally:
                if batch.fresh:
                    self._write(batch.entries)
        for persona, cartridge in batch.fresh:
            self._on_installed(persona, cartridge)

    def remove(self, persona_id: str) -> Persona:
        """Take an installed persona out of the list and put its files and overlay into the trash.

        A bundled persona that it stood in front of is back with that.

        Raises:
            PersonaNotFound: no such persona is installed (a bundled one cannot be removed).
        """
        with self.home.locked("personas"):
            entries = self._read()
            if persona_id not in entries:
                known = self.get(persona_id)
                raise PersonaNotFound(
                    f"{known.id} is bundled and stays; what can be removed is what was installed"
                )
            persona = entries.pop(persona_id)
            with self.trash.taking(persona, self.overlays.get(persona_id)):
                self._write(entries)
            self.overlays.put(persona_id, Overlay())
        return persona

    def restore(self, persona_id: str) -> Persona:
        """Bring the last removed persona of this id back from the trash, with its overlay.

        Raises:
            PersonaNotFound: none of this id is in the trash.
            PersonaConflict: another one is installed under the id.
        """
        with self.home.locked("personas"):
            entries = self._read()
            if persona_id in entries:
                raise PersonaConflict(
                    f"{persona_id} is installed; remove it before you restore the earlier one"
                )
            persona, overlay = self.trash.bring_back(persona_id)
            self.overlays.put(persona_id, overlay)
            self._write({**entries, persona_id: persona})
            self.trash.forget(persona_id)
        return self.get(persona_id)

    def _read(self) -> dict[str, Persona]:
        path = self.home.personas
        try:
            return _entries(path.read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise HomeError(f"cannot read {path}: {error.strerror or error}") from error
        except ValueError as error:
            reason = str(error).splitlines()[0]
            raise HomeError(f"{path} is damaged ({reason}); restore it from a backup") from error

    def _write(self, entries: dict[str, Persona]) -> None:
        table: dict[str, Any] = {
            key: entry.model_dump(mode="json", exclude={"id", "favourite", "hides"}, exclude_none=True)
            for key, entry in sorted(entries.items())
        }
        text = json.dumps({"version": 1, "personas": table}, indent=1, ensure_ascii=False) + "\n"
        self.home.replace(self.home.personas, text.encode())

    @staticmethod
    def _shadowing(installed: dict[str, Persona], bundled: dict[str, Persona]) -> dict[str, Persona]:
        shadowing = dict(installed)
        for persona_id in installed.keys() & bundled.keys():
            shadowing[persona_id] = installed[persona_id].model_copy(
                update={"hides": bundled[persona_id].name}
            )
        return shadowing


@dataclass
class Batch:
    """Installs under one lock. `entries` is what `personas.json` will hold; `fresh` is what is new."""

    home: Home
    origin: Origin
    entries: dict[str, Persona]
    bundled: dict[str, Persona]
    fresh: list[tuple[Persona, Cartridge]] = field(default_factory=list)

    def add(self, cartridge: Cartridge, *, as_id: str | None = None, replace: bool = False) -> Installed:
        """Write `cartridge` to its place and list it under its id or `as_id`.

        The same content again is no change. Another content under an installed id needs `replace`; the
        earlier content stays on disk.

        Raises:
            PersonaConflict: another content has the id.
            SettingsError: `as_id` is no id.
            HomeError: the home cannot be written.
        """
        persona_id = as_id or cartridge.id
        if not is_persona_id(persona_id):
            raise SettingsError(f"{persona_id!r} is no id; use lower-case letters, digits and single hyphens")
        present = self.entries.get(persona_id)
        standing = present or self.bundled.get(persona_id)
        if standing is not None and standing.content_hash == cartridge.content_hash:
            return Installed(standing, "unchanged")
        if present is not None and not replace:
            raise PersonaConflict(
                f"{persona_id} is installed with another content ({present.name} {present.version} by "
                f"{present.author}); import this one beside it with --as NEW_ID, or in its place with "
                "--replace"
            )
        folder = keep_contents(self.home, persona_id, cartridge)
        persona = self._persona(persona_id, cartridge, folder)
        keep_record(self.home, folder, persona)
        self.entries[persona_id] = persona
        self.fresh.append((persona, cartridge))
        return Installed(persona, "replaced" if present else "installed")

    def _persona(self, persona_id: str, cartridge: Cartridge, folder: Path) -> Persona:
        metadata = cartridge.metadata
        return Persona(
            id=persona_id,
            name=cartridge.name,
            type=metadata.type,
            origin=self.origin,
            version=metadata.version,
            author=metadata.author,
            source_hash=metadata.source_hash,
            content_hash=cartridge.content_hash,
            path=folder.relative_to(self.home.root).as_posix(),
            description=metadata.description,
            tags=metadata.tags,
            installed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )


def _entries(data: bytes) -> dict[str, Persona]:
    """Return what `personas.json` lists; raises `ValueError` (of json or pydantic) when it is damaged."""
    table = json.loads(data)
    if (
        not isinstance(table, dict)
        or table.get("version") != 1
        or not isinstance(table.get("personas"), dict)
    ):
        raise ValueError("it is no list of personas of version 1")
    return {key: Persona.model_validate({**entry, "id": key}) for key, entry in table["personas"].items()}
