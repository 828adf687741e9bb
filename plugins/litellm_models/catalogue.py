"""Which models and providers litellm knows: from its data files where they suffice, its import is slow."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from whetstone.plugins.litellm_models.loading import load_litellm

_TALKS = {"chat", "completion", "responses"}
_KNOWN_BY_BARE_NAME = {"openai", "anthropic"}


def knows(model: str) -> bool:
    """Return whether litellm would know whom to ask for `model`; imports it only in doubtful cases."""
    prefix, slash, rest = model.partition("/")
    table = _data("model_prices_and_context_window_backup.json")
    entry = table.get(model, {})
    if entry.get("mode", "chat") not in _TALKS:
        return False
    if slash and rest and prefix in _providers():
        return True
    if table and not slash and ":" not in model:
        if not entry:
            return False
        if entry.get("litellm_provider") in _KNOWN_BY_BARE_NAME:
            return True
    return provider_of(model) is not None


def provider_of(model: str) -> str | None:
    """Return the name of the provider that litellm asks for `model`, or `None`. Imports litellm.

    A provider that stands before the name is believed; litellm itself would run the sign-in of some.
    """
    litellm = load_litellm()
    prefix, slash, rest = model.partition("/")
    mute = litellm.model_cost.get(model, {}).get("mode", "chat") not in _TALKS
    if mute or model == "*" or (slash and not rest):
        return None
    if slash and prefix in {str(getattr(name, "value", name)) for name in litellm.provider_list}:
        return prefix
    try:
        return str(litellm.get_llm_provider(model)[1])
    except Exception:
        return None


def context_tokens(model: str) -> int | None:
    """Return the largest prompt of `model` in tokens, as litellm's own table has it. Imports litellm."""
    table = load_litellm().model_cost
    entry = table.get(model) or table.get(model.partition("/")[2]) or {}
    limit = entry.get("max_input_tokens")
    return limit if isinstance(limit, int) else None


@cache
def _providers() -> frozenset[str]:
    """Return the providers that litellm's own list says one can talk with."""
    providers = _data("provider_endpoints_support_backup.json").get("providers", {})
    return frozenset(
        name for name, entry in providers.items() if entry.get("endpoints", {}).get("chat_completions")
    )


@cache
def _data(name: str) -> dict[str, Any]:
    """Return one of the data files in litellm's folder, empty where this version has none."""
    spec = find_spec("litellm")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        try:
            data = json.loads((Path(folder) / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(data, dict):
            return data
    return {}
