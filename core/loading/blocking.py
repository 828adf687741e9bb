"""Which plugins the user does not want, known before anything of them is imported."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path


def plain(name: str) -> str:
    """Return a plugin's or distribution's name as it is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def blocked_names(settings: Path, flag: Iterable[str] = ()) -> set[str]:
    """Return the names to block: from the flag, `WHETSTONE_BLOCK` (commas) and `[plugins] block`.

    A settings file that cannot be read blocks nothing here; `Settings` says what is wrong with it.
    """
    names = {
        *([flag] if isinstance(flag, str) else flag),
        *os.environ.get("WHETSTONE_BLOCK", "").split(","),
        *_listed(settings),
    }
    return {plain(name) for name in names if name.strip()}


def _listed(settings: Path) -> set[str]:
    try:
        text = settings.read_text("utf-8-sig") if settings.is_file() else ""
    except (OSError, ValueError):
        return set()
    import tomllib

    try:
        listed = tomllib.loads(text).get("plugins", {}).get("block", ())
        return {name for name in listed if isinstance(name, str)}
    except (ValueError, AttributeError, TypeError, RecursionError):
        return set()
