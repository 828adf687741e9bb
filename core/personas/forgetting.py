"""Deleting every content of a persona's id that is a clone, wherever it lies, for good."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from whetstone.core.errors import CartridgeError, HomeError
from whetstone.core.home import SET_ASIDE, Home, draft_of, sync_folder
from whetstone.core.personas.keepsakes import Keepsakes
from whetstone.core.personas.overlays import Overlay, Overlays
from whetstone.core.personas.persona_list import PersonaList
from whetstone.core.personas.records import Recorded, recorded_contents
from whetstone.core.personas.storage import record_of
from whetstone.core.personas.trash import noted, write_note
from whetstone.core.signing.trust import TrustFile
from whetstone.core.values.persona import Persona

_UNREADABLE = "?"


@dataclass(frozen=True, slots=True)
class Held:
    """What a home holds under one id: the contents that are clones, and those that are not."""

    clones: tuple[Persona, ...]
    others: tuple[Persona, ...]


class Forgetting:
    """Finds and deletes clones in one home."""

    def __init__(
        self, home: Home, listed: PersonaList, overlays: Overlays, trusted: TrustFile, keepsakes: Keepsakes
    ) -> None:
        self._home = home
        self._list = listed
        self._overlays = overlays
        self._trusted = trusted
        self._keepsakes = keepsakes

    def ids(self) -> set[str]:
        """Return the ids under which a clone may lie: what is listed as one, or not listed and here.

        Raises:
            HomeError: a folder cannot be read, or the list is damaged.
        """
        listed = self._list.read()
        found = {persona.id for persona in listed.values() if persona.type == "clone"}
        found.update(path.name for path in self._inside(self._home.imported) if path.name not in listed)
        found.update(path.name for path in self._inside(self._home.talked))
        return found | {_id(path) for path in self._inside(self._home.trash)}

    def held(self, persona_id: str) -> Held:
        """Return the contents of an id; the same one may lie in several places.

        A content of which nothing can be read counts as a clone where another of its id is one.

        Raises:
            HomeError: a folder cannot be read, or the list is damaged.
        """
        found = [one.persona for folder in self._folders(persona_id) for one in self._recorded(folder)]
        found += [persona for _, persona in self._kept(persona_id)]
        if (listed := self._list.read().get(persona_id)) and listed.path not in {one.path for one in found}:
            found.append(listed)
        for place in self._places(persona_id):
            with suppress(HomeError):
                found.append(noted(place)[0])
        readable = [one for one in found if one.version != _UNREADABLE]
        clones = [one for one in readable if one.type == "clone"]
        others = [one for one in readable if one.type != "clone"]
        return Held(_distinct(clones), _distinct(others))

    def forget(self, persona_id: str, roll_back: Callable[[str, str], object]) -> None:
        """Delete all contents of an id that are clones, with what the user changed of it.

        Where the current one is a clone, and another installed content is none, `roll_back(id, hash)` makes
        the latest of these current before. A call that was killed is finished by another one.

        Raises:
            HomeError: the home cannot be read or written.
        """
        self._step_back(persona_id, roll_back)
        with self._home.locked("personas"):
            entries = self._list.read()
            current = entries.get(persona_id)
            if current is not None and _is_doomed(current):
                del entries[persona_id]
                self._list.write(entries)
            if persona_id not in entries:
                trust = self._trusted.read()
                trust.bind(persona_id, None)
                self._trusted.write(trust)
            self._overlays.put(persona_id, Overlay())
            with self._home.writing():
                draft_of(self._home.overlays / f"{persona_id}.json").unlink(missing_ok=True)
                self._purge(self._home.imported / persona_id)
                for place in self._places(persona_id):
                    self._purge_trash(place, persona_id)
                for path, persona in self._kept(persona_id):
                    if _is_doomed(persona):
                        path.unlink()
                _drop_if_empty(self._home.talked / persona_id)
                self._purge_set_aside(persona_id)
                for folder in (self._home.imported, self._home.trash, self._home.talked):
                    if folder.is_dir():
                        sync_folder(folder)

    def _step_back(self, persona_id: str, roll_back: Callable[[str, str], object]) -> None:
        current = self._list.read().get(persona_id)
        if current is None or not _is_doomed(current):
            return
        others = [one.persona for one in self._recorded(self._home.imported / persona_id)]
        others = [one for one in others if not _is_doomed(one) and (self._home.root / one.path).is_dir()]
        if others:
            latest = max(others, key=lambda one: one.chosen_at or "")
            roll_back(persona_id, latest.content_hash)

    def _purge(self, folder: Path) -> None:
        """Delete the clones in a folder of contents, and the folder where nothing else is left in it."""
        stay = set()
        for one in self._recorded(folder):
            place = self._home.root / one.persona.path
            if not _is_doomed(one.persona):
                stay |= {place, record_of(place)}
        for path in self._inside(folder):
            if path not in stay:
                _delete(path)
        _drop_if_empty(folder)

    def _purge_trash(self, place: Path, persona_id: str) -> None:
        self._purge(place / "contents")
        left = [one.persona for one in self._recorded(place / "contents")]
        with suppress(HomeError):
            if not _is_doomed(noted(place)[0]):
                return
        if left:
            latest = max(left, key=lambda one: one.chosen_at or "")
            path = (self._home.imported / persona_id / Path(latest.path).name).relative_to(self._home.root)
            write_note(self._home, place, latest.model_copy(update={"path": path.as_posix()}), Overlay())
        else:
            _delete(place)

    def _purge_set_aside(self, persona_id: str) -> None:
        """Delete what repairs moved out of the way, and is not known to be no clone."""
        root = self._home.root
        for stamp in self._inside(root / SET_ASIDE):
            self._purge(stamp / self._home.imported.relative_to(root) / persona_id)
            for folder in (self._home.talked, self._home.overlays, self._home.mirror, self._home.trash):
                for path in self._inside(stamp / folder.relative_to(root)):
                    if path.name == persona_id or path.name.startswith(f"{persona_id}."):
                        _delete(path)

    def _folders(self, persona_id: str) -> list[Path]:
        places = [place / "contents" for place in self._places(persona_id)]
        return [self._home.imported / persona_id, *places]

    def _recorded(self, folder: Path) -> list[Recorded]:
        persona_id = _id(folder.parent) if folder.name == "contents" else folder.name
        return list(recorded_contents(self._home, persona_id, folder))

    def _kept(self, persona_id: str) -> Iterator[tuple[Path, Persona]]:
        for path in self._keepsakes.of(persona_id):
            with suppress(CartridgeError):
                yield path, self._keepsakes.persona(persona_id, path)

    def _places(self, persona_id: str) -> list[Path]:
        return [place for place in self._inside(self._home.trash) if _id(place) == persona_id]

    def _inside(self, folder: Path) -> list[Path]:
        with self._home.reading(folder):
            return sorted(folder.iterdir()) if folder.is_dir() else []


def _is_doomed(persona: Persona) -> bool:
    return persona.type == "clone" or persona.version == _UNREADABLE


def _id(place: Path) -> str:
    return place.name.rsplit(".", 2)[0]


def _distinct(personas: list[Persona]) -> tuple[Persona, ...]:
    return tuple({persona.content_hash: persona for persona in personas}.values())


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _drop_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
