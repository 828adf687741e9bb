"""How people are introduced and addressed with a name: "my wife Anna", "I'm Peter", "Dear Mr Smith"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.sanitizing.common_words import COMMON
from whetstone.core.sanitizing.names.introducing_words import (
    CLOSING,
    DOING,
    FOLLOWING,
    GREETING,
    KIN,
    MY,
    NAMING,
    SELF,
    SMALL_TITLES,
    TITLES,
)

_CAPITAL = "[A-ZÀ-ÖØ-ÞĀĆĈĊČĎĐĒĘĚĜĞĠĢĤĪİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŜŞŠŢŤŪŮŰŲŴŶŸŹŻŽА-ЯЁΑ-Ω]"
NAME = rf"(?:[DO]['’])?{_CAPITAL}[^\W\d_]+(?:['’-]{_CAPITAL}[^\W\d_]*)?"
"""A word as names are written: a capital, then letters, perhaps with a hyphen or an apostrophe inside."""

_LINK = (
    r"(?:van der|van den|van de|van|von|de la|de los|de|del|della|di|da|dos|du|le|la|bin|ibn|al|el|ter|af|zu|"
    r"y|[A-Z]\.?)"
)
FULL = rf"{NAME}(?: (?:{_LINK} )?{NAME}){{0,3}}"
"""One to four such words, with the small words that names have between them."""

_RUN = re.compile(rf"(?<![\w@])(?:{FULL})(?!\w)")
_BEFORE = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*\.?|[^\w\s]|\n")
_AFTER = re.compile(r"\s*[,.!?;:)…\n\"-]|['’]s?\b|\s*$")
_NEXT_WORD = re.compile(r" ([^\W\d_]+)")
_SMALL = re.compile(
    r"(?i:(?<!\w)(?:(?:my|his|her|their|the|'s) (?:real |full |first |last |middle )?name(?:'s| is|:)|name's|"
    r"ich hei(?:ß|ss)e|"
    r"mein name ist|"
    r"je m'appelle|me llamo|mi nombre es|mi chiamo|meu nome é|me chamo|ik heet|mijn naam is|jag heter|"
    r"меня зовут)"
    r"[ ,:]+([^\W\d_]{2,20}))"
    r"|(?i:(?<!\w)(?:mrs\.?|(?:mr|dr)\.) ([^\W\d_]{3,20})(?!\w))"
)
_SMALL_HINTS = (
    "name",
    "heiße",
    "heisse",
    "llamo",
    "appelle",
    "chiamo",
    "heet",
    "heter",
    "chamo",
    "зовут",
    "mrs",
    "mr.",
    "dr.",
)


def introduced(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield the start, end and score of names that `text` introduces or addresses.

    They may overlap. A word that everybody uses is no name; one that ends a name is cut off.
    """
    for start, end in runs(text):
        if score := scored(text, start, end):
            yield start, end, score
    yield from introduced_in_small(text)


def introduced_in_small(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield the same for names after "my name is" and "mrs", in whatever letters."""
    lowered = text.lower()
    if any(hint in lowered for hint in _SMALL_HINTS):
        for match in _SMALL.finditer(text):
            at = match.lastindex or 1
            if match[at].lower() not in COMMON:
                yield *match.span(at), 0.9


def runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where capitalised words stand together that may be a name, without those that everybody uses."""
    for match in _RUN.finditer(text) if not text.islower() else ():
        yield from _without_common(text, *match.span())


def _without_common(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a run between its common words."""
    place, begun, last = start, -1, start
    for word in text[start:end].split(" "):
        bare = word.lower().replace("’", "'")
        if (
            bare in COMMON
            or bare in KIN
            or bare.rstrip(".") in TITLES
            or bare.endswith(("n't", "'ll", "'re", "'ve", "'m"))
        ):
            if begun >= 0:
                yield begun, last
            begun = -1
        elif begun >= 0 or not word[:1].islower():
            begun = place if begun < 0 else begun
            last = place + len(word)
        place += len(word) + 1
    if begun >= 0:
        yield begun, last


def scored(text: str, start: int, end: int) -> float:
    """Return how sure the words around make it that a name stands here; 0 where nothing says so."""
    alone = " " not in text[start:end]
    if alone and (text[start:end].endswith("ly") or (end - start <= 4 and text[start:end].isupper())):
        return 0
    words = _BEFORE.findall(text[max(0, start - 48) : start])
    mark = words.pop() if words and words[-1] in (",", ":") else ""
    lowered = [word.lower().replace("’", "'") for word in words[-5:]]
    last = lowered[-1] if lowered else "\n"
    titles = TITLES if words and words[-1][:1].isupper() else SMALL_TITLES
    if last.rstrip(".") in titles and not mark:
        return 0.93
    if _related(lowered) and text[end : end + 1] not in ("'", "’"):
        return 0.9
    if _ends(lowered, NAMING):
        return 0.93
    if _is_last(text, end) and _ends([word for word in lowered if word.isalpha()], CLOSING):
        return 0.85
    if _ends(lowered, GREETING) and _is_called(text, end):
        return 0.85
    if not mark and _ends(lowered, SELF):
        return 0.75
    follows = _NEXT_WORD.match(text, end)
    if not alone and follows is not None and follows[1] in DOING:
        return 0.7
    return _called(text, start, end, last, mark)


def _ends(words: list[str], phrases: frozenset[str]) -> bool:
    return any(" ".join(words[-count:]) in phrases for count in (1, 2, 3))


def _is_last(text: str, end: int) -> bool:
    """Return whether nothing but marks comes after `end`."""
    return len(text) - end < 16 and not text[end:].strip(" .!?…\n")


def _is_called(text: str, end: int) -> bool:
    """Return whether after a greeting and a word, something goes on that goes on after a name."""
    follows = _NEXT_WORD.match(text, end)
    return _AFTER.match(text, end) is not None or (follows is not None and follows[1].lower() in FOLLOWING)


def _called(text: str, start: int, end: int, last: str, mark: str) -> float:
    """Return how sure it is that somebody is called, at the beginning of a sentence or at its end."""
    said, ends = text[end : end + 1], _is_last(text, end)
    if not mark and last in '.!?…\n"-':
        if said in (",", "?") or (said == "!" and last == "\n"):
            return 0.7
        return 0.75 if last == "-" and ends else 0
    closes = ends or (bool(said) and said in "!?…") or text[end : end + 2] == ". "
    return 0.7 if mark == "," and closes and text[start - 1 : start] == " " else 0


def _related(words: list[str]) -> bool:
    """Return whether `words` end like "my wife", "our old friend's name is" or "his brother called"."""
    at = len(words) - 1
    while at > 0 and words[at] in ("is", "was", "called", "named", "ist", "heißt", "est", "es", "è"):
        at -= 1
    kin = words[at].removesuffix("'s") if at >= 0 else ""
    return kin in KIN and any(word in MY for word in words[max(0, at - 3) : at])
