"""What a message is found by: its words, and what is asked of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from whetstone.core.text.words import is_unspaced, words

LONGEST = 64
"""Of a longer word this many characters are in the index."""

_ACCENTS = re.compile("[\u0300-\u036f]+")
_TYPED = {"‘": "'", "’": "'", "“": '"', "”": '"', "—": "-", "–": "-", "…": "..."}
_AROUND = "\"'()[]{}<>,;:!?¡¿«»"


def fold(text: str) -> str:
    """Return `text` in lower case and without accents, with typewriter quotes and dashes."""
    for typeset, typed in _TYPED.items() if not text.isascii() else ():
        text = text.replace(typeset, typed)
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))


def terms(text: str) -> list[str]:
    """Return the words that `text` is found by, as often as they occur in it."""
    return words(fold(text))


@dataclass(frozen=True, slots=True)
class Term:
    """A word that is looked for; with `begins`, any word that begins so."""

    word: str
    begins: bool


@dataclass(frozen=True, slots=True)
class Query:
    """What a message must hold: all `terms`, and all `strings` somewhere in its folded text."""

    terms: tuple[Term, ...]
    strings: tuple[str, ...]

    def missing(self, text: str) -> Term | None:
        """Return a term that no word of `text` meets."""
        held = terms(text)
        whole = set(held)
        for term in self.terms:
            if term.word not in whole and not (
                term.begins and any(word.startswith(term.word) for word in held)
            ):
                return term
        return None

    def spelled_in(self, text: str) -> bool:
        """Return whether `text` holds every one of the strings."""
        folded = fold(text) if self.strings else ""
        return all(string in folded for string in self.strings)


def query_of(asked: Iterable[str]) -> Query:
    """Return what the words `asked` for mean; there is no syntax in them.

    A word stands for all that begin with it. One with punctuation in it (`foo_bar`, `C++`, `e.g.`), and a
    run of a script without spaces, has to be there just as it is written, but for case and accents.
    """
    found: dict[Term, None] = {}
    strings: list[str] = []
    for chunk in fold(" ".join(asked)).split():
        bare = _bare(chunk)
        parts = words(bare)
        for place, part in enumerate(parts):
            last = place == len(parts) - 1 and bare.endswith(part)
            found[Term(part, last and not is_unspaced(part))] = None
        if parts != [bare]:
            strings.append(bare)
    return Query(tuple(sorted(found, key=lambda term: -len(term.word))), tuple(strings))


def _bare(chunk: str) -> str:
    """Return `chunk` without the quotes, brackets and stops around it, where something else is left."""
    bare = chunk.strip(_AROUND)
    if bare.endswith(".") and "." not in bare[:-1]:
        bare = bare[:-1].rstrip(_AROUND)
    return bare or chunk
