"""The sentences about archives that share an ending."""

from __future__ import annotations

from whetstone.core.errors import CartridgeError


def damaged(what: str) -> CartridgeError:
    """Return the error for an archive whose structure does not hold together."""
    return CartridgeError(f"the archive is damaged or was tampered with: {what}; get it again or repack it")


def unsupported(what: str) -> CartridgeError:
    """Return the error for an archive that uses more of the zip format than a cartridge may."""
    return CartridgeError(f"the archive {what}; repack its files as an ordinary zip archive")
