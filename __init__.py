"""Whetstone: a plugin host for portable personas.

The names below are the public ones; they are imported when they are first used, so that
`import whetstone` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whetstone.core.checks.cartridge import build_cartridge, read_files
    from whetstone.core.errors import (
        CartridgeError,
        FormatError,
        ModelError,
        ModelInterrupted,
        ModelNotFound,
        ModelRateLimited,
        ModelRejected,
        ModelTimeout,
        ModelUnavailable,
        WhetstoneError,
    )
    from whetstone.core.host import Host
    from whetstone.core.values.cartridge import Cartridge, Config, Metadata, source_hash
    from whetstone.core.values.cartridge_format import CartridgeFormat
    from whetstone.core.values.model import (
        ChatRequest,
        Chunk,
        Message,
        Model,
        ModelBackend,
        ModelInfo,
        ModelSpec,
        Sampling,
        Secret,
        Usage,
    )
    from whetstone.core.values.passage import Passage, PassageIndex, Retriever, Shelf
    from whetstone.core.values.persona import Persona, PersonaShelf
    from whetstone.core.values.plugin import PluginRecord, SettingsSection
    from whetstone.core.values.turn import FinishedTurn, Record, TurnAdditions, TurnDraft
    from whetstone.hookspecs import HOOK_API_VERSION, SettingsReader, hookimpl

_HOMES = {
    "whetstone.core.checks.cartridge": ("build_cartridge", "read_files"),
    "whetstone.core.errors": (
        "CartridgeError",
        "FormatError",
        "ModelError",
        "ModelInterrupted",
        "ModelNotFound",
        "ModelRateLimited",
        "ModelRejected",
        "ModelTimeout",
        "ModelUnavailable",
        "WhetstoneError",
    ),
    "whetstone.core.host": ("Host",),
    "whetstone.core.values.cartridge": ("Cartridge", "Config", "Metadata", "source_hash"),
    "whetstone.core.values.cartridge_format": ("CartridgeFormat",),
    "whetstone.core.values.model": (
        "ChatRequest",
        "Chunk",
        "Message",
        "Model",
        "ModelBackend",
        "ModelInfo",
        "ModelSpec",
        "Sampling",
        "Secret",
        "Usage",
    ),
    "whetstone.core.values.passage": ("Passage", "PassageIndex", "Retriever", "Shelf"),
    "whetstone.core.values.persona": ("Persona", "PersonaShelf"),
    "whetstone.core.values.plugin": ("PluginRecord", "SettingsSection"),
    "whetstone.core.values.turn": ("FinishedTurn", "Record", "TurnAdditions", "TurnDraft"),
    "whetstone.hookspecs": ("HOOK_API_VERSION", "SettingsReader", "hookimpl"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "HOOK_API_VERSION",
    "Cartridge",
    "CartridgeError",
    "CartridgeFormat",
    "ChatRequest",
    "Chunk",
    "Config",
    "FinishedTurn",
    "FormatError",
    "Host",
    "Message",
    "Metadata",
    "Model",
    "ModelBackend",
    "ModelError",
    "ModelInfo",
    "ModelInterrupted",
    "ModelNotFound",
    "ModelRateLimited",
    "ModelRejected",
    "ModelSpec",
    "ModelTimeout",
    "ModelUnavailable",
    "Passage",
    "PassageIndex",
    "Persona",
    "PersonaShelf",
    "PluginRecord",
    "Record",
    "Retriever",
    "Sampling",
    "Secret",
    "SettingsReader",
    "SettingsSection",
    "Shelf",
    "TurnAdditions",
    "TurnDraft",
    "Usage",
    "WhetstoneError",
    "build_cartridge",
    "hookimpl",
    "read_files",
    "source_hash",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'whetstone' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
