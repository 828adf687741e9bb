"""To come: the full checks."""

from __future__ import annotations

from whetstone.core.errors import CartridgeError


def clean_avatar(data: bytes) -> tuple[bytes, str | None]:
    """Return the avatar's bytes and a note on what was changed."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        raise CartridgeError("avatar.png is not a PNG image; save it as one")
    return data, None
