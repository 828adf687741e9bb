"""Makers who sign, and what imports of their files say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cartridges import gardener
from commandline import everything_in, here
from homes import done, packed

from whetstone import Cartridge, Host, read_files
from whetstone.core.home import Home
from whetstone.core.signing.keys import OwnKeys


class Maker:
    """Someone elsewhere, who signs cartridges with a key of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = done(here("key", "new", home=folder / "home")).out.strip()
        self._own = OwnKeys(Home(folder / "home")).choose(None, set())

    def signed(self, cartridge: Cartridge) -> Cartridge:
        return self._own.sign(cartridge)

    def file(self, version: str = "1.0", *, sign: bool = True, **changes: Any) -> Path:
        """A file with the gardener in a version of this maker's."""
        metadata = {"version": version, "author": self.folder.name, **changes.pop("metadata", {})}
        cartridge = gardener(**changes, metadata=metadata)
        name = f"{cartridge.id}-{version}-{'signed' if sign else 'plain'}-{len(changes)}.whetstone"
        return packed(self.folder, self.signed(cartridge) if sign else cartridge, name)

    def tampered(self) -> Path:
        """A signed file whose prompt was changed, with everything else mended."""
        cartridge = self.signed(gardener())
        files = {**cartridge.files, "prompt.txt": b"You are somebody else.\n"}
        with Host(self.folder / "unused") as host:
            data, _ = host.formats.write(read_files(files, stem="gardener"), None)
        path = self.folder / "tampered.whetstone"
        path.write_bytes(data)
        return path


def imported(home: Path, *arguments: str | Path) -> dict[str, Any]:
    [result] = done(here("import", *arguments, "--json", home=home)).json
    return result


def refused(home: Path, *arguments: str | Path) -> str:
    """The sentence of an import that changed nothing at all, but for the lock that it took."""
    before = _without_locks(home)
    sentence = here("import", *arguments, home=home).refused()
    assert _without_locks(home) == before
    return sentence


def _without_locks(home: Path) -> dict[str, bytes | None]:
    return {name: data for name, data in everything_in(home).items() if "locks" not in name}


def trusted(home: Path) -> dict[str, dict[str, Any]]:
    return json.loads((home / "trust.json").read_text())["keys"]


def shown(home: Path, persona_id: str = "gardener") -> dict[str, Any]:
    return done(here("show", persona_id, "--json", home=home)).json["signature"]
