"""The personas of `philosophy_library/`."""

from __future__ import annotations

from pathlib import Path

from whetstone.core.values.persona import PersonaShelf
from whetstone.hookspecs import hookimpl


@hookimpl
def whetstone_personas() -> list[PersonaShelf]:
    """Bring the folder beside this package's plugins."""
    return [PersonaShelf("philosophy_library", Path(__file__).parent.parent / "philosophy_library")]
