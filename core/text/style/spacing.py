"""Setting white space where one piece of a text ends, so that splitting it there is enough."""

from __future__ import annotations

import re
import unicodedata

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_LINK = re.compile(r"(?:https?://|www\.)\S+")


def spaced(text: str) -> tuple[str, int]:
    """Return `text` with white space wherever one piece ends, and the number of links taken out of it."""
    links = 0
    if "://" in text or "www." in text:
        text, links = _LINK.subn(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        text = text.replace("—", " — ").replace("–", " – ").replace("…", "… ")
        if _UNSPACED.search(text):
            text = _UNSPACED.sub(r" \g<0> ", text)
    return text.replace("--", " — "), links


def is_unspaced(word: str) -> bool:
    """Return whether `word` is a character of a script without spaces between words."""
    return _UNSPACED.match(word) is not None
