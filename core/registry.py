"""What is installed, and the one door through which a cartridge comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from whetstone.core.errors import PersonaConflict, PersonaNotFound, near
from whetstone.core.home import Home
from whetstone.core.personas.bundled import Bundled
from whetstone.core.personas.contents import open_contents
from whetstone.core.personas.forgetting import Forgetting
from whetstone.core.personas.installs import Batch
from whetstone.core.personas.outcome import Installed, Outcome
from whetstone.core.personas.overlays import Overlay, Overlays
from whetstone.core.personas.persona_list import PersonaList
from whetstone.core.personas.trash import Trash
from whetstone.core.personas.versions import Versions
from whetstone.core.signing.trust import TrustFile
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.persona import Origin, Persona


class Registry:
    """The personas of one home: installed ones and, behind them, bundled ones.

    `versions` are the contents that they have had, and the way back to an earlier one.
    `on_installed` is told of new contents, once they are listed.
    """

    def __init__(
        self, home: Home, bundled: Bundled, on_installed: Callable[[Sequence[Persona]], None]
    ) -> None:
        self.home = home
        self.overlays = Overlays(home)
        self._list = PersonaList(home)
        self.trash = Trash(home, self._list, self.overlays)
        self._trusted = TrustFile(home)
        self._bundled = bundled
        self.versions = Versions(home, self._list, self.trash, self._entry, bundled.personas)
        self._on_installed = on_installed

    def personas(self) -> list[Persona]:
        """Return every persona, by id, under the user's overlays.

        Raises:
            HomeError: the list or an overlay cannot be read or is damaged.
        """
        found = self._entries()
        for persona_id in self.overlays.ids() & found.keys():
            found[persona_id] = self.overlays.apply(found[persona_id], self.overlays.get(persona_id))
        return [found[persona_id] for persona_id in sorted(found)]

    def get(self, persona_id: str) -> Persona:
        """Return one persona under the user's overlay.

        Raises:
            PersonaNotFound: nobody has this id; near ones are named.
            HomeError: the list or its overlay cannot be read or is damaged.
        """
        return self.overlays.apply(self._entry(persona_id), self.overlays.get(persona_id))

    def find(self, reference: str) -> Persona:
        """Return the persona with the content that `reference` names, under the overlay of its id.

        That is `ID` (as `get`), `ID@VERSION`, `ID@HASH` or `ID@previous`; see `Versions.find`.

        Raises:
            PersonaNotFound: nothing, or more than one content, is what it names.
            HomeError: the list or its overlay cannot be read or is damaged.
        """
        persona = self.versions.find(reference).persona
        return self.overlays.apply(persona, self.overlays.get(persona.id))

    def overlay(self, persona_id: str) -> Overlay:
        """Return the user's changes to a persona."""
        return self.overlays.get(persona_id)

    def edit(self, persona_id: str, change: Callable[[Overlay], Overlay], *, reset: bool = False) -> Overlay:
        """Keep what `change` makes of the user's changes to a persona (of none, if `reset`), and return it.

        Raises:
            PersonaNotFound: nobody has this id.
            HomeError: the home cannot be written.
        """
        self._entry(persona_id)
        with self.home.locked("personas"):
            overlay = change(Overlay() if reset else self.overlays.get(persona_id))
            self.overlays.put(persona_id, overlay)
        return overlay

    def cartridge(self, persona: Persona) -> Cartridge:
        """Return the content of `persona`, checked against the hash it was installed with.

        Raises:
            CartridgeError: its files are missing, or not what was installed.
        """
        return open_contents(self.home, persona)

    def contents(self, persona_id: str) -> Cartridge:
        """Return the content of the persona with this id; its overlay does not matter.

        Raises:
            PersonaNotFound, CartridgeError: as `get` and `cartridge`.
        """
        return self.cartridge(self._entry(persona_id))

    def require_free(self, persona_id: str) -> None:
        """Refuse an id under which something is installed, before a content is made that would need it.

        Raises:
            PersonaConflict: another content has it. A bundled persona may be stood in front of.
        """
        for persona in self.personas():
            if persona.id == persona_id and persona.origin != "builtin":
                raise PersonaConflict(
                    f"{persona_id} is installed already; take its place with --replace, or choose another "
                    "--id"
                )

    def install(
        self,
        cartridge: Cartridge,
        origin: Origin,
        *,
        as_id: str | None = None,
        replace: bool = False,
        accept_signature: bool = False,
    ) -> Installed:
        """Install one cartridge; see `Batch.add`."""
        with self.batch(origin) as batch:
            return batch.add(cartridge, as_id=as_id, replace=replace, accept_signature=accept_signature)

    def foresee(
        self,
        cartridge: Cartridge,
        *,
        as_id: str | None = None,
        replace: bool = False,
        accept_signature: bool = False,
    ) -> Outcome:
        """Return what importing one cartridge would come to, and raise what it would; nothing is written."""
        return self._batch("imported").foresee(
            cartridge, as_id=as_id, replace=replace, accept_signature=accept_signature
        )

    @contextmanager
    def batch(self, origin: Origin) -> Iterator[Batch]:
        """Install many cartridges with one swap of `personas.json`, at the end or when interrupted.

        Raises:
            HomeError: the home cannot be written; nothing is listed.
        """
        batch = self._batch(origin)
        try:
            yield batch
        finally:
            try:
                batch.finish()
            finally:
                self._on_installed(batch.fresh)

    def _batch(self, origin: Origin) -> Batch:
        bundled, trash = self._bundled.personas, self.trash
        return Batch(self.home, origin, self._list, self._trusted, bundled, trash.finish_removal)

    def remove(self, persona_id: str) -> Persona:
        """Take an installed persona out of the list and put its files and overlay into the trash.

        A bundled persona that it stood in front of is back with that.

        Raises:
            PersonaNotFound: no such persona is installed (a bundled one cannot be removed).
            HomeError: the home cannot be written.
        """
        self._installed(persona_id, self._list.read())
        with self.home.locked("personas"):
            entries = self._list.read()
            persona = self._installed(persona_id, entries)
            del entries[persona_id]
            place = self.trash.note(persona, self.overlays.get(persona_id))
            try:
                self._list.write(entries)
            except BaseException:
                if persona_id in self._list.read():
                    self.trash.forget(place)
                raise
            self.overlays.put(persona_id, Overlay())
            self.trash.take(persona_id, place)
        return persona

    def forgetting(self) -> Forgetting:
        """Return what deletes clones for good."""
        return Forgetting(self.home, self._list, self.overlays, self._trusted, self.versions.keepsakes)

    def restore(self, persona_id: str) -> Persona:
        """Bring the last removed persona of this id back from the trash, with its overlay.

        Raises:
            PersonaNotFound: none of this id is in the trash.
            PersonaConflict: another one is installed under the id.
            HomeError: what is in the trash is damaged, or the home cannot be written.
        """
        self.trash.latest(persona_id)
        with self.home.locked("personas"):
            entries = self._list.read()
            if persona_id in entries:
                raise PersonaConflict(
                    f"{persona_id} is installed; remove it before you restore the earlier one"
                )
            place = self.trash.latest(persona_id)
            persona, overlay = self.trash.bring_back(persona_id, place)
            self.overlays.put(persona_id, overlay)
            self._list.write({**entries, persona_id: persona})
            self.trash.forget(place)
        return self.get(persona_id)

    def _entries(self) -> dict[str, Persona]:
        bundled, installed = self._bundled.personas(), self._list.read()
        for persona_id in installed.keys() & bundled.keys():
            hidden = {"hides": bundled[persona_id].name}
            installed[persona_id] = installed[persona_id].model_copy(update=hidden)
        return {**bundled, **installed}

    def _entry(self, persona_id: str) -> Persona:
        entries = self._entries()
        if persona_id not in entries:
            raise PersonaNotFound(
                f"no persona is called {persona_id!r}{near(persona_id, entries)}; `whetstone list` shows all"
            )
        return entries[persona_id]

    def _installed(self, persona_id: str, entries: dict[str, Persona]) -> Persona:
        if persona_id not in entries:
            known = self._entry(persona_id)
            raise PersonaNotFound(
                f"{known.id} is bundled and stays; what can be removed is what was installed"
            )
        return entries[persona_id]
