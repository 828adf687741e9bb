"""Everything in a text that is presented as a quotation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.text.words import plain_words

LEAST_WORDS = 3
"""Shorter quotations are terms and titles: `the so-called "good life"`."""

_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")
_BLOCK = re.compile(r"(?:^[^\S\n]{0,3}>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_MARKER = re.compile(r"^[^\S\n]{0,3}(?:>[^\S\n]?)+", re.MULTILINE)
_TAG = re.compile(r"<(q|blockquote)\b[^>]*>(.*?)(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_ELIDED = re.compile(
    r"(?:\d\ds?|tis|twas|twere|twill|twould|tisn|em|til|till|cause|bout|round|neath|gainst|n|s|t|d)\b", re.I
)

_CLOSES = {
    "“": "”“",
    "„": "“”‟",
    "‟": "”",
    "”": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "「": "」",
    "『": "』",
    "﹁": "﹂",
    "﹃": "﹄",
    "‚": "‘’",
    "‘": "’‘",
    "‛": "’",
    '"': '"',
    "＂": "＂",
    "'": "'",
    "`": "'`´",
}
_SINGLE = "'’‘`‛‚"
_MARKS = re.compile("|".join(map(re.escape, dict.fromkeys("".join([*_CLOSES, *_CLOSES.values()])))))


def quotations(text: str, least_words: int = LEAST_WORDS) -> list[str]:
    """Return what stands in quotation marks of any style, in block quotes and in `<q>`, without the marks.

    Quotations inside others come on their own as well. One that is opened and not closed reaches to the
    end of its paragraph. Each comes once, in the order in which it begins. Those of fewer than `least_words`
    words are left out.
    """
    found = [(match.start(), _MARKER.sub("", match[0])) for match in _BLOCK.finditer(text)]
    found += [(match.start(2), match[2]) for match in _TAG.finditer(text)]
    start = 0
    for gap in [*_PARAGRAPHS.finditer(text), None]:
        end = gap.start() if gap else len(text)
        found += [(first, text[first:last]) for first, last in _marked(text, start, end)]
        start = gap.end() if gap else end
    kept = (quote.strip() for _, quote in sorted(found, key=lambda place: (place[0], -len(place[1]))))
    return [quote for quote in dict.fromkeys(kept) if len(plain_words(quote)) >= least_words]


def _marked(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans between the marks of one paragraph; a mark that may be either closes first."""
    opened: list[tuple[str, int]] = []
    for mark in _MARKS.finditer(text, start, end):
        character, at = mark[0], mark.start()
        level = _closed(text, opened, character, at, end)
        if level is not None:
            for _, begins in opened[level:]:
                yield begins, at
            del opened[level:]
        elif character in _CLOSES and _may_open(text, at, start, end):
            opened.append((character, at + 1))
    for _, begins in opened:
        yield begins, end


def _closed(text: str, opened: list[tuple[str, int]], character: str, at: int, end: int) -> int | None:
    """Return which of the open quotations the mark at `at` closes, the innermost that it may."""
    after = text[at + 1] if at + 1 < end else " "
    if character in _SINGLE and (after.isalnum() or _is_possessive(text, at, end)):
        return None
    before = text[at - 1] if at else " "
    if character in "\"'" and before.isspace() and after.isalnum():
        return None
    for level in range(len(opened) - 1, -1, -1):
        mark, begins = opened[level]
        if character in _CLOSES[mark] and at > begins:
            return level
    return None


def _is_possessive(text: str, at: int, end: int) -> bool:
    """Return whether a mark after an s belongs to the word (`the gods’ will`) and a later one closes."""
    following = re.compile(r"\s[a-z]").match(text, at + 1)
    if text[at - 1 : at] != "s" or following is None:
        return False
    for later in re.compile("[’']").finditer(text, at + 1, end):
        if later.start() + 1 >= end or not text[later.start() + 1].isalnum():
            return not any(mark in text[at : later.start()] for mark in "‘“")
    return False


def _may_open(text: str, at: int, start: int, end: int) -> bool:
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if text[at] in _SINGLE:
        return not before.isalnum() and not after.isspace() and not _ELIDED.match(text, at + 1)
    if text[at] == '"':
        return not after.isspace() or not before.isalnum()
    return text[at] not in "»›" or not after.isspace()  # `Republic › Book I` is a place
