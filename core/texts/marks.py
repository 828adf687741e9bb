"""Marks in running text that are none of its words: pointers to notes, page numbers, invisible characters."""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\xad\u200b\u200a\u2060\ufeff]")
_WIDE_SPACE = re.compile("[\xa0\u2000-\u2009\u202f]")
_UNWANTED = (
    "\xad",
    "\u200b",
    "\u200a",
    "\u2060",
    "\ufeff",
    "\xa0",
    "\u202f",
    "\u2009",
    "\u2002",
    "\u2003",
    "\u2005",
)
_SIGNS = (
    "et al.",
    "[",
    "{",
    "*",
    "†",
    "‡",
    "\xb9",
    "\xb2",
    "\xb3",
    "\u2070",
    "\u2074",
    "\u2075",
    "\u2076",
    "\u2077",
    "\u2078",
    "\u2079",
)
_MARKS = re.compile(
    r"[ \t]?\[(?:\d{1,4}(?:[,;–-] ?\d{1,4})*|[a-z]|[*†‡§]+|[ivx]{1,5})\]"
    r"|[ \t]?\([^()]{0,80}\bet al\.[^()]{0,80}\)"
    r"|[ \t]?\{(?:\d{1,4}|[*†‡§]+)\}"
    r"|[ \t]?[\[{](?:pg|p|page|seite|s|pág|стр)\b\.?\s*[\divxl]+[\]}]"
    r"|[ \t]?\[(?:illustration|abbildung|figure|image)\b[^\]]{0,300}\]"
    r"|(?<=[\w.,;:!?”’\"')])(?:\*{1,3}|[†‡]+)(?=[\s.,;:!?”’\"')]|$)"
    "|(?:(?<=[^\\W\\d_]{2})|(?<=[.,;:!?”’\"')]))[\xb9\xb2\xb3\u2070-\u2079]{1,3}(?=[\\s.,;:!?”’\"')]|$)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\[(?:footnote|note|fn|fußnote|anm\w*|nota|voetnoot|примечание)\b|\[\d{1,4}\][:.]?\s|\{\d{1,4}\}\s|\[\^[\w-]+\]:"
    "|[†‡]{1,3}\\s|[\xb9\xb2\xb3\u2070-\u2079]{1,3}\\s?[^\\W\\d_]",
    re.IGNORECASE,
)


def cleaned(text: str) -> str:
    """Return `text` without invisible characters and without the marks of notes and pages."""
    if text.isascii():
        marked = "[" in text or "{" in text or "*" in text or "et al." in text
        return _unmarked(text) if marked else text
    if any(c in text for c in _UNWANTED):
        text = _WIDE_SPACE.sub(" ", _INVISIBLE.sub("", text))
    return _unmarked(text) if any(c in text for c in _SIGNS) else text


def is_note(text: str) -> bool:
    """Return whether a paragraph is a footnote, by how it begins."""
    return (
        text[:1] in "[{†‡\xb9\xb2\xb3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
        and _NOTE.match(text) is not None
    )


def _unmarked(text: str) -> str:
    return _MARKS.sub("", text).strip()
