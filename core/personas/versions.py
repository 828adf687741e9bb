"""The contents that a persona's id has had: which lie on disk, how they are referred to, and going back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from whetstone.core.errors import CartridgeError, PersonaNotFound, in_one_line
from whetstone.core.home import Home
from whetstone.core.personas.contents import open_contents, what_is_wrong
from whetstone.core.personas.keepsakes import Keepsakes
from whetstone.core.personas.ordering import chosen, chosen_after
from whetstone.core.personas.persona_list import PersonaList
from whetstone.core.personas.records import recorded_contents, unknown_persona
from whetstone.core.personas.storage import Draft, catch_up_record, draft_contents, draft_record, settle
from whetstone.core.personas.trash import Trash
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.persona import Persona, is_persona_id

Place = Literal["installed", "bundled", "trash", "talked"]

PREVIOUS = "previous"
"""What stands after the @ for the content that was current before."""

_HASH = re.compile(r"(sha256:)?([0-9a-f]{6,64})")
_SHORT = len("sha256:") + 12


@dataclass(frozen=True, slots=True)
class Version:
    """A content of a persona's id.

    `persona` is as its install record says, with the path where it lies: `installed` (under the id, current
    or earlier), `bundled` (in a package), `trash` (removed), or `talked` (a bundled one as it was talked
    with). `fault` says what is wrong with a content whose files or record are not what was written.
    """

    persona: Persona
    place: Place
    current: bool = False
    fault: str | None = None

    @property
    def known_as(self) -> str:
        """The version and the beginning of the hash, as errors name it."""
        return f"{self.persona.version} ({self.persona.content_hash[:_SHORT]})"


class Versions:
    """The contents of all ids of one home.

    `entry` finds what an id stands for now, and raises `PersonaNotFound` where that is nothing; `bundled`
    are the personas that packages bring.
    """

    def __init__(
        self,
        home: Home,
        listed: PersonaList,
        trash: Trash,
        entry: Callable[[str], Persona],
        bundled: Callable[[], dict[str, Persona]],
    ) -> None:
        self.keepsakes = Keepsakes(home)
        self._home = home
        self._list = listed
        self._trash = trash
        self._entry = entry
        self._bundled = bundled

    def of(self, persona_id: str) -> list[Version]:
        """Return every content of an id, each held to its hash: the current one, then the latest chosen.

        Raises:
            PersonaNotFound: no content of this id is here.
            HomeError: the home cannot be read, or its list is damaged.
        """
        return [self._examined(version) for version in self._known(persona_id)]

    def find(self, reference: str) -> Version:
        """Return the content that `reference` names: `ID`, `ID@VERSION`, `ID@HASH` or `ID@previous`.

        A hash is six or more of its hex digits, with or without `sha256:`. Files are not looked at.

        Raises:
            PersonaNotFound: nothing, or more than one content, is what it names; those are listed.
            HomeError: the home cannot be read, or its list is damaged.
        """
        persona_id, at, which = reference.partition("@")
        if not at:
            return Version(self._entry(persona_id), self._place_of(persona_id), current=True)
        versions = self._known(persona_id)
        return _previous(persona_id, versions) if which == PREVIOUS else _named(persona_id, which, versions)

    def knows(self, persona_id: str) -> bool:
        """Return whether any content of this id is here, be it in the trash.

        Raises:
            HomeError: the home cannot be read, or its list is damaged.
        """
        return next(self._all(persona_id), None) is not None

    def stands_for(self, persona_id: str) -> str | None:
        """Return the hash of the content that an id stands for now; `None` where that is nothing."""
        return self._entry(persona_id).content_hash if self._standing(persona_id) else None

    def content(self, persona_id: str, content_hash: str) -> Cartridge:
        """Return the content that a record of the log names, wherever it lies, held to its hash.

        Raises:
            PersonaNotFound: it is not here, or no longer.
            CartridgeError: it is here, and damaged.
        """
        damage: CartridgeError | None = None
        found = (version for version in self._all(persona_id) if version.persona.content_hash == content_hash)
        for version in found:
            try:
                return open_contents(self._home, version.persona)
            except CartridgeError as error:
                damage = damage or error
        raise damage or PersonaNotFound(
            f"the content {content_hash} of {persona_id!r} is not here, or no longer; "
            f"`whetstone versions {persona_id}` shows all that are"
        )

    def roll_back(self, persona_id: str, to: str | None = None) -> tuple[Version, Version]:
        """Make an earlier content current again, by default the one before; return what was and what is.

        The list is written first, and then the content's record (but for files that come from the trash),
        with the same new `chosen_at`: whatever stops it in between, the content before stays the one before,
        and the next change to this persona sweeps away what was drafted. The overlay stays. It is not a new
        install: no plugin is told. Where the content is current already, nothing is written.

        Raises:
            PersonaNotFound: the persona is bundled or removed, or has no such content.
            CartridgeError: the content is damaged.
            HomeError: the home cannot be written.
        """
        with suppress(CartridgeError):  # another process may be moving it: it is looked at again below
            current, target = self._target(persona_id, to)
            if target.current:
                return current, target
        with self._home.locked("personas"):
            current, target = self._target(persona_id, to)
            if target.current:
                return current, target
            catch_up_record(self._home, current.persona)
            draft = draft_contents(self._home, persona_id, open_contents(self._home, target.persona))
            path = draft.place.relative_to(self._home.root).as_posix()
            chosen = {"path": path, "chosen_at": chosen_after(current.persona)}
            persona = target.persona.model_copy(update=chosen)
            files_are_new = bool(draft.renames)
            if files_are_new:
                self._keep(draft, persona)
            self._list.write({**self._list.read(), persona_id: persona})
            if not files_are_new:
                self._keep(draft, persona)
        return current, Version(persona, "installed", current=True)

    def _keep(self, draft: Draft, persona: Persona) -> None:
        try:
            draft_record(self._home, draft, persona)
            settle(self._home, [draft])
        except BaseException:
            draft.drop()
            raise

    def _target(self, persona_id: str, to: str | None) -> tuple[Version, Version]:
        current = self.find(persona_id) if self._standing(persona_id) else None
        if current is None or current.place != "installed":
            raise PersonaNotFound(self._not_installed(persona_id))
        target = self.find(f"{persona_id}@{PREVIOUS if to is None else to}")
        if target.place in ("bundled", "talked"):
            raise PersonaNotFound(
                f"{target.known_as} is a content of the bundled {persona_id}; make a file of it with "
                f"`whetstone export {persona_id}@{target.persona.content_hash[:_SHORT]}`, and import that "
                "with --replace"
            )
        target = self._examined(target)
        if target.fault and not target.current:
            raise CartridgeError(
                f"{persona_id} {target.known_as} is damaged: {target.fault}; import it again with --replace, "
                f"or choose another of `whetstone versions {persona_id}`"
            )
        return current, target

    def _standing(self, persona_id: str) -> bool:
        return persona_id in self._list.read() or persona_id in self._bundled()

    def _not_installed(self, persona_id: str) -> str:
        if persona_id in self._bundled():
            return f"{persona_id} is bundled and comes with its package; only what was installed rolls back"
        self._known(persona_id)
        return f"{persona_id} was removed; `whetstone restore {persona_id}` brings it back"

    def _place_of(self, persona_id: str) -> Place:
        return "installed" if persona_id in self._list.read() else "bundled"

    def _known(self, persona_id: str) -> list[Version]:
        """Return the contents, once each, though one may lie in several places, or signed and unsigned."""
        found: dict[str, Version] = {}
        for version in self._all(persona_id):
            digest = version.persona.content_hash
            found[digest] = max(found.get(digest, version), version, key=_nearness)
        if not found:
            self._entry(persona_id)
        return sorted(found.values(), key=lambda version: (version.current, _chosen(version)), reverse=True)

    def _all(self, persona_id: str) -> Iterator[Version]:
        if not is_persona_id(persona_id):
            return
        if self._standing(persona_id):
            yield self.find(persona_id)
        for found in recorded_contents(self._home, persona_id, self._home.imported / persona_id):
            if not self._broken_off(found.persona):
                yield Version(found.persona, "installed", fault=found.fault)
        if bundled := self._bundled().get(persona_id):
            yield Version(bundled, "bundled")
        for place in self._trash.places(persona_id):
            for found in recorded_contents(self._home, persona_id, place / "contents"):
                yield Version(found.persona, "trash", fault=found.fault)
        for path in self.keepsakes.of(persona_id):
            yield self._keepsake(persona_id, path)

    def _broken_off(self, persona: Persona) -> bool:
        """Whether it is a mere record, which a process wrote that was killed before the files came."""
        current = self._list.read().get(persona.id)
        later = current is None or chosen(persona) > chosen(current)
        return later and not (self._home.root / persona.path).exists()

    def _keepsake(self, persona_id: str, path: Path) -> Version:
        try:
            return Version(self.keepsakes.persona(persona_id, path), "talked")
        except CartridgeError as error:
            where = path.relative_to(self._home.root).as_posix()
            return Version(
                unknown_persona(persona_id, path.stem, "builtin", where), "talked", fault=str(error)
            )

    def _examined(self, version: Version) -> Version:
        if version.fault or version.place == "talked":
            return version
        return replace(version, fault=what_is_wrong(self._home, version.persona))


def _chosen(version: Version) -> str:
    return chosen(version.persona)


def _nearness(version: Version) -> tuple[bool, bool, int, str]:
    order: tuple[Place, ...] = ("talked", "trash", "bundled", "installed")
    return version.current, version.fault is None, order.index(version.place), _chosen(version)


def _previous(persona_id: str, versions: list[Version]) -> Version:
    """Return the content that was chosen last before the current one, from the same kind of place.

    One that was chosen later is the work of a process that was killed before it listed it.
    """
    current = next((v for v in versions if v.current and v.place == "installed"), None)
    place = "installed" if current else "talked"
    before = [v for v in versions if current is None or _chosen(v) <= _chosen(current)]
    earlier = [v for v in before if not v.current and v.place == place]
    if not earlier:
        raise PersonaNotFound(
            f"{persona_id} has no earlier content; `whetstone versions {persona_id}` shows what there is"
        )
    return max(earlier, key=_chosen)


def _named(persona_id: str, which: str, versions: list[Version]) -> Version:
    digest = _HASH.fullmatch(which.lower())
    found = [
        version
        for version in versions
        if (digest and version.persona.content_hash.startswith(f"sha256:{digest[2]}"))
        or version.persona.version == which
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise PersonaNotFound(
            f"{persona_id} has no content {in_one_line(which)!r}; there is {_listed(versions)}"
        )
    raise PersonaNotFound(
        f"{persona_id}@{which} names {len(found)} contents, {_listed(found)}; name one by its hash, like "
        f"{persona_id}@{found[0].persona.content_hash[:_SHORT]}"
    )


def _listed(versions: Iterable[Version], most: int = 8) -> str:
    names = [version.known_as + " now" * version.current for version in versions]
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
