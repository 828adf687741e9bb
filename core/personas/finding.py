"""Finding personas among many: by words, type, origin, tag and favourites, in the order that is wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from whetstone.core.log.terms import fold
from whetstone.core.values.cartridge import PersonaType
from whetstone.core.values.persona import Origin, Persona

Order = Literal["name", "newest", "author", "favourites"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What personas must be: `None` and empty words ask for nothing.

    Each of `words` stands somewhere in the name, author, tags, description or id, whatever its case and
    accents; there is no syntax in them. A `tag` is met as it is written.
    """

    words: str = ""
    type: PersonaType | None = None
    origin: Origin | None = None
    tag: str | None = None
    favourite: bool | None = None
    order: Order = "name"

    def admits(self, persona: Persona) -> bool:
        """Return whether a persona is what is wanted, its words aside."""
        return (
            (self.type is None or persona.type == self.type)
            and (self.origin is None or persona.origin == self.origin)
            and (self.tag is None or self.tag in persona.tags)
            and (self.favourite is None or persona.favourite == self.favourite)
        )


@dataclass(frozen=True, slots=True)
class _Entry:
    persona: Persona
    text: str
    name: str


class Finder:
    """Finds personas; what each is found by is kept for as long as it stays as it is."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}

    def find(self, personas: Sequence[Persona], wanted: Wanted) -> list[Persona]:
        """Return those of `personas` that are wanted, in the order that is."""
        entries = [entry for entry in self._noted(personas) if wanted.admits(entry.persona)]
        for word in fold(wanted.words).split():
            entries = [entry for entry in entries if word in entry.text]
        return [entry.persona for entry in _ordered(entries, wanted)]

    def _noted(self, personas: Sequence[Persona]) -> Iterable[_Entry]:
        before, noted = self._entries, {}
        for persona in personas:
            entry = before.get(persona.id)
            if entry is None or (entry.persona is not persona and entry.persona != persona):
                entry = _entry(persona)
            noted[persona.id] = entry
        self._entries = noted
        return noted.values()


def tags_of(personas: Iterable[Persona], limit: int) -> list[tuple[str, int]]:
    """Return the tags that most of `personas` have, each with their number."""
    counts = Counter(tag for persona in personas for tag in set(persona.tags))
    return sorted(counts.items(), key=lambda tag: (-tag[1], tag[0]))[:limit]


def _entry(persona: Persona) -> _Entry:
    about = (persona.name, persona.author, *persona.tags, persona.description or "", persona.id)
    return _Entry(persona, fold("\n".join(about)), fold(persona.name))


def _ordered(entries: list[_Entry], wanted: Wanted) -> list[_Entry]:
    entries.sort(key=lambda entry: (entry.name, entry.persona.id))
    if wanted.order == "newest":
        entries.sort(key=lambda entry: entry.persona.installed_at or "", reverse=True)
    elif wanted.order == "author":
        entries.sort(key=lambda entry: fold(entry.persona.author))
    elif wanted.order == "favourites":
        entries.sort(key=lambda entry: not entry.persona.favourite)
    words = fold(wanted.words).split()
    if words and wanted.order == "name":
        entries.sort(key=lambda entry: not all(word in entry.name for word in words))
    return entries
