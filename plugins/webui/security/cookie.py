"""The cookie by which a browser that was let in is known again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from starlette.responses import Response

from whetstone.plugins.webui.security.token import Token

_SECONDS = 400 * 24 * 3600
"""How long it is kept: the longest that browsers allow."""


class TokenCookie:
    """The cookie of one server. It is made from the token and is not the token: browsers send it to every
    port of the same host, and what listens there may not take the token from it.

    Raises:
        ValueError: there are no names.
    """

    def __init__(self, names: Sequence[str], token: Token) -> None:
        self.name = f"whetstone-{names[0].rpartition(':')[2]}"
        self._token = token

    @property
    def value(self) -> str:
        """What the cookie holds for as long as the token is this one."""
        return self._token.seal(f"cookie {self.name}")

    def is_brought(self, headers: Sequence[str]) -> bool:
        """Return whether the `Cookie` headers hold it, whatever else other servers of this host put there."""
        wanted = self.value.encode()
        brought = [
            value.strip().strip('"').encode("utf-8", "surrogatepass")
            for header in headers
            for name, _, value in (pair.partition("=") for pair in header.split(";"))
            if name.strip() == self.name
        ]
        return any(secrets.compare_digest(value, wanted) for value in brought)

    def give(self, response: Response) -> None:
        """Let `response` bring it to the browser."""
        response.set_cookie(
            self.name, self.value, httponly=True, samesite="strict", path="/", max_age=_SECONDS
        )
