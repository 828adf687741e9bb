"""A portrait of a rhythm: an avatar drawn from the lengths of consecutive sentences."""

from __future__ import annotations

import colorsys
import hashlib
import io
from collections.abc import Sequence
from math import cos, pi, sin

SIZE = 256
"""The side of the picture, in pixels."""

RAYS = 72
"""Sentences that are drawn, clockwise from the top."""

_SCALE = 4
_IVORY = (244, 234, 214)


def draw_avatar(name: str, sentence_words: Sequence[int]) -> bytes:
    """Return a PNG: a ray for each sentence, as long as its words, around the first letter of `name`.

    The ground's colour comes from the name. The letter is left out where Pillow's own font has none for it.
    """
    from PIL import Image, ImageDraw

    side = SIZE * _SCALE
    ground = _ground(name)
    image = Image.new("RGB", (side, side), ground)
    pen = ImageDraw.Draw(image)
    middle, inner, reach = side / 2, side * 0.23, side * 0.22
    lengths = list(sentence_words[:RAYS])
    longest = sorted(lengths)[-max(1, len(lengths) // 12)] if lengths else 1
    for place, words in enumerate(lengths):
        angle = 2 * pi * place / len(lengths) - pi / 2
        outer = inner + reach * max(0.06, min(1.0, words / max(1, longest)))
        ends = [(middle + r * cos(angle), middle + r * sin(angle)) for r in (inner, outer)]
        pen.line(ends, fill=_blend(ground, _IVORY, 0.78), width=max(2, round(4.4 * _SCALE)))
    pen.ellipse([middle - inner * 0.9] * 2 + [middle + inner * 0.9] * 2, fill=_blend(ground, _IVORY, 0.12))
    _letter(pen, name, middle, inner)
    out = io.BytesIO()
    image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _letter(pen: object, name: str, middle: float, inner: float) -> None:
    from PIL import ImageFont
    from PIL.ImageDraw import ImageDraw

    first = next((letter for letter in name if letter.isalnum()), "").upper()
    font = ImageFont.load_default(inner * 1.05)
    if not isinstance(pen, ImageDraw) or not isinstance(font, ImageFont.FreeTypeFont) or not first:
        return
    if font.getmask(first).getbbox() is None or bytes(font.getmask(first)) == bytes(font.getmask("\uffff")):
        return
    pen.text((middle, middle), first, font=font, fill=_IVORY, anchor="mm")


def _ground(name: str) -> tuple[int, int, int]:
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
    red, green, blue = colorsys.hls_to_rgb(digest[0] / 256, 0.24 + digest[1] / 256 * 0.08, 0.36)
    return round(red * 255), round(green * 255), round(blue * 255)


def _blend(one: tuple[int, int, int], other: tuple[int, int, int], share: float) -> tuple[int, int, int]:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
