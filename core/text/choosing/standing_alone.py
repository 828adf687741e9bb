"""How well a passage can be understood by who has read nothing before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_letters, ascii_uppercase, digits

from whetstone.core.text.choosing.openings import Openings, openings
from whetstone.core.text.passages import paragraphs
from whetstone.core.text.words import is_unspaced, length, plain_words

ENOUGH = 45
"""Words that a thought needs to be told in full; a shorter passage counts for less."""

SHORT = 8
"""A reply of this many words or fewer carries no thought."""

_CLOSERS = "\"'”’»«)\\]』」›‹“‘*_"
_ENDS = re.compile(rf"[.!?…。！？।؟][{_CLOSERS}\s]*$")
_GREEK_END = re.compile(rf"[;\u037e·][{_CLOSERS}\s]*$")
_FULL_STOP = re.compile(rf"[.!?…。！？।؟][{_CLOSERS}]*(?:\s|$)")
_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яёα-ω][\w'’-]*\.?"
_SPEAKER = re.compile(rf"^{_CAPITAL}(?: {_CAPITAL}){{0,2}}(?::\s*|\n+\s*(?=\S))")
_LEADING = re.compile(r"^[\s\"'“„‘‚«»‹›「『(*_—–-]+")
_PAIRS = (
    ("(", ")"),
    ("[", "]"),
    ("“", "”"),
    ("«", "»"),
    ("「", "」"),
    ("『", "』"),
    ("（", "）"),
    ("{", "}"),
)
_APPARATUS = re.compile(r"\[\d+\]|§+\s*\d|[†‡]")
_POINT = re.compile(r"\.\s?(?=[\dA-Z§])")
_SHORT_FOR = re.compile(r"\b(?:cf|ibid|op\. cit|loc\. cit|vol|pp?|ed|fig|vgl|ebd|s\.v)$")
_LONGEST_SHORT = 9
_NAME = re.compile(r" (?<=[a-zà-ÿа-яα-ω,] )[A-ZÀ-ÞА-ЯΑ-Ω][^\W\d_]+")
_LISTED = re.compile(r", [A-ZÄÖÜ]\w+(?=,)")
_ASCII = re.compile(r"[\0-\x7f]+")
_NOUNS_WITH_CAPITALS = ("de", "lb")
_SPEECH = re.compile("[“«„「]([^“”«»„「」]*)[”»“」]")


def standing_alone(text: str, language: str, *, whole: bool = False) -> float:
    """Return from 0 (it leans on what went before, or says nothing) to 1 (it stands by itself).

    The product of what each thing that hinders leaves of 1: a beginning or end inside a sentence; an
    opening with a pronoun, a connective or an answer; pointing to other places of the text; too few
    words; little else than names, numbers or references; marks that are opened and not closed; headings
    and stage directions; speeches that are mostly replies of a few words. Words are known for the
    languages of `openings.LANGUAGES`; for others only the form is judged. A text that is `whole` is known
    to begin and end where its author did (a message), whatever its case and punctuation.
    """
    spoken = _plain(text.strip())
    size = length(spoken)
    if not size:
        return 0.0
    known = openings(language)
    worth = min(1.0, size / ENOUGH) ** 0.7
    worth *= 1.0 if whole else _whole(spoken, language)
    worth *= _opening(spoken, known) * _pointing(spoken, known)
    worth *= _balance(text) * _matter(text, size, language) * _speeches(text)
    return round(min(1.0, float(worth)), 4)


def _plain(text: str) -> str:
    """Return `text` without the names of who speaks and the marks in front of its first word."""
    return _LEADING.sub("", _SPEAKER.sub("", text, count=1))


def _whole(text: str, language: str) -> float:
    begins = 0.3 if text[:1].islower() else 1.0
    if _ENDS.search(text) or (language in ("el", "grc") and _GREEK_END.search(text)):
        return begins
    return begins * (0.5 if _FULL_STOP.search(text) else 0.2)


def _opening(text: str, known: Openings) -> float:
    first_sentence = _FULL_STOP.split(text, maxsplit=1)[0]
    said = plain_words(first_sentence[:400])
    head = first_sentence[:4]
    begins = said[0] if said else ""

    def opens(with_: frozenset[str]) -> bool:
        if begins and is_unspaced(begins):
            return any(head.startswith(word) for word in with_)
        return begins in with_ or " ".join(said[:2]) in with_

    worth = 1.0
    answers = opens(known.answers) and (len(said) <= 4 or text[len(begins) : len(begins) + 1] in ",，;")
    if answers or opens(known.pronouns):
        worth *= 0.45
    elif opens(known.connectives):
        worth *= 0.6 if not said[1:] or said[1] not in known.pronouns else 0.35
    elif any(word in known.pronouns for word in said[1:5]):
        worth *= 0.85
    return worth if len(said) > 4 or len(text) < 80 else worth * 0.8


def _pointing(text: str, known: Openings) -> float:
    folded = " ".join(text.casefold().split())
    return float(0.7 ** min(2, sum(map(folded.__contains__, known.references))))


def _balance(text: str) -> float:
    wrong = sum(text.count(opens) != text.count(closes) for opens, closes in _PAIRS)
    wrong += text.count('"') % 2
    return float(0.65 ** min(2, wrong))


def _matter(text: str, size: int, language: str) -> float:
    """Return what is left for passages of names, numbers, references, capitals or directions in brackets."""
    stripped = text.strip()
    if stripped[0] in "([" and stripped[-1] in ")]":
        return 0.2
    letters, capitals, numerals = _letters(text)
    listed = _LISTED if language in _NOUNS_WITH_CAPITALS else _NAME
    names = len(listed.findall(text)) / size
    worth = 1.0 if capitals < 0.3 * max(1, letters) else 0.3
    worth *= 1.0 if names < 0.08 else 0.7 if names < 0.15 else 0.3
    worth *= 1.0 if numerals < 0.02 * len(text) else 0.6 if numerals < 0.05 * len(text) else 0.2
    return worth * float(0.6 ** min(3, _references(text)))


def _references(text: str) -> int:
    """Return how many references and marks of notes are in `text`."""
    points = (point.start() for point in _POINT.finditer(text))
    short = sum(_SHORT_FOR.search(text, max(0, at - _LONGEST_SHORT), at) is not None for at in points)
    return short + len(_APPARATUS.findall(text))


def _letters(text: str) -> tuple[int, int, int]:
    """Return how many letters, capital letters and digits `text` has."""
    plain = text.encode("ascii", "ignore")
    others = "" if len(plain) == len(text) else _ASCII.sub("", text)
    kinds = ((ascii_letters, str.isalpha), (ascii_uppercase, str.isupper), (digits, str.isdigit))
    letters, capitals, numerals = (
        len(plain) - len(plain.translate(None, kind.encode())) + sum(map(is_kind, others))
        for kind, is_kind in kinds
    )
    return letters, capitals, numerals


def _speeches(text: str) -> float:
    """Return what is left for a passage whose paragraphs are mostly short replies, and questions alone."""
    quoted = [length(speech) for speech in _SPEECH.findall(text)]
    if len(quoted) <= 2 and "\n" not in text:
        return 1.0
    speeches = quoted if len(quoted) > 2 else _parts(text)
    speeches = [speech for speech in speeches if speech]
    if len(speeches) < 2:
        return 1.0
    short = sum(speech <= SHORT for speech in speeches) / len(speeches)
    longest = max(speeches) / sum(speeches)
    return (1 - 0.6 * short) * (0.6 + 0.4 * min(1.0, longest / 0.6))


def _parts(text: str) -> Sequence[int]:
    """Return the numbers of words of the passage's paragraphs, without names of speakers alone on a line."""
    sizes = []
    for start, end in paragraphs(text):
        piece = text[start:end]
        said = length(_SPEAKER.sub("", piece, count=1))
        if said > 2 or _ENDS.search(piece):
            sizes.append(said)
    return sizes
