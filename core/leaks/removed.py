"""What a sanitizer removed, looked for in a haystack in every spelling that says the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from zlib import crc32

from whetstone.core.leaks.contents import Piece
from whetstone.core.leaks.folding import words_of
from whetstone.core.leaks.haystack import Haystack, places
from whetstone.core.leaks.numbers import SHORT, WHOLE, Numbers
from whetstone.core.leaks.ordinary import ordinary_words, written_as_name

JOINED = 8
"""Letters from which on an original is looked for without the spaces in it, and inside longer words."""

INSIDE = 12
"""Letters from which on it may begin and end inside words."""

PART = 24
"""Letters of a secret that give it away, where it has twice as many: a line of a private key, for example."""

_GRAM = 8
_DECODED = 6  # letters below which what decoding made of chance is no finding


class Removed:
    """Finds originals in one haystack; hundreds of thousands cost a second or two, and no memory.

    A word is compared folded, as in copies. An original of eight letters or more is found whatever stands
    between its words, spelled backwards, and, an e-mail address, with its signs in words ("name at host dot
    com") and by its name alone, where that has several words, none of them ordinary, or digits. A shorter
    one has to be the same whole words. One that is a single ordinary word (Will, Rose) has to be written as
    a name. One of one letter, or a number of one or two digits, is too short to say anything about.
    `excused` are stretches of the letters in which nothing counts, `ordinary` words beside those that
    `ordinary_words` knows.
    """

    def __init__(
        self, hay: Haystack, excused: Iterable[tuple[int, int]] = (), ordinary: Iterable[str] = ()
    ) -> None:
        self._hay = hay
        self._excused = list(excused)
        self._ordinary = ordinary_words().union(*map(words_of, ordinary))
        whole = frozenset(self._excused)
        told = zip(hay.pieces, hay.spans(), strict=True)
        self._numbers = Numbers(piece for piece, span in told if span not in whole)
        self._words = frozenset(hay.spaced.split())
        size = max(16, (len(hay.letters) * 16).bit_length())
        self._mask = (1 << size) - 1
        self._grams = bytearray(self._mask + 1)
        letters, mask = hay.letters, self._mask
        for place in range(len(letters) - _GRAM + 1):
            self._grams[crc32(letters[place : place + _GRAM]) & mask] = 1

    def find(self, original: str, type: str = "") -> list[Piece] | None:
        """Return the pieces in which `original` stands, as often as it does; `None` where it is too short.

        Of a `type` `SECRET`, a part of `PART` letters counts too.
        """
        words = words_of(original)
        joined = b"".join(words)
        length = len(joined) if joined.isascii() else len(joined.decode())
        digits = b"".join(bytes([byte]) for byte in joined if 48 <= byte < 58).decode()
        if length == len(digits):
            return self._numbers.find(digits, original) if length >= SHORT else None
        if length < 2:
            return None
        found: list[Piece] = []
        if len(digits) >= WHOLE and 2 * len(digits) > length:
            found += self._numbers.find(digits, original)
        if length >= JOINED:
            for form in dict.fromkeys((joined, *_backwards(joined))):
                found += self._joined(form, words)
            found += self._parts(original, joined, type)
        else:
            found += self._whole(words)
        return found

    def _parts(self, original: str, joined: bytes, type: str) -> Iterator[Piece]:
        """Find an e-mail address in words, its name where that tells, and parts of a long secret."""
        if "@" in original:
            for form in dict.fromkeys(_in_words(original)):
                yield from self._joined(form, words_of(form.decode()))
            name = words_of(original.partition("@")[0])
            telling = len(name) > 1 or not name[0].isalpha() if name else False
            if telling and len(b"".join(name)) >= JOINED and self._ordinary.isdisjoint(name):
                yield from self._joined(b"".join(name), name)
        elif type == "SECRET" and len(joined) >= 2 * PART:
            for at in range(0, len(joined) - PART, PART):
                yield from self._joined(joined[at : at + PART], [joined])

    def _joined(self, letters: bytes, words: list[bytes]) -> Iterator[Piece]:
        grams, mask = self._grams, self._mask
        if not (grams[crc32(letters[:_GRAM]) & mask] and grams[crc32(letters[-_GRAM:]) & mask]):
            return
        for place in places(self._hay.letters, letters):
            end = place + len(letters)
            begins, ends = self._hay.begins(place), self._hay.begins(end)
            if (not begins and not ends and len(letters) < INSIDE) or self._is_excused(place, end):
                continue
            there = self._hay.words_of(place, end)
            piece = self._hay.piece_at(place)
            if len(words) < len(there) and not (begins and ends):
                continue
            if len(words) == 1 and begins and ends and piece.reading == "raw":
                continue
            if len(words) != len(there) and self._ordinary.issuperset(there):
                continue
            if begins and ends and len(words) == 1 and self._ordinary.issuperset(words):
                if written_as_name(piece.text, words[0]):
                    yield piece
                continue
            yield piece

    def _whole(self, words: list[bytes]) -> Iterator[Piece]:
        if not self._words.issuperset(words):
            return
        alone = len(words) == 1 and self._ordinary.issuperset(words)
        seen: set[int] = set()
        for place in places(self._hay.spaced, b" " + b" ".join(words) + b" "):
            begin = self._hay.place_of_spaced(place + 1)
            if self._is_excused(begin, begin + sum(map(len, words))):
                continue
            piece = self._hay.piece_at_spaced(place + 1)
            if piece.reading == "raw" or (piece.reading == "decoded" and sum(map(len, words)) < _DECODED):
                continue
            if not alone:
                yield piece
            elif id(piece) not in seen:
                seen.add(id(piece))
                yield from [piece] * written_as_name(piece.text, words[0])

    def _is_excused(self, first: int, last: int) -> bool:
        return any(begin <= first and last <= end for begin, end in self._excused)


def _backwards(joined: bytes) -> tuple[bytes, ...]:
    return (joined.decode()[::-1].encode(),)


def _in_words(address: str) -> Iterator[bytes]:
    """Yield an e-mail address with its signs as words, or some of them."""
    name, _, host = address.partition("@")
    for dot, at, point in product((b"", b"dot"), (b"", b"at"), (b"", b"dot")):
        yield dot.join(words_of(name)) + at + point.join(words_of(host))
