"""Which words say what texts are about: neither function words nor names, with their variants together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from whetstone.core.text.reference import Reference
from whetstone.core.text.words import STOP_WORDS, is_unspaced, words

TERMS = 4_096
"""Terms that are told apart at the most: the most widespread ones."""

STEM = 6
"""Letters by which words are told apart, so that inflected forms are one term (McNamee and Mayfield 2004)."""

_PLAIN = """
thou thee thy thine thyself ye hast hath hadst doth dost didst wast wert wilt shalt canst mayest
mightest shouldst wouldst couldst unto yea nay nor lest whence hence thence hither thither wherefore
therein thereof said saith replied answered made make makes took take takes taken given gives gave give
came come comes went gone never always often ever another many first last towards toward indeed
certainly according whatsoever whosoever back way used try use want need found find put gonna gotta
wanna dunno ain yep nope nah hmm thx btw imo lmao guys dude
"""

_NO_SUBJECT = frozenset(_PLAIN.split())
"""English words of older books and of chats that name no subject, beside those of `STOP_WORDS`."""

_LINK = re.compile(r"\b(?:https?://|www\.)\S+")
_NAME_SAMPLE = 4_000
_EVERYWHERE = 0.3
_FEW = 12
_STRETCH = 10
_NOUNS_TOO = 0.10

_LABEL = re.compile(r"^[^\S\n]*([^\W\d_][\w'’. -]{0,30}?)[^\S\n]*(?::|\.?$)", re.MULTILINE)
_ALPHABETIC = re.compile(r"(?P<before>^|[\n.!?…:;\"“”„«»‘’'()\[\]—–-])?\s*(?P<word>[^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of many texts.

    `terms` maps each to its column. By column, `holders` counts the texts that have it, `gathered` is how
    much more unevenly they lie than by chance (1; the index of dispersion over stretches of ten texts),
    and `spelled` is the form it has most often. `names` are the words, case-folded, of people and places.
    """

    terms: dict[str, int]
    holders: list[int]
    gathered: list[float]
    spelled: list[str]
    names: frozenset[str]


def subjects(text: str) -> list[str]:
    """Return the words of `text`, those of links left out."""
    return words(_LINK.sub(" ", text) if "//" in text or "www." in text else text)


def term(word: str) -> str:
    """Return the term that a word of `words` counts for; the empty string where it is none."""
    if is_unspaced(word):
        return word if len(word) > 1 else ""
    return word[:STEM] if len(word) > 2 and not word.isdigit() else ""


def vocabulary(texts: Sequence[str], language: str, is_function_word: Callable[[str], bool]) -> Vocabulary:
    """Return the vocabulary of `texts`: terms that at least two of them have, and few have all."""
    names = names_in(texts, language)
    holders: Counter[str] = Counter()
    spellings: Counter[str] = Counter()
    stretch: Counter[str] = Counter()
    squares: Counter[str] = Counter()
    for place, text in enumerate(texts, start=1):
        here = set(subjects(text))
        spellings.update(here)
        stretch.update({stem for word in here if (stem := term(word))})
        if place % _STRETCH == 0 or place == len(texts):
            holders.update(stretch)
            squares.update({stem: count * count for stem, count in stretch.items()})
            stretch.clear()
    forms: dict[str, str] = {}
    dropped: Counter[str] = Counter()
    for word, count in sorted(spellings.items(), key=lambda item: (-item[1], item[0])):
        stem = term(word)
        if not stem:
            continue
        if word in names or is_function_word(word):
            dropped[stem] += count
        else:
            forms.setdefault(stem, word)
    least = 2 if len(texts) > 8 else 1
    most = max(least, round(_EVERYWHERE * len(texts)) + _FEW) if len(texts) > 8 else len(texts)
    fit = [stem for stem in forms if least <= holders[stem] <= most and dropped[stem] * 2 <= holders[stem]]
    fit.sort(key=lambda stem: (-holders[stem], stem))
    fit = fit[:TERMS]
    return Vocabulary(
        {stem: column for column, stem in enumerate(fit)},
        [holders[stem] for stem in fit],
        [_dispersion(squares[stem], holders[stem], len(texts)) for stem in fit],
        [forms[stem] for stem in fit],
        names,
    )


def _dispersion(squares: int, holders: int, texts: int) -> float:
    """Return the variance of a term's counts over stretches, as a multiple of the binomial one."""
    stretches = -(-texts // _STRETCH)
    share = holders / texts
    variance = squares / stretches - (holders / stretches) ** 2
    return max(0.0, variance) / max(_STRETCH * share * (1 - share), 1e-9)


def names_in(texts: Sequence[str], language: str) -> frozenset[str]:
    """Return the words that are names: of speakers at the head of lines, or capital where others are not.

    Where a script has no capitals or a language writes common nouns with one (German), only the names
    that stand at the head of lines are found.
    """
    stride = -(-len(texts) // _NAME_SAMPLE) or 1
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    for text in texts[::stride]:
        heads.update(
            word
            for label in _LABEL.findall(text)
            for word in words(label)
            if label[0].isupper() or ":" in text
        )
        for found in _ALPHABETIC.finditer(text):
            word = found["word"]
            if word[0].islower():
                small[word] += 1
            elif found["before"] is None and len(word) > 2 and not word.isupper():
                capital[word.casefold()] += 1
    folded: Counter[str] = Counter()
    for word, count in small.items():
        folded[word.casefold()] += count
    spoken = {word for word, count in heads.items() if count > 1 and folded[word] <= count}
    named = {word for word, count in capital.items() if count > 1 and folded[word] * 8 <= count}
    share = sum(capital[word] for word in named) / (1 + capital.total() + folded.total())
    return frozenset(spoken | named if share < _NOUNS_TOO and language != "de" else spoken)


def function_words(language: str, texts: Sequence[str]) -> Callable[[str], bool]:
    """Return what tells function words: a list for the language where there is one, and else by frequency."""
    if language == "en":
        return (STOP_WORDS | _NO_SUBJECT).__contains__
    reference = Reference(language)
    if reference.known:
        return frozenset(reference.function_words()).__contains__
    counts: Counter[str] = Counter()
    for text in texts[:: -(-len(texts) // 1_000) or 1]:
        counts.update(words(text))
    unspaced = sum(count for word, count in counts.items() if is_unspaced(word)) * 2 > counts.total()
    return frozenset(_most_frequent(counts, 150 if unspaced else 120)).__contains__


def _most_frequent(counts: Counter[str], most: int) -> Iterable[str]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return (word for word, _ in ranked[: min(most, len(ranked) // 8)])
