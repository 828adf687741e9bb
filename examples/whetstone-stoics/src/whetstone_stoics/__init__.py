"""Stoic personas: each folder in `personas/` is one, and its name is the persona's id."""

from __future__ import annotations

from pathlib import Path

from whetstone import PersonaShelf, hookimpl

whetstone_api = ">=1.0,<2"


@hookimpl
def whetstone_personas() -> list[PersonaShelf]:
    return [PersonaShelf("stoics", Path(__file__).parent / "personas")]
