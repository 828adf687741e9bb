"""Which cartridge a word on the command line means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from whetstone.core.values.persona import is_persona_id

if TYPE_CHECKING:
    from whetstone.core.host import Host
    from whetstone.core.values.cartridge import Cartridge


def cartridge_called(host: Host, given: str) -> Cartridge:
    """Return the content that `given` means: an `ID`, a reference (`ID@VERSION`), a file, a folder, or `-`.

    Raises:
        PersonaNotFound, CartridgeError, FormatError: there is none, or it cannot be read.
    """
    from whetstone.plugins.cli.cartridges import read_cartridge

    if is_file(host, given):
        return read_cartridge(host, Path(given))
    return host.registry.cartridge(host.registry.versions.find(given).persona)


def is_file(host: Host, given: str) -> bool:
    """Return whether `given` is meant as a path: it is no id, or nobody's and there is such a file."""
    id = given.partition("@")[0]
    if not is_persona_id(id):
        return True
    known = host.registry.versions.knows(id)
    return not known and Path(given).exists()
