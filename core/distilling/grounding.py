"""Whether a claim has to do with the passages it cites: their words, names and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from whetstone.core.distilling.claims import Facet
from whetstone.core.text.words import STOP_WORDS, words

LEAST_SHARE: dict[Facet, float] = {
    "voice": 0.0,
    "beliefs": 0.2,
    "arguing": 0.0,
    "images": 0.1,
    "avoids": 0.0,
    "interlocutor": 0.0,
}
"""The share of a claim's content words that the cited passages have to relate to. An abstraction says in its
own words what passages show, most of all about manner (`feigns ignorance`), where nothing is asked; an image
is retold with a horse for a steed. What is beside the passages altogether has none of their words."""

_PREFIX = 5
_ENDINGS = re.compile(r"(?:ations?|ions?|ings?|ness|ments?|edly|ed|ies|ly|es|s|e|y)$")
_VERBS_AND_NOUNS = """
argue argues ask asks assert asserts avoid avoids believe believes call calls claim claims compare compares
describe describes draw draws example examples express expresses hold holds idea ideas image images insist
insists maintain maintains metaphor metaphors often people person point points present presents question
questions reader refer refers says see sees show shows speak speaks speaker story subject suggest suggests
talk talks tell tells thing think thinks thought thoughts use uses view views way word words work works
write writes
"""
_ABOUT_TEXTS = frozenset(_VERBS_AND_NOUNS.split())
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’][^\W\d_]+)?")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…]['\"”’»)\]]*\s+|[—–]\s*)['\"“‘«(\[]*$")
_DIGITS = re.compile(r"\d+")
_NUMBERS = "two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 twelve 12 twenty 20"
_NUMBER_WORDS = dict(zip(_NUMBERS.split()[::2], _NUMBERS.split()[1::2], strict=True))
_CAPITALISED_NOUNS = frozenset(("de", "lb"))


def stem(word: str) -> str:
    """Return what is left of a word without the commonest English endings, at least three letters."""
    bare = _ENDINGS.sub("", word)
    return bare if len(bare) >= 3 else word


def telling_words(text: str, besides: Iterable[str] = ()) -> list[str]:
    """Return the stems of the words that say what a claim is about, each once, without those in `besides`."""
    left_out = STOP_WORDS | _ABOUT_TEXTS | set(besides)
    return list(dict.fromkeys(stem(word) for word in words(text) if word not in left_out and len(word) > 1))


def share_found(telling: Sequence[str], stems: frozenset[str]) -> float:
    """Return the share of `telling` that is in `stems`, or begins as one of them does."""
    if not telling:
        return 0.0
    begins = {word[:_PREFIX] for word in stems if len(word) >= _PREFIX}
    return sum(word in stems or word[:_PREFIX] in begins for word in telling) / len(telling)


def stems_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the stems of all words of `texts`."""
    return frozenset(stem(word) for text in texts for word in words(text))


def unknown_names(text: str, allowed: Iterable[str], stems: frozenset[str], language: str) -> list[str]:
    """Return the capitalised words inside sentences of `text` that are neither `allowed` nor in `stems`.

    A name counts as known where the passages have it in another form: `Socratic` with `Socrates`. German
    capitalises nouns, so there it tells nothing and none is returned.
    """
    if language in _CAPITALISED_NOUNS:
        return []
    known = {word for name in allowed for word in words(name)}
    begins = {word[:_PREFIX] for word in stems | {stem(word) for word in known} if len(word) >= _PREFIX}
    found = []
    for match in _WORD.finditer(text):
        word = match[0]
        if not word[0].isupper() or word in ("I", "I'm", "I'll", "I've"):
            continue
        folded = words(word)[0] if words(word) else ""
        if _SENTENCE_START.search(text[: match.start()]) and folded in STOP_WORDS | _ABOUT_TEXTS:
            continue
        if folded in known or stem(folded) in stems or stem(folded)[:_PREFIX] in begins:
            continue
        if _SENTENCE_START.search(text[: match.start()]) and not _reads_as_name(text, match.end()):
            continue
        found.append(word)
    return found


def _reads_as_name(text: str, end: int) -> bool:
    """Return whether a sentence's first word is a name by what follows: `Solon tells …`, `Solon's …`."""
    return bool(re.match(r"['’]s\b|\s+(?:[a-z]+s|was|had|once|said|told)\b", text[end:]))


def unknown_numbers(text: str, texts: Sequence[str]) -> list[str]:
    """Return the numbers in digits in `text` that stand in none of `texts`, there also in words."""
    told = {number for other in texts for number in _DIGITS.findall(other)}
    told |= {_NUMBER_WORDS[word] for other in texts for word in words(other) if word in _NUMBER_WORDS}
    return [number for number in _DIGITS.findall(text) if number not in told]
