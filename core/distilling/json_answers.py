"""Reading findings out of JSON, in whatever shape a model thought of, also where it was cut off."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from whetstone.core.distilling.citations import numbers
from whetstone.core.distilling.claims import Draft, Facet

_TEXT = ("claim", "text", "sentence", "finding", "statement", "content", "description", "value")
_KEYS = (
    "cites citations citation cite passages passage sources source numbers references refs ref evidence notes"
)
_CITES = tuple(_KEYS.split())
_FACET = ("facet", "category", "type", "kind", "aspect", "label", "name")
_FLAT_OBJECT = re.compile(r"\{[^{}]*\}")
_BEGINS = re.compile(r"\{\s*\"|\[\s*[{\"\[]")
_DEPTH = 6

FacetOf = Callable[[str], Facet | None]


def from_json(text: str, facet_of: FacetOf, default: Facet | None) -> list[Draft]:
    """Return the findings in the JSON that `text` holds; none where it holds no JSON."""
    begins = _BEGINS.search(text)
    if begins is None:
        return []
    try:
        value, _ = json.JSONDecoder().raw_decode(text, begins.start())
    except (ValueError, RecursionError):
        return [
            draft for value in _whole_objects(text) for draft in _findings(value, default, facet_of, _DEPTH)
        ]
    return list(_findings(value, default, facet_of, _DEPTH))


def _whole_objects(text: str) -> Iterator[Any]:
    for found in _FLAT_OBJECT.finditer(text):
        try:
            yield json.loads(found[0])
        except (ValueError, RecursionError):
            continue


def _findings(value: Any, facet: Facet | None, facet_of: FacetOf, depth: int) -> Iterator[Draft]:
    if isinstance(value, str):
        if value.strip():
            yield Draft(facet, value, ())
    elif depth == 0:
        return
    elif isinstance(value, list):
        for one in value:
            yield from _findings(one, facet, facet_of, depth - 1)
    elif isinstance(value, dict):
        told = {key.casefold(): inner for key, inner in value.items()}
        said = next((told[key] for key in _TEXT if isinstance(told.get(key), str)), None)
        if said is not None:
            named = next((told[key] for key in _FACET if isinstance(told.get(key), str)), "")
            cites = next((told[key] for key in _CITES if key in told), None)
            yield Draft(facet_of(named) or facet, said, _numbers(cites))
            return
        for key, inner in value.items():
            yield from _findings(inner, facet_of(key) or facet, facet_of, depth - 1)


def _numbers(cites: Any) -> tuple[int, ...]:
    if isinstance(cites, bool) or cites is None:
        return ()
    if isinstance(cites, int):
        return (cites,)
    if isinstance(cites, str):
        return numbers(cites)
    if isinstance(cites, list):
        return tuple(dict.fromkeys(n for one in cites if not isinstance(one, list) for n in _numbers(one)))
    return ()
