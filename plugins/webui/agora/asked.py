"""What an address asks of the personas: words, filters, order, and how many."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Depends, Query

from whetstone.core.personas.finding import Order, Wanted
from whetstone.core.values.cartridge import PersonaType
from whetstone.core.values.persona import Origin

Nothing = Literal[""]


def _wanted(
    q: Annotated[str, Query(max_length=200, description="Words in name, author, tags or description.")] = "",
    type: Annotated[PersonaType | Nothing, Query(description="Only this type.")] = "",
    tag: Annotated[str, Query(max_length=200, description="Only with this tag.")] = "",
    origin: Annotated[Origin | Nothing, Query(description="Only what came to be here this way.")] = "",
    favourite: Annotated[bool | Nothing, Query(description="Only favourites (or only others).")] = "",
    sort: Annotated[Order, Query(description="The order.")] = "name",
) -> Wanted:
    return Wanted(q, type or None, origin or None, tag or None, None if favourite == "" else favourite, sort)


Asked = Annotated[Wanted, Depends(_wanted)]
"""The parameter of a handler that is given which personas are wanted."""


def address(wanted: Wanted, **more: int) -> str:
    """Return the query of an address that asks for the same; what is asked for by default is left out."""
    parts = {
        "q": wanted.words,
        "type": wanted.type,
        "tag": wanted.tag,
        "origin": wanted.origin,
        "favourite": None if wanted.favourite is None else str(wanted.favourite).lower(),
        "sort": None if wanted.order == "name" else wanted.order,
        **more,
    }
    return urlencode({name: part for name, part in parts.items() if part})
