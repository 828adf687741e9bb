"""Words that say what a number nearby is."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BAR = re.compile(r"\|(?![^()]*\))")


@lru_cache(maxsize=256)
def words_in(text: str) -> frozenset[str]:
    """Return the words of `text` in small letters; the rules ask for the same texts one after the other."""
    return frozenset(_WORD.findall(text.lower()))


class Context:
    """Some words (`a|b c|d\\w+`, in small letters), looked for up to `reach` characters before a place.

    With `after`, they may also stand within that many characters behind it.
    """

    def __init__(self, words: str, reach: int = 40, after: int = 0) -> None:
        self._reach = reach
        self._after = after
        listed = _BAR.split(words)
        self._single = frozenset(word for word in listed if _WORD.fullmatch(word))
        others = [word for word in listed if word not in self._single]
        self._phrases = tuple(
            word for word in others if re.fullmatch(r"[^\W\d_]+(?:[ '’/-][^\W\d_]+)+", word)
        )
        wild = [word for word in others if word not in self._phrases]
        self._wild = re.compile(rf"(?<![^\W_])(?:{'|'.join(wild)})(?![^\W\d_])") if wild else None

    def anywhere(self, text: str) -> bool:
        """Return whether one of the words is in `text`."""
        return not self._single.isdisjoint(words_in(text)) or self._longer(text.lower())

    def before(self, text: str, start: int, end: int = -1) -> bool:
        """Return whether one stands before `start` in the same line, or soon behind `end`."""
        near = text[max(0, start - self._reach) : start].rpartition("\n")[2].lower()
        if self._in(near):
            return True
        return bool(self._after and end >= 0 and self._in(text[end : end + self._after].lower()))

    def _in(self, lowered: str) -> bool:
        return not self._single.isdisjoint(_WORD.findall(lowered)) or self._longer(lowered)

    def _longer(self, lowered: str) -> bool:
        if any(phrase in lowered for phrase in self._phrases):
            return True
        return self._wild is not None and self._wild.search(lowered) is not None
