"""Which plugins the user does not want, known before anything of them is imported."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def plain(name: str) -> str:
    """Return a plugin's or distribution's name as it is compared (PEP 503)."""
    return name.strip().lower().replace("_", "-").replace(".", "-")


def blocked_names(settings: Path, flag: Iterable[str] = ()) -> set[str]:
    """Return the names to block: from the flag, `WHETSTONE_BLOCK` (commas) and `[plugins] block`.

    A settings file that cannot be read blocks nothing here; `Settings` says what is wrong with it.
    """
    names = {*flag, *os.environ.get("WHETSTONE_BLOCK", "").split(",")}
    if settings.is_file():
        names |= _listed(settings)
    return {plain(name) for name in names if name.strip()}


def _listed(settings: Path) -> set[str]:
    import tomllib

    try:
        listed = tomllib.loads(settings.read_text("utf-8-sig")).get("plugins", {}).get("block", ())
        return {name for name in listed if isinstance(name, str)}
    except (OSError, ValueError, AttributeError, TypeError):
        return set()
