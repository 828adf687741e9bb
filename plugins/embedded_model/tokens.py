"""Counting tokens with the model's own tokenizer, asked through the server's listener."""

from __future__ import annotations

from functools import lru_cache

from whetstone.plugins.embedded_model.engine import Engine
from whetstone.plugins.embedded_model.request import sendable


class TokenCounter:
    """Counts and remembers. It does not wait for a reply in progress, only for the weights to be loaded."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.count = lru_cache(maxsize=4_096)(self._ask)

    def _ask(self, text: str) -> int:
        """Return the number of tokens of `text`.

        Raises:
            ModelUnavailable: the weights cannot be loaded, or the model was closed.
        """
        return len(self._engine.listener.result().post("/tokenize", {"content": sendable(text)})["tokens"])
