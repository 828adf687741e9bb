"""Which content of an id comes after which: by when it was chosen, and by its version."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from whetstone.core.values.persona import Persona


def chosen(persona: Persona) -> str:
    """Return when a content became the current one of its id, as far as that is known; it sorts by time."""
    return persona.chosen_at or persona.installed_at or ""


def chosen_after(present: Persona | None) -> str:
    """Return when a content takes the place of `present`: now, and later than it, whatever the clock says."""
    now = datetime.now(UTC)
    if present is not None and present.chosen_at is not None:
        with suppress(ValueError):
            now = max(now, datetime.fromisoformat(present.chosen_at) + timedelta(microseconds=1))
    return now.isoformat(timespec="microseconds")


def is_higher(version: str, than: str) -> bool:
    """Return whether a version is higher than another; neither is where one is no version of PEP 440."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(version) > Version(than)
    except InvalidVersion:
        return False
