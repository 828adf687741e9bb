"""What became of each plugin, and the settings that one may bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

PluginStatus = Literal["loaded", "blocked", "failed", "duplicate", "incompatible"]


_MOST_FAULTS = 20


@dataclass(slots=True)
class PluginRecord:
    """One entry point of the group `whetstone`, whatever became of it.

    `status` is `loaded`; `blocked` (by the user, before its import); `failed` (its import or
    registration raised); `duplicate` (another distribution has the name); `incompatible` (made for
    another hook API). `hooks` are the hooks it implements. `error` says what is wrong; a loaded plugin has
    one when a hook of it raised or brought what does not fit. `load_ms` is the time of import and
    registration in milliseconds.
    """

    name: str
    distribution: str
    version: str
    status: PluginStatus
    hooks: tuple[str, ...] = ()
    error: str | None = None
    load_ms: float = 0.0

    def blame(self, fault: str) -> None:
        """Add a fault of this plugin to those that are known; the same one is told once."""
        known = self.error.split("; ") if self.error else []
        if fault not in (self.error or "") and len(known) < _MOST_FAULTS:
            self.error = "; ".join((*known, fault))


@dataclass(frozen=True, slots=True)
class SettingsSection:
    """A table of `whetstone.toml` that belongs to a plugin: `[name]`, held to the pydantic `model`.

    Returned by `whetstone_settings`. Declare the model with `extra="forbid"`, so that a typo is told
    with its line; every key needs a default.
    """

    name: str
    model: type[BaseModel]
