"""The strong tier of sanitizing: a small model that knows names and places by what stands around them.

It works where the extra `pii` is installed, offline, and is asked where the settings say
`[sanitizer] tier = "strong"`.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from whetstone.hookspecs import hookimpl

if TYPE_CHECKING:
    from whetstone.core.values.sanitizing import Sanitizer, Span, Tier
    from whetstone.plugins.strong_sanitizer.model import TokenModel


class StrongSanitizer:
    """Finds spans with the token classifier Rampart, which is loaded when it is first asked.

    Safe to use from several threads.
    """

    name = "strong_sanitizer"
    tier: Tier = "strong"

    def __init__(self) -> None:
        self._model: TokenModel | None = None
        self._lock = threading.Lock()

    def unavailable(self) -> str:
        """Return what is missing or damaged and how to get it, in one sentence; empty when all is there."""
        from whetstone.plugins.strong_sanitizer.parts import Parts

        if self._model is not None:
            return ""
        try:
            Parts.find()
        except FileNotFoundError as sentence:
            return str(sentence)
        return ""

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return the spans of each text, sorted and without overlaps.

        The same text has the same spans whichever texts stand beside it, up to the last digits of a score.

        Raises:
            FileNotFoundError: a part of the extra `pii` is missing or damaged.
        """
        from whetstone.plugins.strong_sanitizer.spans import spans_in

        model = self._loaded()
        return [spans_in(text, read) for text, read in zip(texts, model.read(texts), strict=True)]

    def _loaded(self) -> TokenModel:
        from whetstone.plugins.strong_sanitizer.model import TokenModel
        from whetstone.plugins.strong_sanitizer.parts import Parts

        with self._lock:
            if self._model is None:
                self._model = TokenModel(Parts.find())
            return self._model


@hookimpl
def whetstone_sanitizers() -> list[Sanitizer]:
    """Bring the strong tier."""
    return [StrongSanitizer()]
