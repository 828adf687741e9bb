"""Counting tokens with the model's own tokenizer, asked through the server's listener on loopback."""

from __future__ import annotations

import http.client
import json
from functools import lru_cache
from urllib.parse import urlsplit

from whetstone.core.errors import ModelUnavailable
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
        connection = http.client.HTTPConnection(urlsplit(self._engine.address.result()).netloc)
        headers = {
            "Authorization": f"Bearer {self._engine.options.api_key}",
            "Content-Type": "application/json",
        }
        try:
            connection.request("POST", "/tokenize", json.dumps({"content": sendable(text)}), headers)
            return len(json.load(connection.getresponse())["tokens"])
        except OSError as error:
            raise ModelUnavailable("the embedded model was closed; open it again") from error
        finally:
            connection.close()
