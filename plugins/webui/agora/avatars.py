"""Avatars as pages show them: one picture for all of a page's, and letters where there is none.

They come from other people's files, so they are decoded and written anew, never passed on.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whetstone.core.checks import limits
from whetstone.core.values.persona import Persona

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = 72
"""The side of a picture in a sheet, in pixels."""

TINTS = 6
"""The colours that letters stand on."""

DIGITS = 12
"""So many hex digits of its content's hash name a picture in the address of a sheet."""

_QUALITY = 32
_LARGE_QUALITY = 82


def avatar_file(root: Path, persona: Persona) -> Path | None:
    """Return the file of a persona's avatar, `None` where it has none. `root` is that of the home."""
    path = root / persona.path / "avatar.png"
    return path if path.is_file() else None


def digest(persona: Persona) -> str:
    """Return the digits that name a persona's picture."""
    return persona.content_hash.rpartition(":")[2][:DIGITS]


def initial(name: str) -> str:
    """Return the letter that stands for a name without a picture."""
    return next((letter for letter in name if letter.isalnum()), "·").upper()[:1]


def tint(name: str) -> int:
    """Return the number of the colour that the letter of a name stands on."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[0] % TINTS


PICTURES: dict[str, Any] = {"initial": initial, "tint": tint}
"""What templates draw letters with."""


def sheet(files: Sequence[Path | None]) -> bytes:
    """Return a WebP of the pictures in `files`, one under the other, each of `SIDE` pixels.

    Where there is no file, or it is no picture, the place stays empty.
    """
    from PIL import Image

    drawn = Image.new("RGBA", (SIDE, SIDE * len(files)))
    for place, file in enumerate(files):
        if file is not None and (picture := _thumbnail(file)):
            drawn.paste(picture, (0, place * SIDE))
    return _webp(drawn, _QUALITY)


def scaled(data: bytes, side: int) -> bytes | None:
    """Return a PNG as a square WebP of no more than `side` pixels, `None` where it cannot be read."""
    picture = _square(data, side, enlarge=False)
    return None if picture is None else _webp(picture, _LARGE_QUALITY)


@lru_cache(maxsize=512)
def _thumbnail(file: Path) -> Image | None:
    """Return the picture in a file, small; what lies in the folder of a content never changes."""
    try:
        if file.stat().st_size > limits.cap("avatar.png"):
            return None
        return _square(file.read_bytes(), SIDE, enlarge=True)
    except OSError:
        return None


def _square(data: bytes, side: int, *, enlarge: bool) -> Image | None:
    """Return the middle of a picture, scaled to `side` pixels."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            if max(picture.size) > limits.AVATAR_SIDE:
                return None
            side = side if enlarge else min(side, *picture.size)
            return ImageOps.fit(picture.convert("RGBA"), (side, side), Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _webp(picture: Image, quality: int) -> bytes:
    out = io.BytesIO()
    opaque = picture.getchannel("A").getextrema()[0] == 255
    (picture.convert("RGB") if opaque else picture).save(out, "WEBP", quality=quality, method=6)
    return out.getvalue()
