"""Homes and what is in them, as the command line tells it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cartridges import gardener, write_cartridge
from commandline import Said, here

from whetstone import Cartridge, Host

BUNDLED = "socrates"


def packed(folder: Path, cartridge: Cartridge, name: str | None = None) -> Path:
    """A `.whetstone` file of `cartridge`."""
    folder.mkdir(parents=True, exist_ok=True)
    with Host(folder / "unused-home") as host:
        path = write_cartridge(host, folder, cartridge)
    return path.rename(folder / name) if name else path


def listed(home: Path) -> dict[str, dict[str, Any]]:
    said = here("list", "--json", home=home)
    assert said.code == 0, said.stderr
    return {persona["id"]: persona for persona in said.json}


def installed(home: Path) -> dict[str, dict[str, Any]]:
    return {key: persona for key, persona in listed(home).items() if persona["origin"] != "builtin"}


def done(said: Said) -> Said:
    assert said.code == 0, said.stderr
    return said


def plant(folder: Path) -> Path:
    """A home in `folder` with a gardener whose config has a key of its own."""
    home = folder / "home"
    done(here("import", packed(folder, gardener(config={"pruning": {"season": "winter"}})), home=home))
    return home


def edit(home: Path, *options: str) -> Said:
    """Edit the gardener of `plant`."""
    return here("edit", "gardener", *options, "--json", home=home)


def write(home: Path, text: str | bytes) -> Path:
    """Write the settings of `home`."""
    path = home / "whetstone.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path
