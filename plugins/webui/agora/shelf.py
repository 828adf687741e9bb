"""The shelf that cards stand on: which personas are shown, in which order, and what each card says."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request

from whetstone.core import measured, reports
from whetstone.core.errors import WhetstoneError
from whetstone.core.host import Host
from whetstone.core.personas.finding import Finder, Wanted, tags_of
from whetstone.core.values.persona import Persona
from whetstone.plugins.webui.agora import avatars

PAGE = 24
"""Cards that are shown at once."""

_TAGS = 10
_ROOM = 110
"""Characters that a card has for what its persona was made from."""

_READ = 1 << 20
_REMEMBERED = 2_048


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows: `sources` are the first names of what the persona was made from, `more` the rest.

    `place` is that of its picture in the sheet of its page, `None` where a letter stands for it.
    """

    persona: Persona
    sources: tuple[str, ...]
    more: int
    place: int | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """Some cards, and the address of the sheet with their pictures (`None` without any)."""

    cards: tuple[Card, ...]
    sheet: str | None

    @property
    def pictures(self) -> int:
        """How many pictures the sheet has."""
        return sum(card.place is not None for card in self.cards)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of the personas: `found` are all that are wanted, `leaves` the cards from `offset` on."""

    found: Sequence[Persona]
    everything: int
    offset: int
    leaves: tuple[Leaf, ...]
    tags: Sequence[tuple[str, int]]

    @property
    def end(self) -> int:
        """How many of the personas that were found stand before the end of what is shown."""
        return self.offset + sum(len(leaf.cards) for leaf in self.leaves)


class Shelf:
    """The personas of one home, as the Agora shows them."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._finder = Finder()
        self._made_from: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def warm(self) -> None:
        """Read what the first page needs; what is wrong with it is told to whoever asks for that page."""
        with suppress(WhetstoneError, OSError):
            self.show(Wanted(), 0, PAGE)

    def find(self, wanted: Wanted) -> list[Persona]:
        """Return the personas that are wanted."""
        return self._finder.find(self._host.registry.personas(), wanted)

    def show(self, wanted: Wanted, offset: int, count: int) -> Shown:
        """Return the cards to be shown from `offset` on, `count` of them at the most."""
        personas = self._host.registry.personas()
        found = self._finder.find(personas, wanted)
        ends = range(offset, min(offset + count, len(found)), PAGE)
        leaves = tuple(self._leaf(found[start : min(start + PAGE, offset + count)]) for start in ends)
        return Shown(found, len(personas), offset, leaves, tags_of(found, _TAGS))

    def sheet(self, names: str) -> tuple[bytes, bool]:
        """Return the picture of the avatars whose joined digits `names` are, and whether all were there."""
        wanted = [names[at : at + avatars.DIGITS] for at in range(0, len(names), avatars.DIGITS)]
        known = {avatars.digest(persona): persona for persona in self._host.registry.personas()}
        root = self._host.home.root
        files = [avatars.avatar_file(root, known[name]) if name in known else None for name in wanted]
        return avatars.sheet(files), None not in files

    def made_from(self, persona: Persona) -> tuple[str, ...]:
        """Return the names of what a persona was made from: what its metadata or its report say."""
        if (known := self._made_from.get(persona.content_hash)) is None:
            known = tuple(self._sources(persona))
            self._made_from[persona.content_hash] = known
            if len(self._made_from) > _REMEMBERED:
                self._made_from.popitem(last=False)
        return known

    def _leaf(self, personas: Sequence[Persona]) -> Leaf:
        root, drawn, cards = self._host.home.root, "", []
        for persona in personas:
            place = None
            if avatars.avatar_file(root, persona):
                place = len(drawn) // avatars.DIGITS
                drawn += avatars.digest(persona)
            sources = self.made_from(persona)
            shown = _that_fit(sources)
            cards.append(Card(persona, shown, len(sources) - len(shown), place))
        return Leaf(tuple(cards), f"/agora/avatars?of={drawn}" if drawn else None)

    def _sources(self, persona: Persona) -> Iterator[str]:
        named = reports.texts(self._read(persona, "metadata.json"), "sources")
        yield from named or list(
            measured.works(reports.table(self._read(persona, "report.json"), "made_from"))
        )

    def _read(self, persona: Persona, name: str) -> Any:
        """Return a JSON file of a persona, `None` where it is missing, damaged or too long for a card."""
        path = self._host.home.root / persona.path / name
        try:
            return json.loads(path.read_bytes()) if path.stat().st_size <= _READ else None
        except (OSError, ValueError, RecursionError):
            return None


def _that_fit(sources: Sequence[str]) -> tuple[str, ...]:
    """Return the first source, and the next ones while there is room for them on a card."""
    room = _ROOM
    for number, source in enumerate(sources):
        room -= len(source) + 2
        if room < 0:
            return tuple(sources[: max(1, number)])
    return tuple(sources)


def _shelf_of(request: Request) -> Shelf:
    shelf: Shelf = request.app.state.site.shelf
    return shelf


HereShelf = Annotated[Shelf, Depends(_shelf_of)]
"""The parameter of a handler that is given the shelf of the site."""
