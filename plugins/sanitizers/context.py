"""Words that say what a number nearby is."""

from __future__ import annotations

import re


class Context:
    """Some words (`a|b c|d`, in small letters), looked for up to `reach` characters before a place.

    With `after`, they may also stand within that many characters behind it.
    """

    def __init__(self, words: str, reach: int = 40, after: int = 0) -> None:
        self._words = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W\d_])")
        self._reach = reach
        self._after = after

    def anywhere(self, lowered: str) -> bool:
        """Return whether one of the words is in a text in small letters."""
        return self._words.search(lowered) is not None

    def before(self, text: str, start: int, end: int = -1) -> bool:
        """Return whether one stands before `start` in the same line, or soon behind `end`."""
        near = text[max(0, start - self._reach) : start].rpartition("\n")[2]
        if self._words.search(near.lower()):
            return True
        return bool(self._after and end >= 0 and self._words.search(text[end : end + self._after].lower()))
