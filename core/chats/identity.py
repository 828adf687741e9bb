"""Ids that a message has in every export of it."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import blake2b

from whetstone.core.values.chat import ChatMessage

WINDOW = 1 << 16
"""So many different messages back, at least, two of the same words and time are told apart."""

_FIRST = 24
_SAMPLE = 256


def digest(*parts: str) -> str:
    """Return 26 hex digits, as Whetstone's own ids have, that stand for `parts`."""
    hashed = blake2b(digest_size=13)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        hashed.update(b"%d:" % len(data))
        hashed.update(data)
    return hashed.hexdigest()


class Ordinals:
    """Numbers what is said again in the same words at the same time, so that each time has its own id.

    It remembers a bounded number of messages: twice `WINDOW`.
    """

    def __init__(self) -> None:
        self._new: dict[bytes, int] = {}
        self._old: dict[bytes, int] = {}

    def content(self, message: ChatMessage) -> str:
        """Return a name for what `message` is: its time as written, speaker, words, and a number."""
        at = message.at.isoformat() if message.at else ""
        before = f"{len(message.conversation)} {len(at)} {len(message.speaker)} {message.conversation}{at}"
        whole = f"{before}{message.speaker}{message.text}"
        hashed = blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=13)
        key = hashed.digest()
        number = self._new.get(key, self._old.get(key, -1)) + 1
        self._new[key] = number
        if len(self._new) > WINDOW:
            self._old, self._new = self._new, {}
        return f"{hashed.hexdigest()}.{number}"


class Sample:
    """A few contents of one conversation without an id, by which it is known again in another export.

    They are its first ones, which a longer export has too, and those with the smallest names, which are
    among the others in proportion wherever an export begins. `began` and `ended` are the earliest and the
    latest time, and `timeless` is whether something has none.
    """

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._smallest: dict[str, str] = {}
        self._bound = ""
        self._speakers: dict[str, str] = {}
        self.timeless = False
        self.began: datetime | None = None
        self.ended: datetime | None = None

    def add(self, content: str, message: ChatMessage) -> None:
        """Take in the next message, which has this content."""
        speaker = message.speaker
        if len(self._first) < _FIRST:
            self._first[content] = speaker
        if len(self._speakers) < 2:
            self._speakers.setdefault(speaker, content)
        if len(self._smallest) < _SAMPLE or content < self._bound:
            self._smallest[content] = speaker
            if len(self._smallest) > _SAMPLE:
                del self._smallest[self._bound]
            self._bound = max(self._smallest)
        if message.at is None:
            self.timeless = True
        else:
            at = message.at.replace(tzinfo=UTC)
            if self.began is None or at < self.began:
                self.began = at
            if self.ended is None or at > self.ended:
                self.ended = at

    def name(self) -> str:
        """Return a name for the conversation, made of the first message of each of its first two speakers."""
        return digest(*self._speakers.values())

    def contents(self) -> dict[str, str]:
        """Return the contents, each with its speaker."""
        return {**self._first, **self._smallest}
