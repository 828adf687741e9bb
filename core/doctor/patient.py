"""The home that is examined, with whatever of Whetstone can be opened on it."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from whetstone.core.errors import HomeError, WhetstoneError
from whetstone.core.home import SET_ASIDE, Home, sync_file, sync_folder
from whetstone.core.host import Host
from whetstone.core.loading.blocking import blocked_names
from whetstone.core.personas.bundled import Bundled
from whetstone.core.personas.persona_list import PersonaList
from whetstone.core.plugin_manager import PluginManager
from whetstone.core.registry import Registry
from whetstone.core.values.persona import Persona, PersonaShelf, is_persona_id


class Patient:
    """One home under examination. Nothing is written but by `set_aside` and by what repairs call.

    `progress` is told what is being looked at, how much of it is done, and how much there is in all.
    """

    def __init__(
        self,
        home: Home,
        block: Iterable[str] = (),
        progress: Callable[[str, int, int], None] = lambda what, done, total: None,
    ) -> None:
        self.home = home
        self.progress = progress
        self.list = PersonaList(home)
        self.refusal: WhetstoneError | None = None
        self._block = tuple(block)
        self._stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"

    @cached_property
    def host(self) -> Host | None:
        """The host of this home; `None` where it cannot be opened, and `refusal` says why."""
        try:
            return Host(self.home.root, block=self._block)
        except WhetstoneError as error:
            self.refusal = error
            return None

    @cached_property
    def plugins(self) -> PluginManager:
        """The plugins, also where the settings are damaged."""
        return (
            self.host.plugins if self.host else PluginManager(blocked_names(self.home.settings, self._block))
        )

    @cached_property
    def bundled(self) -> Bundled:
        """The bundled personas."""
        if self.host:
            return self.host.bundled
        return Bundled(lambda: self.plugins.collect("whetstone_personas", PersonaShelf))

    @cached_property
    def registry(self) -> Registry:
        """The personas; no plugin is told of what a repair installs again."""
        return Registry(self.home, self.bundled, lambda personas: None)

    def entries(self) -> dict[str, Persona]:
        """Return what is installed by id; nobody where the list cannot be read, which its own check tells."""
        try:
            return self.list.read()
        except HomeError:
            return {}

    def lists(self) -> bool:
        """Return whether the list can be read, or made anew from install records without a repair."""
        try:
            self.list.read()
        except HomeError:
            return False
        return True

    def ids_on_disk(self) -> list[str]:
        """Return the ids that have a folder of contents.

        Raises:
            HomeError: it cannot be read.
        """
        imported = self.home.imported
        with self.home.reading(imported):
            folders = list(imported.iterdir()) if imported.is_dir() else []
            return sorted(path.name for path in folders if is_persona_id(path.name) and path.is_dir())

    def shown(self, path: Path) -> str:
        """Return how a sentence names `path`: from the home on, where it lies in it."""
        inside = path.is_relative_to(self.home.root) and path != self.home.root
        return path.relative_to(self.home.root).as_posix() if inside else str(path)

    def shortened(self, told: str) -> str:
        """Return a sentence in which files of the home are named from the home on."""
        return told.replace(f"{self.home.root}{os.sep}", "")

    def place_aside(self, path: Path) -> Path:
        """Return a free place in this examination's folder for what lies at `path`; it is not hidden there.

        Raises:
            HomeError: the folder cannot be made.
        """
        inside = path.relative_to(self.home.root)
        name = re.sub(r"\.new$", ".draft", inside.name.lstrip("."))
        place = self.home.make(self.home.root / SET_ASIDE / self._stamp / inside.parent) / name
        number = 1
        while place.exists() or place.is_symlink():
            number += 1
            place = place.with_name(f"{name}.{number}")
        return place

    def set_aside(self, path: Path) -> str:
        """Move what lies at `path` out of the way, and return where it is now, as a sentence names it.

        Raises:
            HomeError: it cannot be moved.
        """
        place = self.place_aside(path)
        with self.home.writing():
            path.rename(place)
            sync_folder(place.parent)
            sync_folder(path.parent)
        return self.shown(place)

    def keep_copy(self, path: Path) -> str:
        """Keep a copy of the file `path` before it is replaced, and return where it is.

        What cannot be read as a file is moved.

        Raises:
            HomeError: it cannot be copied or moved.
        """
        try:
            data = path.read_bytes()
        except OSError:
            return self.set_aside(path)
        place = self.place_aside(path)
        with self.home.writing():
            place.touch(mode=0o600)
            place.write_bytes(data)
            sync_file(place)
            sync_folder(place.parent)
        return self.shown(place)

    def close(self) -> None:
        """Close the host, if there is one."""
        if self.__dict__.get("host"):
            self.__dict__["host"].close()
