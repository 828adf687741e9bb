"""Tables of contents and lists of persons, where only their words and their place tell them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whetstone.core.texts.wording import kind_of_heading, plain_name
from whetstone.core.values.text import TextBlock

MANY = 5
"""So many headings without a text between them are a table of contents."""

_LEADERS = re.compile(r"(?:\. ?){3,}\s*[\divxlc]+$|(?:…\s?)+\s*[\divxlc]+$|\t\d+$", re.IGNORECASE)
_PAGE = re.compile(r"[\s.…]*(?:[\divxlc]+|page)$", re.IGNORECASE)
_SPEAKS = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ .’'-]+[.:]\s|[^\W\d_][\w .’'-]{0,30}: \S")
_SCENE = re.compile(
    r"(?:the )?(?:place and )?scene\b|(?:and )?others?\b|place of the narration|ort|schauplatz|la scène",
    re.IGNORECASE,
)


def has_leaders(text: str) -> bool:
    """Return whether most lines of a paragraph end with dots and a page's number."""
    if not (".." in text or ". ." in text or "…" in text or "\t" in text):
        return False
    lines = text.split("\n")
    return sum(_LEADERS.search(line) is not None for line in lines) > len(lines) / 2


def is_entry(text: str) -> bool:
    """Return whether a paragraph below the heading of a table of contents may be one of its entries."""
    lines = text.split("\n")
    if has_leaders(text):
        return True
    if len(lines) > 2:
        return max(map(len, lines)) <= 100
    if len(text) > 60 and text[-1] in ".!?”":
        return text.count("—") + text.count("--") >= 2
    return len(text) <= 120 or (
        len(text) <= 500 and text.count("—") + text.count("--") + text.count(";") >= 2
    )


def repeats(block: TextBlock, before: Sequence[TextBlock]) -> bool:
    """Return whether a heading stands among the entries before it."""
    name = _key(block.text)
    return bool(name) and any(name == _key(line) for one in before for line in one.text.split("\n"))


def divided(waiting: Sequence[TextBlock]) -> tuple[list[TextBlock], list[TextBlock], list[TextBlock]]:
    """Divide headings that no text followed into those before a table of contents, its entries, those after.

    Those after are repeated from the table, or the last one.
    """
    start = next((at for at, one in enumerate(waiting) if kind_of_heading(one.text) == "contents"), None)
    if start is None:
        persons = any(kind_of_heading(one.text) == "cast" for one in waiting)
        bare = [one for one in waiting if one.level == 0]
        if persons or len(bare) < MANY or len(bare) < len(waiting):
            return list(waiting), [], []
        start = 0
    end = len(waiting)
    while (
        end > start + 1
        and waiting[end - 1].role == "heading"
        and repeats(waiting[end - 1], waiting[start : end - 1])
    ):
        end -= 1
    if end == len(waiting) > start + 1 and waiting[-1].role == "heading":
        end -= 1
    return list(waiting[:start]), list(waiting[start:end]), list(waiting[end:])


def is_scene(text: str) -> bool:
    """Return whether a short paragraph says where a drama plays, and no more."""
    return len(text) <= 200 and "\n" not in text and _SCENE.match(text) is not None


def is_person(block: TextBlock) -> bool:
    """Return whether a short paragraph below the heading of a list of persons belongs to it."""
    if "\n" in block.text or _SPEAKS.match(block.text):
        return False
    text = block.text
    return len(text) <= 120 or (
        len(text) <= 400 and (text[-1] not in ".!?”" or _SCENE.match(text) is not None)
    )


def _key(text: str) -> str:
    return plain_name(_PAGE.sub("", text) or text)
