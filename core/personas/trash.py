"""Removed personas, kept until the user empties the folder."""

from __future__ import annotations

import json
import secrets
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from whetstone.core.errors import HomeError, PersonaNotFound
from whetstone.core.home import Home, sync_folder
from whetstone.core.personas.overlays import Overlay, Overlays
from whetstone.core.personas.persona_list import PersonaList, as_entry, from_entry
from whetstone.core.values.persona import Persona


class Trash:
    """`trash/<id>.<time>/`: the list entry and overlay in `entry.json`, the contents in `contents/`.

    A crash between the two leaves the contents where they were installed; `bring_back` finds them there.
    A crash before the persona is out of the list, or after it is back in it, leaves a place that tells
    nothing that the home does not hold: such a place does not count, and is swept away in time.
    """

    def __init__(self, home: Home, listed: PersonaList, overlays: Overlays) -> None:
        self._home = home
        self._list = listed
        self._overlays = overlays

    def note(self, persona: Persona, overlay: Overlay) -> Path:
        """Keep the entry and overlay of `persona`, which is to leave the list, and return their place.

        The lock of the list must be held: what killed processes left is swept away.

        Raises:
            HomeError: the home cannot be written.
        """
        folders = self._folders()
        for place in set(folders) - set(self._that_count(folders)):
            shutil.rmtree(place, ignore_errors=True)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        place = self._home.trash / f"{persona.id}.{stamp}-{secrets.token_hex(2)}"
        try:
            write_note(self._home, place, persona, overlay)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        return place

    def take(self, persona_id: str, place: Path) -> None:
        """Move the contents of a persona that is no longer listed to the `place` of its entry."""
        contents = self._home.imported / persona_id
        with self._home.writing():
            if contents.is_dir():
                contents.rename(place / "contents")
                sync_folder(place)
                sync_folder(self._home.imported)

    def finish_removal(self, persona_id: str) -> None:
        """Take away the overlay of a persona whose removal noted it, and was killed before this.

        The lock of the list must be held.
        """
        if not (self._home.overlays / f"{persona_id}.json").exists():
            return
        for place in self.places(persona_id):
            with suppress(HomeError):
                begun = not (place / "contents").exists()
                if begun and noted(place)[1] == self._overlays.get(persona_id):
                    self._overlays.put(persona_id, Overlay())

    def latest(self, persona_id: str) -> Path:
        """Return the place of the persona removed last under this id.

        Raises:
            PersonaNotFound: none is here.
        """
        here = self.places(persona_id)
        if not here:
            known = ", ".join(self.ids()) or "nothing"
            raise PersonaNotFound(f"no persona {persona_id!r} is in the trash; it holds {known}")
        return here[0]

    def places(self, persona_id: str) -> list[Path]:
        """Return the places of all personas removed under this id, the latest first."""
        here = [place for place in self._folders() if _id(place) == persona_id]
        return sorted(self._that_count(here), key=lambda place: place.name, reverse=True)

    def bring_back(self, persona_id: str, place: Path) -> tuple[Persona, Overlay]:
        """Move the contents at `place` to where they were installed, and return the entry and overlay.

        Raises:
            HomeError: what is there is damaged, or the home cannot be written.
        """
        persona, overlay = noted(place)
        contents = self._home.imported / persona_id
        with self._home.writing():
            if (place / "contents").is_dir():
                self._home.make(contents)
                _merge(place / "contents", contents)
                sync_folder(contents)
        if not (self._home.root / persona.path).is_dir():
            raise HomeError(
                f"the files of {persona_id} are gone from {place}; import the persona again instead"
            )
        return persona, overlay

    def forget(self, place: Path) -> None:
        """Delete what is left at the `place` of a persona that was brought back."""
        with self._home.writing():
            shutil.rmtree(place)
            sync_folder(self._home.trash)

    def ids(self) -> list[str]:
        """Return the ids that can be restored."""
        return sorted({_id(place) for place in self._that_count(self._folders())})

    def _that_count(self, places: list[Path]) -> list[Path]:
        """Return those of `places` that hold a persona that was removed, and not what the home holds as well.

        The list of personas is read once for all of them: it may be long, and they many.
        """
        noted_there = [place for place in places if (place / "entry.json").is_file()]
        if not noted_there:
            return []
        listed = self._list.read()
        return [place for place in noted_there if self._counts(place, listed.get(_id(place)))]

    def _folders(self) -> list[Path]:
        with self._home.reading(self._home.trash):
            if not self._home.trash.is_dir():
                return []
            return [place for place in self._home.trash.iterdir() if place.is_dir()]

    def _counts(self, place: Path, listed: Persona | None) -> bool:
        """Whether `place` holds anything beside what is `listed` under its id."""
        if listed is None or not _names(place / "contents") <= _names(self._home.imported / listed.id):
            return True
        try:
            persona, overlay = noted(place)
        except HomeError:
            return True
        same = (persona.content_hash, persona.signed_by) == (listed.content_hash, listed.signed_by)
        return not same or overlay != self._overlays.get(listed.id)


def _id(place: Path) -> str:
    return place.name.rsplit(".", 2)[0]


def _names(folder: Path) -> set[str]:
    try:
        return {path.name for path in folder.iterdir()}
    except (FileNotFoundError, NotADirectoryError):
        return set()


def write_note(home: Home, place: Path, persona: Persona, overlay: Overlay) -> None:
    """Write the entry and overlay that `noted` reads from a `place` of the trash.

    Raises:
        HomeError: the home cannot be written; what was there is as it was.
    """
    entry = {"persona": as_entry(persona), "overlay": overlay.model_dump(mode="json", exclude_defaults=True)}
    home.replace(place / "entry.json", json.dumps(entry, ensure_ascii=False).encode())


def noted(place: Path) -> tuple[Persona, Overlay]:
    """Return the entry and overlay that are kept at a `place` of the trash.

    Raises:
        HomeError: they are missing or damaged.
    """
    try:
        entry = json.loads((place / "entry.json").read_bytes())
        return from_entry(entry["persona"]), Overlay.model_validate(entry["overlay"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise HomeError(
            f"{place / 'entry.json'} is damaged; let `whetstone doctor --repair` write it anew, or import "
            "the persona again instead"
        ) from error


def _merge(source: Path, target: Path) -> None:
    """Move what is in `source` to `target`, except names that `target` has: equal names, equal contents."""
    for path in source.iterdir():
        if not (target / path.name).exists():
            path.rename(target / path.name)
