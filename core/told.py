"""What is told once in a home, and not again."""

from __future__ import annotations

from contextlib import suppress

from whetstone.core.errors import HomeError
from whetstone.core.home import Home
from whetstone.core.values.model import Model


def caveat_once(home: Home, model: Model) -> str | None:
    """Return what not to expect of a small model; `None` for others, and where it was told before.

    In a home that cannot be written it is told each time.
    """
    told = home.cache / "told" / model.name.replace("/", "_")
    if not model.caveat or told.exists():
        return None
    if home.writable():
        with suppress(HomeError, OSError):
            home.make(told.parent)
            told.touch()
    return model.caveat
