"""Which lines of a plain text are headings."""

from __future__ import annotations

import re

MOST = 90
"""A heading has at most so many characters."""

_KEYWORD = (
    "book|chapter|chap|part|volume|vol|letter|act|scene|canto|section|lecture|essay|sermon|stave|"
    "buch|kapitel|teil|theil|band|brief|akt|aufzug|auftritt|szene|abschnitt|hauptstück|vorlesung|"
    "livre|chapitre|partie|tome|lettre|acte|scène|chant|"
    "libro|capítulo|capitulo|parte|tomo|carta|acto|escena|capitolo|lettera|atto|scena|"
    "liber|caput|capitulum|epistula|epistola|pars|boek|hoofdstuk|deel|livro|cena|"
    "книга|глава|часть|том|письмо|действие|явление|сцена"
)
_ROMAN = "(?-i:[IVXLCDM]{1,9})"
_NUMBERED = re.compile(
    rf"(?:{_KEYWORD})\b[ .:\n]*(?:\d+|{_ROMAN}|(?:the )?[^\W\d_]+(?=[.:—\n]|$))\b(?:[ .:—\n-]+.{{0,60}})?"
    rf"|[^\W\d_]{{4,12}}[ \n](?:{_KEYWORD})[.:]?"
    "|第[一二三四五六七八九十百千零〇0-9]+[章回节節部卷篇幕場场集].{0,40}"
    rf"|{_ROMAN}[.):]?|\d{{1,3}}[.):]?|§ ?\d+\.?"
    rf"|{_ROMAN}(?:[.:)]|\n)[ \n—-]*[^\W\d_][^.?!]{{0,70}}",
    re.IGNORECASE | re.DOTALL,
)
_TITLE_WITHOUT_SPACES = re.compile(
    "[\u3041-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
    "[\u3041-\u30ff\u3400-\u9fff\U00020000-\U0003ffff·・々 ]{0,29}"
    "(?:[（(〔][^）)〕]{1,12}[）)〕])?"
)
_SMALL = re.compile(r"\b[^\W\d_]+\b")
_END = re.compile(r"[,;:!?…»”\"'’—–-]$|\w\.\w|[!?,;]\s|[.]\s\w+\s\w+\s\w+\s")


def is_numbered(text: str) -> bool:
    """Return whether a short paragraph counts: CHAPTER IV, Book the Second, XII, 第一章."""
    return len(text) <= MOST and _NUMBERED.fullmatch(text) is not None


def is_title_without_spaces(text: str) -> bool:
    """Return whether a line is a title of a script without spaces, as far as its signs tell: it has none."""
    return len(text) <= 40 and _TITLE_WITHOUT_SPACES.fullmatch(text) is not None


def is_heading(text: str) -> bool:
    """Return whether a paragraph reads like a heading: short, no sentence, set in capitals or as a title."""
    if len(text) > MOST or text.count("\n") > 2 or (text[-1] in ",;!?”\"'’—–-" and len(text) > 12):
        return False
    if is_numbered(text):
        return not text[:1].islower()
    if text[0] in "[({<" or text.count("\n") > 1 or _END.search(text):
        return False
    words = _SMALL.findall(text)
    if not words or len(words) > 14 or not text.lstrip("“\"'‘«*_#([")[:1].isupper():
        return False
    if text.isupper():
        return len(text) > 2
    if text.endswith("."):
        return False
    capitals = sum(word[0].isupper() for word in words)
    return capitals >= 0.6 * len(words) or (len(words) <= 6 and capitals >= 0.5 * len(words))
