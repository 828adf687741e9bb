"""Whetstone: a plugin host for portable personas.

The names below are the public ones; they are imported when they are first used, so that
`import whetstone` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whetstone.core.checks.cartridge import build_cartridge, read_files
    from whetstone.core.cli import Session
    from whetstone.core.errors import (
        CartridgeError,
        FormatError,
        JobCancelled,
        JobError,
        LeakError,
        MirrorError,
        ModelError,
        ModelInterrupted,
        ModelNotFound,
        ModelRateLimited,
        ModelRejected,
        ModelTimeout,
        ModelUnavailable,
        SanitizerError,
        TextError,
        WhetstoneError,
    )
    from whetstone.core.host import Host
    from whetstone.core.values.asking import Answer, Asking
    from whetstone.core.values.cartridge import Cartridge, Config, Metadata, source_hash
    from whetstone.core.values.cartridge_format import CartridgeFormat
    from whetstone.core.values.chat import ChatFormat, ChatMessage, ChatPiece, Skipped
    from whetstone.core.values.cloning import ClonePrompt
    from whetstone.core.values.job import ExecutorProvider, JobKind, Progress, Work
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
    from whetstone.core.values.sanitizing import Sanitizer, Span
    from whetstone.core.values.text import TextBlock, TextFormat
    from whetstone.core.values.turn import FinishedTurn, Record, TurnAdditions, TurnDraft
    from whetstone.core.values.ui import Ui
    from whetstone.hookspecs import HOOK_API_VERSION, SettingsReader, hookimpl

__all__ = [
    "HOOK_API_VERSION",
    "Answer",
    "Asking",
    "Cartridge",
    "CartridgeError",
    "CartridgeFormat",
    "ChatFormat",
    "ChatMessage",
    "ChatPiece",
    "ChatRequest",
    "Chunk",
    "ClonePrompt",
    "Config",
    "ExecutorProvider",
    "FinishedTurn",
    "FormatError",
    "Host",
    "JobCancelled",
    "JobError",
    "JobKind",
    "LeakError",
    "Message",
    "Metadata",
    "MirrorError",
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
    "Progress",
    "Record",
    "Retriever",
    "Sampling",
    "Sanitizer",
    "SanitizerError",
    "Secret",
    "Session",
    "SettingsReader",
    "SettingsSection",
    "Shelf",
    "Skipped",
    "Span",
    "TextBlock",
    "TextError",
    "TextFormat",
    "TurnAdditions",
    "TurnDraft",
    "Ui",
    "Usage",
    "WhetstoneError",
    "Work",
    "build_cartridge",
    "hookimpl",
    "read_files",
    "source_hash",
]


_HOMES = (
    "whetstone.core.errors",
    "whetstone.core.values.asking",
    "whetstone.core.values.cartridge",
    "whetstone.core.values.cartridge_format",
    "whetstone.core.values.chat",
    "whetstone.core.values.cloning",
    "whetstone.core.values.job",
    "whetstone.core.values.model",
    "whetstone.core.values.passage",
    "whetstone.core.values.persona",
    "whetstone.core.values.plugin",
    "whetstone.core.values.sanitizing",
    "whetstone.core.values.text",
    "whetstone.core.values.turn",
    "whetstone.core.values.ui",
    "whetstone.hookspecs",
    "whetstone.core.checks.cartridge",
    "whetstone.core.cli",
    "whetstone.core.host",
)
"""The modules that the public names live in, the light ones first: the first that has a name gives it."""


def __getattr__(name: str) -> Any:
    if name in __all__:
        for home in _HOMES:
            module = import_module(home)
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module 'whetstone' has no attribute {name!r}")
