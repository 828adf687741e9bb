"""Where somebody's employer is named: "I work at ...", "mein Job bei ...", "je travaille chez ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.sanitizing.common_words import COMMON
from whetstone.core.sanitizing.organisations.capital_runs import is_public, is_telling, named_after
from whetstone.core.sanitizing.organisations.employer_words import (
    CALLED,
    CUES,
    OWN,
    PLACES,
    SUBJECTS,
    THINGS,
    Cue,
)
from whetstone.core.sanitizing.organisations.words import GENERIC, PUBLIC, STOPPERS
from whetstone.core.sanitizing.word_lists import either

SURE, LIKELY = 0.86, 0.72
"""Scores: of an employer, and of a place where often one is named. The second leaves what is public."""

_ARTICLE = (
    r"(?: (?:the|der|dem|den|die|la|le|las|los|el|il|de|het|der firma|firma|firmie|компании|фирме|"
    r"an? (?:company|firm|place|startup) called))?"
)
_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_UNTIL = (
    r"(?:and|as|at|atm|again|because|but|doing|for|from|full|here|in|is|lol|now|on|or|part|right|since|so|then|"
    r"there|these|though|til|till|to|too|until|was|when|where|which|who|with|btw)(?!\w)"
)
_SMALL = re.compile(
    rf"(?P<name>[^\W\d_][\w&'’./-]*\w(?: (?!{_UNTIL})[\w&'’./-]*\w){{0,3}})"
    rf"(?=\s*(?:[,.!?;:)…\n]|$)| {_UNTIL})"
)
_WORKS = re.compile(
    r"(?i:(?<![\w-])work(?:s|ed|ing)?(?: (?:here|now|currently|remotely|full[- ]time|part[- ]time|nights|"
    rf"as (?:an? )?[\w -]{{3,40}}?|for (?:\w+ )?(?:years|months)))? (?P<link>at|for){_ARTICLE} )"
)
_LEFT = re.compile(
    r"(?i:(?<![\w'’])(?:i|he|she|we|they|who)(?:['’]ve|['’]d|['’]s)?(?: (?:have|has|had|just|recently|then|"
    r"only|finally)){0,2} (?:joined|left|quit) )"
    r"(?=[^\n]{2,50}? (?:as|in|last|this|after|back|when|because|and)(?!\w))"
)
_FROM = re.compile(
    r"(?<![\w.])(?P<who>[^\W\d_a-z][^\W\d_]+) (?:[^\W\d_]\.? )?[^\W\d_a-z][^\W\d_]+ from (?=[^\W\d_a-z])"
)
_BEI = re.compile(
    r"(?<!\w)(?:[Bb]eim?|[Ff]ür)(?: (?:der|dem|den))? (?=[^\W\d_a-zäöüß][^\n]{2,60}? (?:\w+ ){0,2}"
    r"(?:arbeit(?:e|et|en|est|ete)|gearbeitet|angestellt|beschäftigt|angefangen|tätig|gekündigt|beworben)(?!\w))"
)
_BEFORE = re.compile(rf"{_WORD}|[.!?,;:\n]")


def _pattern(cue: Cue) -> re.Pattern[str]:
    between = rf"(?: {_WORD}){{0,{cue.between}}}?"
    links = either(cue.links.split())
    return re.compile(rf"(?i:(?<![\w-])(?:{either(cue.words)}){between} (?:{links}){_ARTICLE} )")


_CUES = tuple((cue, _pattern(cue)) for cue in CUES)
_CALLED = re.compile(rf"(?i:(?<![\w-])(?:{either(PLACES)})(?: name)?(?: {CALLED} | ?[:=] ?))")
_OWN = re.compile(
    rf"(?i:(?<![\w-])(?:{either(OWN)})(?: {_WORD})?? (?:company|employer|firm|workplace|start-?up|"
    r"arbeitgeber|employeur|empleador|empresa|azienda|werkgever|firma)(?: (?:is|was|ist|est|es|è|é))?,? )"
)
_WORKING = frozenset(("work", "works", "worked", "working"))
_LEAVING = frozenset(("joined", "left", "quit"))
_GERMAN = frozenset(("bei", "beim", "für"))

HINTS = frozenset(("from",)).union(PLACES, _WORKING, _LEAVING, _GERMAN, *(cue.words for cue in CUES))
"""Words in small letters of which a text has one where `employers` finds anything."""


def employers(text: str, said: frozenset[str]) -> Iterator[tuple[int, int, float]]:
    """Yield the start, end and score of what people work for; `said` are its words in small letters."""
    for cue, pattern in _CUES:
        if not cue.words.isdisjoint(said):
            for match in pattern.finditer(text):
                small = cue.small and match[0].lower().endswith((" at ", " by ", " with "))
                yield from _named(text, match.end(), sure=cue.sure, small=small)
    if not PLACES.isdisjoint(said):
        for match in (*_CALLED.finditer(text), *_OWN.finditer(text)):
            yield from _named(text, match.end(), sure=True, small=False)
    if not _WORKING.isdisjoint(said):
        for match in _WORKS.finditer(text):
            if _is_persons(text, match.start(), match["link"].lower()):
                small = match[0].lower().endswith((" at ", " for "))
                yield from _named(text, match.end(), sure=True, small=small)
    yield from _otherwise(text, said)


def _otherwise(text: str, said: frozenset[str]) -> Iterator[tuple[int, int, float]]:
    """Yield what people joined, left or come from, and what stands before German verbs."""
    if not _LEAVING.isdisjoint(said):
        for match in _LEFT.finditer(text):
            yield from _named(text, match.end(), sure=False, small=False)
    if "from" in said:
        for match in _FROM.finditer(text):
            if match["who"].lower() not in COMMON:
                yield from _named(text, match.end(), sure=False, small=False)
    if not _GERMAN.isdisjoint(said):
        for match in _BEI.finditer(text):
            yield from _named(text, match.end(), sure=True, small=False)


def _named(text: str, start: int, *, sure: bool, small: bool) -> Iterator[tuple[int, int, float]]:
    end = named_after(text, start)
    if end > start:
        if sure or not (end - start < 3 or is_public(text[start:end].lower().split())):
            yield start, end, SURE if sure else LIKELY
    elif small and text[start : start + 1].islower() and (match := _SMALL.match(text, start)) is not None:
        name = match["name"].lower().split()
        everyday = COMMON | STOPPERS | GENERIC
        if all(word in PUBLIC or word not in everyday for word in name) and is_telling(name):
            yield *match.span("name"), LIKELY


def _is_persons(text: str, start: int, link: str) -> bool:
    """Return whether somebody, and not something, works there."""
    for word in reversed(_BEFORE.findall(text[max(0, start - 50) : start])[-5:]):
        lowered = re.split("['’]", word.lower())[0]
        if lowered in SUBJECTS:
            return True
        if lowered in THINGS or lowered in PUBLIC:
            return False
        if word in ".!?,;:\n":
            break
        if word[0].isupper() and lowered not in COMMON:
            return True
    return link == "at"
