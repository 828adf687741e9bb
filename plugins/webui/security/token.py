"""The token that lets a browser or a program in: made once for a home, kept for its user's eyes alone."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time

from whetstone.core.errors import HomeError
from whetstone.core.home import Home

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_TICKET_SECONDS = 120


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
        self._tickets: dict[str, float] = {}
        self.value = self._kept() or self._first()

    def renew(self) -> str:
        """Make another token, keep it, and return it; the earlier one lets nobody in any more."""
        if self._home.writable():
            with self._home.locked("web-token"):
                self._keep(secrets.token_urlsafe(32))
        else:
            self.value = secrets.token_urlsafe(32)
        self._tickets.clear()
        return self.value

    def is_brought(self, word: str) -> bool:
        """Return whether `word` is the token, in a time that says nothing about it."""
        return _equal(word, self.value)

    def seal(self, purpose: str) -> str:
        """Return a word that only who has the token can make, and from which the token is not to be had."""
        return hmac.new(self.value.encode(), purpose.encode(), hashlib.sha256).hexdigest()

    def ticket(self) -> str:
        """Return a word that lets one browser in, once and soon.

        The command that starts a browser is shown to every user of the machine, so it holds no token.
        """
        ticket = secrets.token_urlsafe(32)
        self._tickets[ticket] = time.monotonic() + _TICKET_SECONDS
        return ticket

    def is_ticket(self, word: str) -> bool:
        """Return whether `word` is a ticket that was not used yet."""
        now = time.monotonic()
        return any(_equal(word, ticket) and now < until for ticket, until in list(self._tickets.items()))

    def use(self, word: str) -> None:
        """Let a ticket be used up."""
        self._tickets.pop(word, None)

    def _first(self) -> str:
        """Make the first token of this home, or take that of another server which was faster."""
        if not self._home.writable():
            return secrets.token_urlsafe(32)
        with self._home.locked("web-token"):
            self.value = self._kept() or ""
            if not self.value:
                self._keep(secrets.token_urlsafe(32))
        return self.value

    def _keep(self, value: str) -> None:
        self._home.make(self._path.parent)
        self._home.replace(self._path, f"{value}\n".encode())
        self.value = value

    def _kept(self) -> str | None:
        try:
            text = self._path.read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise HomeError(f"cannot read {self._path}: {error}; delete it, and another is made") from error
        return text if _TOKEN.fullmatch(text) else None


def _equal(word: str, secret: str) -> bool:
    return secrets.compare_digest(word.encode("utf-8", "surrogatepass"), secret.encode())
