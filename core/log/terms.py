"""What a message is found by: its words, and what is asked of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from whetstone.core.log.schema import packed
from whetstone.core.text.words import is_unspaced, words

LONGEST = 96
"""Of a longer word this many bytes are in the index."""

_ACCENTS = re.compile("[\u0300-\u036f]+")
_TYPED = {"‘": "'", "’": "'", "“": '"', "”": '"', "—": "-", "–": "-", "…": "..."}
_ASCII_WORDS = bytes(code if chr(code).isalnum() and code < 128 else 0x20 for code in range(256))
_AROUND = "\"'()[]{}<>,;:!?¡¿«»"


def fold(text: str) -> str:
    """Return `text` in lower case and without accents, with typewriter quotes and dashes."""
    for typeset, typed in _TYPED.items() if not text.isascii() else ():
        text = text.replace(typeset, typed)
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))


def terms(text: str) -> list[bytes]:
    """Return the words that `text` is found by, in UTF-8, as often as they occur in it."""
    folded = fold(text)
    if folded.isascii():
        return folded.encode().translate(_ASCII_WORDS).split()
    return [packed(word) for word in words(folded)]


@dataclass(frozen=True, slots=True)
class Term:
    """A word that is looked for; with `begins`, any word that begins so."""

    word: bytes
    begins: bool


@dataclass(frozen=True, slots=True)
class Query:
    """What a message must hold: all `terms`, and all `strings` somewhere in its folded text."""

    terms: tuple[Term, ...]
    strings: tuple[str, ...]

    def named_in(self, text: str) -> bool:
        """Return whether `text` holds every one of the terms."""
        held = terms(text)
        whole = set(held)
        return all(
            term.word in whole or (term.begins and any(word.startswith(term.word) for word in held))
            for term in self.terms
        )

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
            word = packed(part)
            begins = len(word) > LONGEST or (last and not is_unspaced(part))
            found[Term(word[:LONGEST], begins)] = None
        if parts != [bare] or len(packed(bare)) > LONGEST:
            strings.append(bare)
    return Query(tuple(sorted(found, key=lambda term: -len(term.word))), tuple(strings))


def _bare(chunk: str) -> str:
    """Return `chunk` without the quotes, brackets and stops around it, where something else is left."""
    bare = chunk.strip(_AROUND)
    if bare.endswith(".") and "." not in bare[:-1]:
        bare = bare[:-1].rstrip(_AROUND)
    return bare or chunk
