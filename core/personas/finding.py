"""Finding personas among many: by words, type, origin, tag and favourites, in the order that is wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
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

    @property
    def filters(self) -> bool:
        """Whether anything but words is asked for."""
        return (self.type, self.origin, self.tag, self.favourite) != (None, None, None, None)

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
    author: str


class Finder:
    """Finds personas; what each is found by, and their order, are kept as long as they stay as they are."""

    def __init__(self) -> None:
        self._shelf: tuple[Sequence[Persona], Sequence[_Entry]] = ((), ())

    def find(self, personas: Sequence[Persona], wanted: Wanted) -> list[Persona]:
        """Return those of `personas` that are wanted, in the order that is."""
        entries = self._by_name(personas)
        if wanted.filters:
            entries = [entry for entry in entries if wanted.admits(entry.persona)]
        words = fold(wanted.words).split()
        for word in words:
            entries = [entry for entry in entries if word in entry.text]
        return [entry.persona for entry in _ordered(entries, wanted.order, words)]

    def _by_name(self, personas: Sequence[Persona]) -> Sequence[_Entry]:
        before, entries = self._shelf
        if personas != before:
            known = {entry.persona.id: entry for entry in entries}
            noted = (known.get(persona.id) for persona in personas)
            entries = [
                entry if entry and entry.persona == persona else _entry(persona)
                for persona, entry in zip(personas, noted, strict=True)
            ]
            entries.sort(key=lambda entry: (entry.name, entry.persona.id))
            self._shelf = personas, entries
        return entries


def tags_of(personas: Iterable[Persona], limit: int) -> list[tuple[str, int]]:
    """Return the tags that most of `personas` have, each with their number."""
    counts = Counter(chain.from_iterable(set(persona.tags) for persona in personas))
    return sorted(counts.items(), key=lambda tag: (-tag[1], tag[0]))[:limit]


def _entry(persona: Persona) -> _Entry:
    about = (persona.name, persona.author, *persona.tags, persona.description or "", persona.id)
    return _Entry(persona, fold("\n".join(about)), fold(persona.name), fold(persona.author))


def _ordered(entries: Sequence[_Entry], order: Order, words: Sequence[str]) -> Sequence[_Entry]:
    """Return `entries`, which are ordered by name, in another order; by name, `words` in it go first."""
    if order == "newest":
        return sorted(entries, key=lambda entry: entry.persona.installed_at or "", reverse=True)
    if order == "author":
        return sorted(entries, key=lambda entry: entry.author)
    if order == "favourites":
        return sorted(entries, key=lambda entry: not entry.persona.favourite)
    named = entries
    for word in words:
        named = [entry for entry in named if word in entry.name]
    if len(named) in (0, len(entries)):
        return entries
    first = set(map(id, named))
    return [*named, *(entry for entry in entries if id(entry) not in first)]
