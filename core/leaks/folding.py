"""Texts as they are compared: letters and digits alone, and where each word of them begins."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
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
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
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
        text = _BEYOND_ASCII.sub(_plainer, text)
    if not text.isascii():
        return _folded_widely(text.lower())
    spaced = np.frombuffer(text.encode().translate(_ASCII), np.uint8)
    kept = spaced != 0x20
    edges = np.flatnonzero(np.diff(kept, prepend=False, append=False))
    lengths = edges[1::2] - edges[::2]
    return Folded(spaced[kept].tobytes(), np.cumsum(lengths) - lengths)


def words_of(text: str) -> list[bytes]:
    """Return the folded words of a short `text`."""
    return text.encode().translate(_ASCII).split() if text.isascii() else folded(text).words()


def _plainer(found: re.Match[str]) -> str:
    return _plain(found[0])


@lru_cache(maxsize=1 << 14)  # a language has few words, and fewer of them beyond ASCII
def _plain(text: str) -> str:
    """Return a stretch beyond ASCII without case and accents; a space where no letter or digit is in it."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", apart))
    for special, letters in _INSTEAD.items():
        text = text.replace(special, letters)
    return text if not text or text.isascii() or any(_known(c)[0] for c in text) else " "


def _folded_widely(text: str) -> Folded:
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    weights, instead, lengths = _tables()
    weight = weights[codes]
    if (weight < 0).any():
        for code in np.unique(codes[weight < 0]).tolist():
            weights[code], instead[code], lengths[code] = _known(chr(code))
        weight = weights[codes]
    kept = weight > 0
    codes, weight, before = codes[kept], weight[kept], np.append(False, kept[:-1])[kept]
    begins = ~before | (weight != WORD) | (np.append(np.int16(0), weight[:-1]) != WORD)
    letters = instead[codes].tobytes().decode("utf-32-le").encode()
    sizes = lengths[codes]
    weighed = weight[begins]
    starts = (np.cumsum(sizes) - sizes)[begins]
    return Folded(letters, starts, None if (weighed == WORD).all() else weighed.astype(np.int64))


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
