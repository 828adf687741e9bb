"""The server's listener on loopback, for what its binding has no method for."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from whetstone.core.errors import ModelUnavailable


@dataclass(frozen=True, slots=True)
class Listener:
    """Where the server listens, and the key that it wants."""

    address: str
    api_key: str = field(repr=False)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to `body`; one that the server refuses has an `error` in it.

        Raises:
            ModelUnavailable: nobody listens any more.
        """
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc)
        headers = {"Authorization": f"Bearer {self.api_key}", "Content-Type": "application/json"}
        try:
            connection.request("POST", path, json.dumps(body), headers)
            answer: dict[str, Any] = json.load(connection.getresponse())
        except OSError as error:
            raise ModelUnavailable("the embedded model was closed; open it again") from error
        finally:
            connection.close()
        return answer
