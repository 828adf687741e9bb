"""The folder where this plugin keeps what can be had again: weights and prompts that were read."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder(name: str) -> Path:
    """Return the folder `name` of the cache that all homes share; `WHETSTONE_CACHE` moves the cache."""
    if root := os.environ.get("WHETSTONE_CACHE"):
        return Path(root).expanduser() / name
    from platformdirs import user_cache_path

    return user_cache_path("whetstone", appauthor=False) / name
