"""What can be checked of any cartridge by itself."""

from __future__ import annotations

from whetstone.core.signing import signature
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.verification.check import Check, passed, unknown


def check_content(cartridge: Cartridge) -> list[Check]:
    """Return the checks of a cartridge that was read: its hash and its signature."""
    files = len(cartridge.files)
    return [
        passed("content", f"{files:,} files, each as the format wants it; they are {cartridge.content_hash}"),
        _signature(cartridge),
    ]


def _signature(cartridge: Cartridge) -> Check:
    found = signature.verify(cartridge.files)
    if found.state == "invalid":
        return Check("signature", "failed", f"it is invalid: {found.fault}", (found.fault,))
    if found.state == "none":
        return unknown("signature", "it is not signed, so nobody stands for the content")
    return passed("signature", f"valid, by {found.key}")
