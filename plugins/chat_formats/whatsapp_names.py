"""Who wrote a WhatsApp message: the name before its colon, which may have a colon itself."""

from __future__ import annotations

import re

_QUOTES = re.compile('["“”„«»‘’]')
_HIDDEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONGEST = 100
_OFTEN = 5
_NAMES = 10_000


def said(rest: str) -> tuple[str, str] | None:
    """Return who said what; `None` for a notice: it has no name, or quotes one before its colon."""
    name, colon, text = rest.partition(":")
    if (
        not colon
        or (text and not text.startswith((" ", "\u200e")))
        or name.startswith(("<", "*", "→", "←", "⇐", "⇒", "—", "•"))
    ):
        return None
    plain = _HIDDEN.sub("", name).strip().removeprefix("~").strip()
    if not plain or len(plain) > _LONGEST or _QUOTES.search(plain):
        return None
    return plain, text.removeprefix(" ")


class Names:
    """Learns from all messages of a file what belongs to a name.

    `Bob: the Builder: hi` is by `Bob: the Builder` where all that Bob says, five times or more, goes on so.
    """

    def __init__(self) -> None:
        self._after: dict[str, tuple[int, str]] = {}

    def learn(self, rest: str) -> None:
        """Take in what stands behind a head."""
        if (found := said(rest)) is None:
            return
        name, text = found
        if name not in self._after and len(self._after) >= _NAMES:
            return
        more = _up_to_colon(text)
        count, before = self._after.get(name, (0, more))
        self._after[name] = (count + 1, more if more == before else "")

    def said(self, rest: str) -> tuple[str, str] | None:
        """Return who said what, as `said` does, with the whole name."""
        found = said(rest)
        if found is None:
            return None
        name, text = found
        count, more = self._after.get(name, (0, ""))
        if count < _OFTEN or not more:
            return found
        return f"{name}: {_HIDDEN.sub('', more)}", text[len(more) + 1 :].removeprefix(" ")


def _up_to_colon(text: str) -> str:
    head, colon, rest = text[: _LONGEST + 2].partition(":")
    return head if colon and rest.startswith((" ", "\u200e")) and "\u200e" not in head else ""
