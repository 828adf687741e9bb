"""Texts in scripts that set no spaces, in which a number touches the words before and after it."""

from __future__ import annotations

import re

LETTER = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uff66-\uff9f]"
)
"""A letter of Chinese, Japanese, Thai, Lao, Khmer or Burmese; Korean too, whose particles touch the word."""

_BORDER = re.compile(rf"(?<={LETTER})(?=[!-~])|(?<=[!-~])(?={LETTER})")


def has_unspaced(text: str) -> bool:
    """Return whether `text` has letters of a script without spaces."""
    return not text.isascii() and re.search(LETTER, text) is not None


def set_apart(text: str) -> tuple[str, list[int]] | None:
    """Return `text` with a space wherever such letters and ASCII meet; `None` where they do not.

    With it comes the place in `text` of each of its characters.
    """
    if text.isascii() or not (borders := [match.start() for match in _BORDER.finditer(text)]):
        return None
    pieces: list[str] = []
    places: list[int] = []
    start = 0
    for border in [*borders, len(text)]:
        pieces.append(text[start:border])
        places += range(start, border)
        places.append(border)
        start = border
    return " ".join(pieces), places[:-1]
