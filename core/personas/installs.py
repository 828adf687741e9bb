"""Installing cartridges: many under one lock, with one swap of the list."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from whetstone.core.checks.cartridge import read_files
from whetstone.core.errors import PersonaConflict, SettingsError
from whetstone.core.home import Home
from whetstone.core.personas.persona_list import PersonaList
from whetstone.core.personas.storage import intact, keep_contents, keep_record
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.persona import Origin, Persona, is_persona_id

Outcome = Literal["installed", "replaced", "unchanged", "repaired"]


@dataclass(frozen=True, slots=True)
class Installed:
    """What became of one cartridge: its persona, and whether anything changed.

    `repaired` means that it was installed already, with files that were no longer what they should be.
    `hides` is the name of the bundled persona that it stands in front of from now on.
    """

    persona: Persona
    outcome: Outcome
    hides: str | None = None


class Batch:
    """Installs that share one swap of `personas.json`, made by `finish`.

    Nothing of the home is touched, not even its lock, before something is to be written. `bundled` are
    the personas that an installed one may stand in front of.
    """

    def __init__(
        self, home: Home, origin: Origin, listed: PersonaList, bundled: Callable[[], dict[str, Persona]]
    ) -> None:
        self.fresh: list[tuple[Persona, Cartridge]] = []
        self._home = home
        self._origin = origin
        self._list = listed
        self._bundled = bundled
        self._lock = ExitStack()
        self._locked = False
        self._changed = False
        self._entries: dict[str, Persona] = {}

    def add(self, cartridge: Cartridge, *, as_id: str | None = None, replace: bool = False) -> Installed:
        """Write `cartridge` to its place, to be listed under its id or `as_id`.

        The same content again is no change. Another content under an installed id needs `replace`; the
        earlier content stays on disk.

        Raises:
            CartridgeError: it breaks the format, whoever made it.
            PersonaConflict: another content has the id.
            SettingsError: `as_id` is no id.
            HomeError: the home cannot be written.
        """
        persona_id = cartridge.id if as_id is None else as_id
        if not is_persona_id(persona_id):
            raise SettingsError(f"{persona_id!r} is no id; use lower-case letters, digits and single hyphens")
        cartridge = _checked(cartridge)
        if not self._locked:
            self._entries = self._list.read()
            if there := self._unchanged(persona_id, cartridge, replace):
                return there
            self._begin()
        return self._unchanged(persona_id, cartridge, replace) or self._install(persona_id, cartridge)

    def finish(self) -> None:
        """List what was added, and let go of the lock.

        Raises:
            HomeError: the list cannot be written; nothing is listed.
        """
        with self._lock:
            if self._changed:
                try:
                    self._list.write(self._entries)
                except BaseException:
                    self.fresh.clear()
                    raise

    def _begin(self) -> None:
        self._lock.enter_context(self._home.locked("personas"))
        self._locked = True
        self._entries = self._list.read()
        if not self._home.personas.exists():
            self._list.write(self._entries)

    def _unchanged(self, persona_id: str, cartridge: Cartridge, replace: bool) -> Installed | None:
        present = self._entries.get(persona_id)
        standing = present or self._bundled().get(persona_id)
        if standing is None:
            return None
        if standing.content_hash == cartridge.content_hash:
            whole = present is None or intact(self._home, present)
            return Installed(standing, "unchanged") if whole else None
        if present is not None and not replace:
            raise PersonaConflict(
                f"{persona_id} is installed with another content ({present.name} {present.version} by "
                f"{present.author}); import this one beside it with --as NEW_ID, or in its place with "
                "--replace"
            )
        return None

    def _install(self, persona_id: str, cartridge: Cartridge) -> Installed:
        present = self._entries.get(persona_id)
        folder = keep_contents(self._home, persona_id, cartridge)
        path = folder.relative_to(self._home.root).as_posix()
        outcome: Outcome = "replaced" if present else "installed"
        if present is not None and present.content_hash == cartridge.content_hash:
            persona, outcome = present.model_copy(update={"path": path}), "repaired"
        else:
            persona = self._persona(persona_id, cartridge, path)
            self.fresh.append((persona, cartridge))
        keep_record(self._home, folder, persona)
        self._entries[persona_id] = persona
        self._changed = True
        behind = self._bundled().get(persona_id)
        return Installed(persona, outcome, behind.name if behind and outcome == "installed" else None)

    def _persona(self, persona_id: str, cartridge: Cartridge, path: str) -> Persona:
        metadata = cartridge.metadata
        return Persona(
            id=persona_id,
            name=cartridge.name,
            type=metadata.type,
            origin=self._origin,
            version=metadata.version,
            author=metadata.author,
            source_hash=metadata.source_hash,
            content_hash=cartridge.content_hash,
            path=path,
            description=metadata.description,
            tags=metadata.tags,
            installed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )


def _checked(cartridge: Cartridge) -> Cartridge:
    """Hold `cartridge` to the format once more: a plugin may have made it by hand."""
    again = read_files(cartridge.files, stem=cartridge.id)
    given = cartridge.name if cartridge.name.isprintable() and 0 < len(cartridge.name) <= 200 else again.name
    return replace(again, id=cartridge.id, name=again.metadata.name or given, notes=cartridge.notes)
