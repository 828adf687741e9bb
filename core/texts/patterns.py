"""What the user takes in or leaves out by name."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Sequence


class Patterns:
    """Shell patterns (`*`, `?`, `[a-z]`) that are matched without regard to case."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._pattern = (
            re.compile("|".join(fnmatch.translate(one.casefold()) for one in patterns)) if patterns else None
        )

    def __bool__(self) -> bool:
        return self._pattern is not None

    def match(self, names: Iterable[str]) -> bool:
        """Return whether one of the patterns matches one of the names as a whole."""
        return self._pattern is not None and any(
            name and self._pattern.match(name.casefold()) for name in names
        )
