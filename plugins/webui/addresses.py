"""What an address says: whether a program asks, and whose page it is."""

from __future__ import annotations

import re

_OF_A_PLUGIN = re.compile(r"/x/(?P<name>[^/]+)(?P<rest>/.*)?", re.DOTALL)


def is_api(path: str) -> bool:
    """Return whether `path` belongs to the HTTP API, ours or a plugin's: what fails is told in JSON there."""
    found = _OF_A_PLUGIN.fullmatch(path)
    return ((found["rest"] or "") if found else path).startswith("/api/")


def plugin_in(path: str) -> str | None:
    """Return the name of the plugin whose address `path` is; `None` for ours."""
    found = _OF_A_PLUGIN.fullmatch(path)
    return found["name"] if found else None
