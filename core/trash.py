"""Removed personas, kept until the user empties the folder."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from whetstone.core.errors import PersonaNotFound
from whetstone.core.home import Home
from whetstone.core.overlays import Overlay
from whetstone.core.values.persona import Persona


class Trash:
    """`trash/<id>.<time>/`: the list entry and overlay in `entry.json`, the contents in `contents/`."""

    def __init__(self, home: Home) -> None:
        self._home = home

    @contextmanager
    def taking(self, persona: Persona, overlay: Overlay) -> Iterator[None]:
        """Keep `persona` while the body takes it out of the list, then move its contents here.

        A crash before the move leaves the contents at their place, where `bring_back` finds them.
        """
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        place = self._home.make(self._home.trash / f"{persona.id}.{stamp}-{secrets.token_hex(2)}")
        entry = {
            "persona": persona.model_dump(mode="json", exclude={"favourite", "hides"}, exclude_none=True),
            "overlay": overlay.model_dump(mode="json", exclude_defaults=True),
        }
        try:
            self._home.replace(place / "entry.json", json.dumps(entry, ensure_ascii=False).encode())
            yield
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        contents = self._home.imported / persona.id
        with self._home.writing():
            if contents.is_dir():
                contents.rename(place / "contents")

    def bring_back(self, persona_id: str) -> tuple[Persona, Overlay]:
        """Move the contents of the persona removed last under this id to their place, and return its entry.

        Raises:
            PersonaNotFound: none is here.
        """
        place = self._latest(persona_id)
        entry = json.loads((place / "entry.json").read_text("utf-8"))
        contents = self._home.imported / persona_id
        with self._home.writing():
            if (place / "contents").is_dir():
                self._home.make(contents.parent)
                if contents.is_dir():
                    _merge(place / "contents", contents)
                else:
                    (place / "contents").rename(contents)
        return Persona.model_validate(entry["persona"]), Overlay.model_validate(entry["overlay"])

    def forget(self, persona_id: str) -> None:
        """Delete the note of the persona that was brought back last."""
        with self._home.writing():
            shutil.rmtree(self._latest(persona_id))

    def ids(self) -> list[str]:
        """Return the ids that can be restored."""
        return sorted({place.name.rsplit(".", 2)[0] for place in self._places()})

    def _latest(self, persona_id: str) -> Path:
        here = [place for place in self._places() if place.name.rsplit(".", 2)[0] == persona_id]
        if not here:
            known = ", ".join(self.ids()) or "nothing"
            raise PersonaNotFound(f"no persona {persona_id!r} is in the trash; it holds {known}")
        return max(here, key=lambda place: place.name)

    def _places(self) -> list[Path]:
        if not self._home.trash.is_dir():
            return []
        with self._home.reading(self._home.trash):
            return [place for place in self._home.trash.iterdir() if (place / "entry.json").is_file()]


def _merge(source: Path, target: Path) -> None:
    """Move what is in `source` to `target`, except names that `target` has: equal names, equal contents."""
    for path in source.iterdir():
        if not (target / path.name).exists():
            path.rename(target / path.name)
