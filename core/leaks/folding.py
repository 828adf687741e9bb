"""Texts as they are compared: letters and digits alone, and where each word of them begins."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[Any, np.dtype[np.int64]]

RUN = 8
"""Words in a row that count as copied."""

WORD = 20
"""The weight of a word; a run of `RUN` words weighs `RUN * WORD`."""

BARRIER = "\x01"
"""Between two texts that do not follow one another: no run crosses it."""

_IDEOGRAPH, _SYLLABIC = 12, 6
"""The weights of a character where a script sets no spaces between words.

A word has 1.62 characters in Chinese and 1.70 in Japanese (wordfreq's lists, by frequency), so 14
characters weigh as much as 8 words. One in Thai, Lao, Khmer and Burmese has about three and a half, vowel
signs and tones counted: 27 characters.
"""

_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SYLLABLES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0670]+")
_NO_WRITING = re.compile("[\u20d0-\u20ff\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_INSTEAD = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
_ASCII = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() or chr(code) == BARRIER else 0x20 for code in range(128)
) + bytes([0x20] * 128)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared.

    `letters` are its letters and digits in UTF-8, nothing between them. `starts` says at which bytes its
    words begin; where a script sets no spaces, each character is a word. `weights` are those of the words,
    `None` where all are `WORD`.
    """

    letters: bytes
    starts: Ints
    weights: Ints | None = None

    def words(self) -> list[bytes]:
        """Return the words, in order."""
        places = [*self.starts.tolist(), len(self.letters)]
        return [self.letters[first:last] for first, last in pairwise(places)]


def folded(text: str) -> Folded:
    """Return `text` without case, accents, white space, punctuation and the style of its digits."""
    import numpy as np

    if not text.isascii():
        text = _plainer(text)
    if not text.isascii():
        return _folded_widely(text)
    spaced = np.frombuffer(text.encode().translate(_ASCII), np.uint8)
    kept = spaced != 0x20
    begins = kept.copy()
    begins[1:] &= ~kept[:-1]
    letters = spaced[kept].tobytes()
    return Folded(letters, (np.cumsum(kept) - 1)[begins])


def words_of(text: str) -> list[bytes]:
    """Return the folded words of a short `text`."""
    return text.encode().translate(_ASCII).split() if text.isascii() else folded(text).words()


def _plainer(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text).casefold()
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", apart))
    for special, letters in _INSTEAD.items():
        text = text.replace(special, letters)
    return text


def _folded_widely(text: str) -> Folded:
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    weights, instead, lengths = _tables()
    unknown = np.unique(codes[weights[codes] < 0])
    for code in unknown.tolist():
        weights[code], instead[code], lengths[code] = _known(chr(code))
    weight = weights[codes]
    kept = weight > 0
    begins = kept.copy()
    begins[1:] &= ~(kept[:-1] & (weight[1:] == WORD) & (weight[:-1] == WORD))
    letters = instead[codes[kept]].tobytes().decode("utf-32-le").encode()
    ends = np.cumsum(np.where(kept, lengths[codes], 0))
    return Folded(letters, (ends - lengths[codes])[begins].astype(np.int64), weight[begins].astype(np.int64))


@cache
def _tables() -> tuple[Any, Any, Any]:
    """Return by code point its weight (-1: not looked at yet, 0: left out), what stands for it, its bytes."""
    import numpy as np

    size = 0x110000
    return np.full(size, -1, np.int16), np.arange(size, dtype=np.uint32), np.zeros(size, np.int64)


def _known(character: str) -> tuple[int, int, int]:
    if _NO_WRITING.match(character) or (
        unicodedata.category(character)[0] not in "LNM" and character != BARRIER
    ):
        return 0, ord(character), 0
    weight = WORD
    if _UNSPACED.match(character):
        weight = _IDEOGRAPH
    elif _SYLLABLES.match(character):
        weight = _SYLLABIC
    digit = unicodedata.decimal(character, None)
    instead = character.lower() if digit is None else str(digit)
    instead = instead if len(instead) == 1 else character
    return weight, ord(instead), len(instead.encode())
