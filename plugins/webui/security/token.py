"""The token that lets a browser or a program in: made once for a home, kept for its user's eyes alone."""

from __future__ import annotations

import re
import secrets

from whetstone.core.errors import HomeError
from whetstone.core.home import Home

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Token:
    """The token of one home, 256 random bits, in `keys/web-token` (0600).

    It outlasts the server, so that pages which are open go on when it is started again. In a home that cannot
    be written it lasts as long as the server.

    Raises:
        HomeError: what is kept cannot be read.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._path = home.keys / "web-token"
        self.value = self._kept() or self.renew()

    def renew(self) -> str:
        """Make another token, keep it, and return it; the earlier one lets nobody in any more."""
        self.value = secrets.token_urlsafe(32)
        if self._home.writable():
            self._home.make(self._path.parent)
            self._home.replace(self._path, f"{self.value}\n".encode())
        return self.value

    def _kept(self) -> str | None:
        try:
            text = self._path.read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise HomeError(f"cannot read {self._path}: {error}; delete it, and another is made") from error
        return text if _TOKEN.fullmatch(text) else None
