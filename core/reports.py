"""Reading a `report.json`, which anybody may have written: each look into it has a type, come what may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

FORGE = "forge"
"""The `kind` of a report that the Forge writes; its keys are told in docs/cartridge-format.md."""

CLONE = "clone"
"""The `kind` of a report that the Mirror writes."""


def at(value: Any, *keys: str) -> Any:
    """Return what lies under `keys` inside of `value`, one object in the other; `None` where nothing does."""
    for key in keys:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def table(value: Any, *keys: str) -> Mapping[str, Any]:
    """Return the object under `keys`, an empty one where there is none."""
    found = at(value, *keys)
    return found if isinstance(found, Mapping) else {}


def rows(value: Any, *keys: str) -> list[Mapping[str, Any]]:
    """Return the objects in the list under `keys`; what is no object is passed over."""
    return [row for row in items(value, *keys) if isinstance(row, Mapping)]


def items(value: Any, *keys: str) -> Sequence[Any]:
    """Return the list under `keys`, an empty one where there is none."""
    found = at(value, *keys)
    return found if isinstance(found, list) else []


def texts(value: Any, *keys: str) -> list[str]:
    """Return the strings in the list under `keys`; what is no string is passed over."""
    return [item for item in items(value, *keys) if isinstance(item, str)]


def text(value: Any, *keys: str) -> str:
    """Return the string under `keys`, an empty one where there is none."""
    found = at(value, *keys)
    return found if isinstance(found, str) else ""


def number(value: Any, *keys: str) -> float | None:
    """Return the number under `keys` (no truth value) as far as a double holds it, else `None`."""
    found = at(value, *keys)
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        return None
    try:
        return float(found)
    except OverflowError:
        return None


def count(value: Any, *keys: str) -> int:
    """Return the number under `keys` as a whole one that is not negative, 0 where there is none."""
    found = number(value, *keys)
    return max(0, int(found)) if found is not None else 0
