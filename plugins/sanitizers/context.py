"""Words that say what a number nearby is."""

from __future__ import annotations

import re
from functools import lru_cache

from whetstone.plugins.sanitizers.unspaced import has_unspaced

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@lru_cache(maxsize=256)
def words_in(text: str) -> frozenset[str]:
    """Return the words of `text` in small letters; the rules ask for the same texts one after the other."""
    return frozenset(_WORD.findall(text.lower()))


class Context:
    """Some words in small letters, looked for up to `reach` characters before a place.

    `words` is written `word|two words|begin*`, where `*` stands for any letters. Words of scripts without
    spaces may touch others. With `after`, they may also
    stand within that many characters behind the place.
    """

    def __init__(self, words: str, reach: int = 40, after: int = 0) -> None:
        self._reach = reach
        self._after = after
        listed = frozenset(" ".join(word.split()) for word in words.split("|"))
        self._begins = tuple(sorted(word[:-1] for word in listed if word.endswith("*")))
        whole = frozenset(word for word in listed if not word.endswith("*"))
        self._touching = tuple(sorted(word for word in whole if has_unspaced(word)))
        self._single = frozenset(word for word in whole if _WORD.fullmatch(word))
        self._phrases = tuple((_WORD.findall(phrase)[0], phrase) for phrase in sorted(whole - self._single))

    def anywhere(self, text: str) -> bool:
        """Return whether one of the words is in `text`."""
        return self._among(words_in(text), text)

    def before(self, text: str, start: int, end: int = -1) -> bool:
        """Return whether one stands before `start` in the same line, or soon behind `end`."""
        near = text[max(0, start - self._reach) : start].rpartition("\n")[2].lower()
        if self._among(frozenset(_WORD.findall(near)), near):
            return True
        if not self._after or end < 0:
            return False
        near = text[end : end + self._after].lower()
        return self._among(frozenset(_WORD.findall(near)), near)

    def _among(self, words: frozenset[str], text: str) -> bool:
        if not self._single.isdisjoint(words):
            return True
        if any(first in words and phrase in text.lower() for first, phrase in self._phrases):
            return True
        if self._touching and any(word in text for word in self._touching):
            return True
        return bool(self._begins) and any(word.startswith(self._begins) for word in words)
