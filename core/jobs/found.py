"""What a job found while it ran, for people to watch: `jobs/<id>/found`, a line of JSON for each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from whetstone.core.home import Home

MOST = 600
"""So many things are kept of one job."""

LONGEST = 1_000
"""So many characters of one text."""

_LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class FoundItem:
    """Something that a job found: what `kind` of thing, its `text`, and the `source` it comes from in words.

    `number` counts from 1 in the order in which they were found.
    """

    number: int
    kind: str
    text: str
    source: str


class Found:
    """What one job found. It is added to by the process that runs the job, and may be read by any."""

    def __init__(self, home: Home, folder: Path) -> None:
        self._path = folder / "found"
        self._home = home
        self._known: set[tuple[str, str, str]] | None = None

    def add(self, kind: str, text: str, source: str = "") -> None:
        """Keep something, unless it is there already or there are too many.

        Raises:
            HomeError: it cannot be written.
        """
        if self._known is None:
            self._known = {(item.kind, item.text, item.source) for item in self.read()}
        item = (kind[:_LONGEST_WORDS], _cut(text), source[:_LONGEST_WORDS])
        if item in self._known or len(self._known) >= MOST:
            return
        self._known.add(item)
        line = json.dumps(dict(zip(("kind", "text", "source"), item, strict=True)))
        with self._home.writing(), self._path.open("ab") as file:
            if not file.tell():
                self._path.chmod(0o600)
            file.write(f"\n{line}\n".encode())

    def read(self, after: int = 0) -> list[FoundItem]:
        """Return what was found without the first `after`; a line that a killed process tore is none.

        Raises:
            HomeError: it cannot be read.
        """
        with self._home.reading(self._path):
            try:
                data = self._path.read_bytes()
            except FileNotFoundError:
                return []
        told = (_told(line) for line in data.splitlines())
        items = [FoundItem(number, *one) for number, one in enumerate(filter(None, told), 1)]
        return items[after:]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _told(line: bytes) -> tuple[str, str, str] | None:
    try:
        told = json.loads(line)
        return str(told["kind"]), str(told["text"]), str(told["source"])
    except (ValueError, TypeError, KeyError):
        return None
