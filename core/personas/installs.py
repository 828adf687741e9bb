"""Installing cartridges: many under one lock, with one swap of the list."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from whetstone.core.checks.cartridge import read_files, was_checked
from whetstone.core.errors import PersonaConflict, SettingsError
from whetstone.core.home import Home
from whetstone.core.personas.persona_list import PersonaList
from whetstone.core.personas.storage import Draft, draft_contents, draft_record, intact, settle
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.persona import Origin, Persona, is_persona_id

Outcome = Literal["installed", "replaced", "unchanged", "repaired"]

_DRAFTS = 64
_DRAFTED = 64 << 20
"""So many contents, or bytes of them, are made durable at once."""


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

    Contents are drafted one by one and made durable many at once. Nothing of the home is touched, not
    even its lock, before something is to be written. `bundled` are the personas that an installed one
    may stand in front of; `fresh` are the new contents, once they are listed.
    """

    def __init__(
        self, home: Home, origin: Origin, listed: PersonaList, bundled: Callable[[], dict[str, Persona]]
    ) -> None:
        self.fresh: list[Persona] = []
        self._home = home
        self._origin = origin
        self._list = listed
        self._bundled = bundled
        self._lock = ExitStack()
        self._locked = False
        self._entries: dict[str, Persona] = {}
        self._drafts: dict[str, tuple[Draft, Persona, bool]] = {}
        self._drafted = 0
        self._settled: dict[str, Persona] = {}

    def add(self, cartridge: Cartridge, *, as_id: str | None = None, replace: bool = False) -> Installed:
        """Draft `cartridge`, to be listed under its id or `as_id` once the batch is finished.

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
        elif persona_id in self._drafts:
            self._settle()
        return self._unchanged(persona_id, cartridge, replace) or self._draft(persona_id, cartridge)

    def finish(self) -> None:
        """Make what was added durable, list it, and let go of the lock.

        Raises:
            HomeError: the home cannot be written; what could not be made durable is not listed.
        """
        with self._lock:
            try:
                self._settle()
            finally:
                if self._settled:
                    listed = {**self._list.read(), **self._settled}
                    try:
                        self._list.write(listed)
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

    def _draft(self, persona_id: str, cartridge: Cartridge) -> Installed:
        present = self._entries.get(persona_id)
        draft = draft_contents(self._home, persona_id, cartridge)
        path = draft.place.relative_to(self._home.root).as_posix()
        outcome: Outcome = "replaced" if present else "installed"
        if present is not None and present.content_hash == cartridge.content_hash:
            persona, outcome = present.model_copy(update={"path": path}), "repaired"
        else:
            persona = self._persona(persona_id, cartridge, path, present)
        try:
            draft_record(self._home, draft, persona)
        except BaseException:
            draft.drop()
            raise
        self._drafts[persona_id] = (draft, persona, outcome != "repaired")
        self._entries[persona_id] = persona
        self._drafted += sum(map(len, cartridge.files.values()))
        if len(self._drafts) >= _DRAFTS or self._drafted >= _DRAFTED:
            self._settle()
        behind = self._bundled().get(persona_id)
        return Installed(persona, outcome, behind.name if behind and outcome == "installed" else None)

    def _settle(self) -> None:
        drafts, self._drafts, self._drafted = self._drafts, {}, 0
        if not drafts:
            return
        try:
            settle(self._home, [draft for draft, _, _ in drafts.values()])
        except BaseException:
            for draft, _, _ in drafts.values():
                draft.drop()
            self._entries = {**self._list.read(), **self._settled}
            raise
        self._settled |= {persona_id: persona for persona_id, (_, persona, _) in drafts.items()}
        self.fresh += [persona for _, persona, new in drafts.values() if new]

    def _persona(self, persona_id: str, cartridge: Cartridge, path: str, present: Persona | None) -> Persona:
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
            chosen_at=chosen_after(present),
        )


def chosen_after(present: Persona | None) -> str:
    """Return the time at which a content takes the place of `present`: now, and later than it, whatever
    the clock says."""
    now = datetime.now(UTC)
    if present is not None and present.chosen_at is not None:
        with suppress(ValueError):
            now = max(now, datetime.fromisoformat(present.chosen_at) + timedelta(microseconds=1))
    return now.isoformat(timespec="microseconds")


def _checked(cartridge: Cartridge) -> Cartridge:
    """Hold `cartridge` to the format where a plugin made it by hand."""
    if was_checked(cartridge):
        return cartridge
    again = read_files(cartridge.files, stem=cartridge.id)
    given = cartridge.name if cartridge.name.isprintable() and 0 < len(cartridge.name) <= 200 else again.name
    return replace(again, id=cartridge.id, name=again.metadata.name or given, notes=cartridge.notes)
