"""Where Project Gutenberg and its kin say their own words: before a text begins and after it ends."""

from __future__ import annotations

import re

_START = re.compile(
    r"\*{2,}\s*START OF (?:THE|THIS) PROJECT GUTENBERG|\*END\*?\s*THE SMALL PRINT|\*{3}START\*\*THE SMALL PRINT"
    r"|START OF THE PROJECT GUTENBERG EBOOK",
    re.IGNORECASE,
)
_END = re.compile(
    r"\*{2,}\s*END OF (?:THE|THIS) PROJECT GUTENBERG|^END OF (?:THE|THIS)? ?PROJECT GUTENBERG(?:[’']S)?"
    r"|START: FULL LICENSE|THE FULL PROJECT GUTENBERG",
    re.IGNORECASE,
)
_FIELD = re.compile(r"^(title|author)\s*:\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)
_CREDIT = re.compile(
    r"(?:this (?:e-?text|e-?book|etext)|e-?text|ebook|html version|produced|prepared|transcribed|scanned|digitized|proofread)"
    r"\b.{0,40}\b(?:was |were )?(?:produced|prepared|by|from)\b|.{0,200}\bdistributed proofread|.{0,120}\bproject gutenberg"
    r"|.{0,100}\b(?:www\.)?(?:gutenberg\.org|pgdp\.net|archive\.org|standardebooks\.org|feedbooks)"
    r"|(?:copyright|©|\(c\))\s.{0,60}\d{4}|all rights reserved|isbn\b|first published\b|printed (?:in|by)\b"
    r"|no part of this (?:book|publication)|transcriber[’']?s?[’']? note",
    re.IGNORECASE,
)


def starts_text(text: str) -> bool:
    """Return whether a line says that the text begins below it."""
    return _START.search(text[:400]) is not None


def ends_text(text: str) -> bool:
    """Return whether a line says that the text is over."""
    return _END.search(text[:400]) is not None


def named_in(header: str) -> dict[str, str]:
    """Return the `title` and `author` that a licence's header names."""
    return {key.lower(): " ".join(value.split()) for key, value in _FIELD.findall(header)}


def is_credit(text: str) -> bool:
    """Return whether a short paragraph says who made the file, or who has its rights."""
    return len(text) <= 600 and _CREDIT.match(text.lstrip("[(*_ ")) is not None
