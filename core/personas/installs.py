"""Installing cartridges: many under one lock, with one swap of the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

from whetstone.core.checks.cartridge import checked
from whetstone.core.errors import PersonaConflict, SettingsError
from whetstone.core.home import Home
from whetstone.core.personas.ordering import chosen_after, is_higher
from whetstone.core.personas.outcome import Installed, Outcome
from whetstone.core.personas.persona_list import PersonaList
from whetstone.core.personas.settling import Settling
from whetstone.core.personas.storage import (
    Draft,
    catch_up_record,
    draft_contents,
    draft_record,
    intact,
    settle,
)
from whetstone.core.signing.signature import Signature, verify
from whetstone.core.signing.trust import Standing, Trust, TrustFile
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.persona import Origin, Persona, is_persona_id

_LONGEST_HOLD = Home.patience / 3
"""So many seconds a batch keeps others from the lock, whose patience ends."""


@dataclass(frozen=True, slots=True)
class _Request:
    """A cartridge that is to be installed, and what its user allows."""

    persona_id: str
    cartridge: Cartridge
    signature: Signature
    replace: bool
    accept_signature: bool


@dataclass(frozen=True, slots=True)
class _Change:
    """An entry of the list to come.

    Plugins are told of a `fresh` one. The contents of an `earlier` one were there already, so that its
    install record follows the list.
    """

    persona: Persona
    fresh: bool
    earlier: bool


class Batch:
    """Installs that share one swap of `personas.json`, made by `finish`.

    Contents are drafted one by one and made durable many at once. Nothing of the home is touched, not
    even its lock, before something is to be written. `trusted` tells what signatures are worth; `bundled`
    are the personas that an installed one may stand in front of. `listed` are those that were listed, and
    `fresh` the ones of them with new contents. A batch that takes long is listed in parts, and lets others
    have the lock in between.
    """

    def __init__(
        self,
        home: Home,
        origin: Origin,
        listed: PersonaList,
        trusted: TrustFile,
        bundled: Callable[[], dict[str, Persona]],
        finish_removal: Callable[[str], None],
    ) -> None:
        self.listed: list[Persona] = []
        self.fresh: list[Persona] = []
        self._home = home
        self._origin = origin
        self._list = listed
        self._trusted = trusted
        self._bundled = bundled
        self._finish_removal = finish_removal
        self._lock = ExitStack()
        self._locked = False
        self._until = 0.0
        self._entries: dict[str, Persona] = {}
        self._trust = Trust()
        self._settling: Settling[_Change] = Settling(home)
        self._drafted: set[str] = set()

    def add(
        self,
        cartridge: Cartridge,
        *,
        as_id: str | None = None,
        replace: bool = False,
        accept_signature: bool = False,
    ) -> Installed:
        """Draft `cartridge`, to be listed under its id or `as_id` once the batch is finished.

        The same content again is no change. Another content under an installed id needs `replace`, but for
        a higher version by the same trusted key whose metadata name this id; the earlier content stays on
        disk. `accept_signature` takes an invalid signature for none, and another key or none for the one
        that the id is bound to.

        Raises:
            CartridgeError: it breaks the format, whoever made it.
            SignatureError: its signature is invalid, revoked, or not by the key that the id is bound to.
            PersonaConflict: another content has the id.
            SettingsError: `as_id` is no id.
            HomeError: the home cannot be written.
        """
        wanted = _request(cartridge, as_id, replace, accept_signature)
        persona_id = wanted.persona_id
        if self._locked and monotonic() > self._until:
            self.finish()
        if not self._locked:
            self._entries, self._trust = self._list.read(), self._trusted.read()
            if there := self._unchanged(wanted, self._judge(wanted)):
                return there
            self._begin()
        elif persona_id in self._drafted:
            self._settle()
        standing = self._judge(wanted)
        return self._unchanged(wanted, standing) or self._draft(wanted, standing)

    def foresee(
        self,
        cartridge: Cartridge,
        *,
        as_id: str | None = None,
        replace: bool = False,
        accept_signature: bool = False,
    ) -> Outcome:
        """Return what `add` would come to, and raise what it would; nothing is written."""
        wanted = _request(cartridge, as_id, replace, accept_signature)
        entries, self._trust = self._list.read(), self._trusted.read()
        self._entries = entries
        if there := self._unchanged(wanted, self._judge(wanted)):
            return there.outcome
        present = entries.get(wanted.persona_id)
        if present is None:
            return "installed"
        return "repaired" if present.content_hash == wanted.cartridge.content_hash else "replaced"

    def finish(self) -> None:
        """Make what was added durable, list it, and let go of the lock.

        Raises:
            HomeError: the home cannot be written; what could not be made durable is not listed.
        """
        with self._lock:
            self._locked = False
            try:
                self._settle()
            finally:
                durable, self._settling = self._settling.durable, Settling(self._home)
                if durable:
                    self._enlist(durable)

    def _enlist(self, durable: Sequence[_Change]) -> None:
        """List what is durable, then have records catch up whose contents were there before.

        A record that was ahead of the list would tell of a change that a killed process never made.
        """
        self._trusted.write(self._trust)
        self._list.write({**self._list.read(), **{done.persona.id: done.persona for done in durable}})
        self.listed += [done.persona for done in durable]
        self.fresh += [done.persona for done in durable if done.fresh]
        earlier = [Draft(self._home.root / done.persona.path) for done in durable if done.earlier]
        for draft, done in zip(earlier, (done for done in durable if done.earlier), strict=True):
            draft_record(self._home, draft, done.persona)
        settle(self._home, earlier)

    def _begin(self) -> None:
        self._lock.enter_context(self._home.locked("personas"))
        self._locked = True
        self._until = monotonic() + _LONGEST_HOLD
        self._entries, self._trust = self._list.read(), self._trusted.read()
        if not self._home.personas.exists():
            self._list.write(self._entries)

    def _judge(self, wanted: _Request) -> Standing:
        return self._trust.judge(
            wanted.persona_id,
            wanted.signature,
            self._entries.get(wanted.persona_id),
            accept=wanted.accept_signature,
            known=lambda key: any(entry.signed_by == key for entry in self._entries.values()),
        )

    def _unchanged(self, wanted: _Request, standing: Standing) -> Installed | None:
        present = self._entries.get(wanted.persona_id)
        shown = present or self._bundled().get(wanted.persona_id)
        if shown is None:
            return None
        if shown.content_hash == wanted.cartridge.content_hash:
            whole = present is None or (_signed_so(present, standing) and intact(self._home, present))
            notes = standing.passed_over() if present is None else ()
            return Installed(shown, "unchanged", notes=notes) if whole else None
        metadata = wanted.cartridge.metadata
        named = metadata.id == wanted.persona_id  # by its maker, and not by the name of a file or by --as
        follows = standing.follows and named and is_higher(metadata.version, shown.version)
        if present is not None and not wanted.replace and not follows:
            raise PersonaConflict(
                f"{present.id} is installed with another content ({present.name} {present.version} by "
                f"{present.author}); import this one beside it with --as NEW_ID, or in its place with "
                "--replace"
            )
        return None

    def _draft(self, wanted: _Request, standing: Standing) -> Installed:
        persona_id, cartridge = wanted.persona_id, wanted.cartridge
        present = self._entries.get(persona_id)
        if present is None:
            self._finish_removal(persona_id)
        else:
            catch_up_record(self._home, present)
        draft = draft_contents(self._home, persona_id, cartridge)
        path = draft.place.relative_to(self._home.root).as_posix()
        outcome: Outcome = "replaced" if present else "installed"
        if present is None or present.content_hash != cartridge.content_hash:
            persona = self._persona(wanted, standing, path, present)
        elif _signed_so(present, standing):
            persona, outcome = present.model_copy(update={"path": path}), "repaired"
        else:
            outcome = "signed" if standing.signed_by else "unsigned"
            changes = {"path": path, "signed_by": standing.signed_by, "chosen_at": chosen_after(present)}
            persona = present.model_copy(update=changes)
        earlier = not draft.renames
        if not earlier:
            draft_record(self._home, draft, persona)
        self._entries[persona_id] = persona
        self._trust.bind(persona_id, standing.signed_by)
        self._drafted.add(persona_id)
        change = _Change(persona, outcome in ("installed", "replaced"), earlier)
        with self._going_back():
            self._settling.add(draft, change, sum(map(len, cartridge.files.values())))
        behind = self._bundled().get(persona_id)
        hides = behind.name if behind and outcome == "installed" else None
        return Installed(persona, outcome, hides, standing.notes)

    def _settle(self) -> None:
        self._drafted.clear()
        with self._going_back():
            self._settling.finish()

    @contextmanager
    def _going_back(self) -> Iterator[None]:
        """Go back to what is durable where the rest could not be made so."""
        try:
            yield
        except BaseException:
            self._entries, self._trust = self._list.read(), self._trusted.read()
            for done in self._settling.durable:
                self._entries[done.persona.id] = done.persona
                self._trust.bind(done.persona.id, done.persona.signed_by)
            raise

    def _persona(self, wanted: _Request, standing: Standing, path: str, present: Persona | None) -> Persona:
        metadata = wanted.cartridge.metadata
        return Persona(
            id=wanted.persona_id,
            name=wanted.cartridge.name,
            type=metadata.type,
            origin=self._origin,
            version=metadata.version,
            author=metadata.author,
            source_hash=metadata.source_hash,
            content_hash=wanted.cartridge.content_hash,
            path=path,
            description=metadata.description,
            tags=metadata.tags,
            installed_at=datetime.now(UTC).isoformat(timespec="seconds"),
            signed_by=standing.signed_by,
            chosen_at=chosen_after(present),
        )


def _signed_so(present: Persona, standing: Standing) -> bool:
    return present.signed_by == standing.signed_by and not standing.rebinds


def _request(cartridge: Cartridge, as_id: str | None, replace: bool, accept_signature: bool) -> _Request:
    persona_id = cartridge.id if as_id is None else as_id
    if not is_persona_id(persona_id):
        raise SettingsError(f"{persona_id!r} is no id; use lower-case letters, digits and single hyphens")
    cartridge = checked(cartridge)
    return _Request(persona_id, cartridge, verify(cartridge.files), replace, accept_signature)
