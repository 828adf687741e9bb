"""What stands between the paragraphs of a paper: notes, captions, rows of tables, formulas."""

from __future__ import annotations

import re

from whetstone.core.texts.marks import is_note
from whetstone.core.values.text import BlockRole, TextBlock

_CAPTION = re.compile(
    r"(?:table|figure|fig\.|tab\.|scheme|listing|tabelle|abbildung|abb\.|tableau|tabla|figura|tabella|"
    r"таблица|рис(?:унок|\.)|図|图|表) ?[A-Z]?\d{1,3}(?:[.-]\d{1,3})*(?:[.:：—–] ?\S.*|[.:]?)",
    re.IGNORECASE | re.DOTALL,
)
_TELLING = re.compile(r"[\d=≈≤≥∑∫∏√∈∀∃^\\]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_SIGN = re.compile(r"[=≈≤≥∑∫∏√∈∀∃]|\^|\\[a-z]+\{")
_MOST = 300
_ROW = 120


def role_of(block: TextBlock, text: str) -> BlockRole:
    """Return what a block is by its words, `text`, where its file does not say it."""
    if block.role == "text" and is_note(block.text):
        return "notes"
    return "caption" if block.role in ("text", "heading") and is_figure(text) else block.role


def is_figure(text: str) -> bool:
    """Return whether a short paragraph is a caption, a formula, or a row of numbers."""
    if len(text) > _MOST or not _TELLING.search(text):
        return False
    if _CAPTION.fullmatch(text):
        return True
    if len(text) > _ROW or "\n" in text:
        return False
    if _SIGN.search(text):
        return len(_WORD.findall(text)) <= 2
    pieces = text.split()
    numbers = sum(any(map(str.isdigit, piece)) for piece in pieces)
    return len(pieces) >= 4 and numbers > 0.6 * len(pieces)
