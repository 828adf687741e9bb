"""The names that a log itself tells: who speaks in it, and who is spoken to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.values.sanitizing import Span


class KnownNames:
    """Learns names in one pass through a log, message by message, then finds them in any text of it."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def learn(self, speaker: str | None, text: str) -> None:
        """Take in one message and who said it."""
        if speaker:
            self._names.add(speaker.casefold())
            self._pattern = None

    def full_names(self) -> Iterator[str]:
        """Yield the names of two or more words."""
        return (name for name in sorted(self._names) if " " in name)

    def find(self, text: str) -> list[Span]:
        """Return where `text` names one of them."""
        if not self._names:
            return []
        if self._pattern is None:
            names = sorted(self._names, key=len, reverse=True)
            self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
        return [Span(*match.span(), "PERSON", 0.95) for match in self._pattern.finditer(text)]

    def __repr__(self) -> str:
        return f"<{len(self._names)} known names>"
