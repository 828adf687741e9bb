"""Which words say what texts are about: neither function words nor names, with their variants together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from whetstone.core.text.reference import Reference, is_english
from whetstone.core.text.topics.said import Ints, Said
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

_NAME_SAMPLE = 4_000
_EVERYWHERE = 0.3
_FEW = 12
_BILINGUAL = 0.1
_STRETCH = 10
_NOUNS_TOO = 0.10

_LABEL = re.compile(r"^[^\S\n]*([^\W\d_][\w'’. -]{0,30}?)[^\S\n]*(?::|\.?$)", re.MULTILINE)
_ALPHABETIC = re.compile(r"([\n.!?…:;\"“”„«»‘’'()\[\]—–-])?\s*([^\W\d_]+)")


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The terms of many texts.

    By column, `terms` are the terms, `holders` counts the texts that have each, `gathered` is how much more
    unevenly they lie than by chance (1; the index of dispersion over stretches of ten texts), and `spelled`
    is the form each has most often. `column` is that of each word of `Said`, -1 for one that is no term's.
    `names` are the words, case-folded, of people and places.
    """

    terms: tuple[str, ...]
    holders: tuple[int, ...]
    gathered: tuple[float, ...]
    spelled: tuple[str, ...]
    column: Ints
    names: frozenset[str]


def term(word: str) -> str:
    """Return the term that a word of `words` counts for; the empty string where it is none."""
    if is_unspaced(word):
        return word if len(word) > 1 else ""
    return word[:STEM] if len(word) > 2 and not word.isdigit() else ""


def vocabulary(
    texts: Sequence[str], said: Said, language: str, is_function_word: Callable[[str], bool]
) -> Vocabulary:
    """Return the vocabulary of `texts`: terms that at least two of them have, and few have all."""
    import numpy as np

    names = names_in(texts, language)
    stems = [term(word) for word in said.words]
    numbers = {stem: number for number, stem in enumerate(dict.fromkeys(filter(None, stems)))}
    stem_of = np.array([numbers.get(stem, -1) for stem in stems], np.int64)
    text, stem, _ = said.by(stem_of)
    holders: list[int] = np.bincount(stem, minlength=len(numbers)).tolist()
    width = max(1, len(numbers))
    here, times = np.unique(text // _STRETCH * width + stem, return_counts=True)
    squares = np.bincount(here % width, times**2, width).tolist()
    forms, dropped = _spellings(said, stems, lambda word: word in names or is_function_word(word))
    least = 2 if len(texts) > 8 else 1
    most = max(least, round(_EVERYWHERE * len(texts)) + _FEW) if len(texts) > 8 else len(texts)

    def fits(stem: str) -> bool:
        count = holders[numbers[stem]]
        return least <= count <= most and dropped[stem] * 2 <= count

    fit = sorted(filter(fits, forms), key=lambda stem: (-holders[numbers[stem]], stem))[:TERMS]
    columns = {stem: column for column, stem in enumerate(fit)}
    column = [
        -1 if word in names else columns.get(stem, -1) for word, stem in zip(said.words, stems, strict=True)
    ]
    held = [holders[numbers[stem]] for stem in fit]
    spread = (_dispersion(squares[numbers[stem]], holders[numbers[stem]], len(texts)) for stem in fit)
    return Vocabulary(
        terms=tuple(fit),
        holders=tuple(held),
        gathered=tuple(spread),
        spelled=tuple(forms[stem] for stem in fit),
        column=np.array(column, np.int64),
        names=names,
    )


def _spellings(
    said: Said, stems: Sequence[str], is_dropped: Callable[[str], bool]
) -> tuple[dict[str, str], Counter[str]]:
    """Return the form that each stem has in most texts, and in how many it has forms that are dropped."""
    import numpy as np

    times = np.bincount(said.word, minlength=len(said.words)).tolist()
    forms: dict[str, str] = {}
    dropped: Counter[str] = Counter()
    for count, word, stem in sorted(
        zip(times, said.words, stems, strict=True), key=lambda item: (-item[0], item[1])
    ):
        if not stem:
            continue
        if is_dropped(word):
            dropped[stem] += count
        else:
            forms.setdefault(stem, word)
    return forms, dropped


def _dispersion(squares: float, holders: int, texts: int) -> float:
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
    met: Counter[tuple[str, str]] = Counter()
    capital: Counter[str] = Counter()
    folded: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    for text in texts[::stride]:
        heads.update(
            word
            for label in _LABEL.findall(text)
            for word in words(label)
            if label[0].isupper() or ":" in text
        )
        met.update(_ALPHABETIC.findall("\n" + text))
    for (before, word), count in met.items():
        if word[0].islower():
            folded[word.casefold()] += count
        elif not before and len(word) > 2 and not word.isupper():
            capital[word.casefold()] += count
    spoken = {word for word, count in heads.items() if count > 1 and folded[word] <= count}
    named = {word for word, count in capital.items() if count > 1 and folded[word] * 8 <= count}
    share = sum(capital[word] for word in named) / (1 + capital.total() + folded.total())
    return frozenset(spoken | named if share < _NOUNS_TOO and language != "de" else spoken)


def function_words(language: str, texts: Sequence[str]) -> Callable[[str], bool]:
    """Return what tells function words: a list for the language where there is one, and else by frequency.

    Where a tenth of `texts` is English beside another language, those of both are told.
    """
    if language == "en":
        return (STOP_WORDS | _NO_SUBJECT).__contains__
    reference = Reference(language)
    if reference.known:
        found = frozenset(reference.function_words())
        return (found | STOP_WORDS if _is_bilingual(texts, reference) else found).__contains__
    counts: Counter[str] = Counter()
    for text in texts[:: -(-len(texts) // 1_000) or 1]:
        counts.update(words(text))
    unspaced = sum(count for word, count in counts.items() if is_unspaced(word)) * 2 > counts.total()
    return frozenset(_most_frequent(counts, 150 if unspaced else 120)).__contains__


def _is_bilingual(texts: Sequence[str], reference: Reference) -> bool:
    """Return whether enough of `texts` are English, as of somebody who chats in two languages."""
    sample = [words(text) for text in texts[:: -(-len(texts) // 1_000) or 1]]
    return sum(is_english(said, reference) for said in sample if said) >= _BILINGUAL * max(1, len(sample))


def _most_frequent(counts: Counter[str], most: int) -> Iterable[str]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return (word for word, _ in ranked[: min(most, len(ranked) // 8)])
