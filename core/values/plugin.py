"""What became of each plugin, and the settings that one may bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

PluginStatus = Literal["loaded", "blocked", "failed", "duplicate", "incompatible"]


@dataclass(slots=True)
class PluginRecord:
    """One entry point of the group `whetstone`, whatever became of it.

    `status` is `loaded`; `blocked` (by the user, before its import); `failed` (its import or
    registration raised); `duplicate` (another distribution has the name); `incompatible` (made for
    another hook API). `hooks` are the hooks it implements. `error` is one sentence; a loaded plugin has
    one when a hook of it raised. `load_ms` is the time of import and registration in milliseconds.
    """

    name: str
    distribution: str
    version: str
    status: PluginStatus
    hooks: tuple[str, ...] = ()
    error: str | None = None
    load_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class SettingsSection:
    """A table of `whetstone.toml` that belongs to a plugin: `[name]`, held to the pydantic `model`.

    Returned by `whetstone_settings`. Declare the model with `extra="forbid"`, so that a typo is told
    with its line; every key needs a default.
    """

    name: str
    model: type[BaseModel]
