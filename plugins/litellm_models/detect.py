"""What can be used from here: model servers on this machine, and keys in the environment."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from whetstone.core.values.model import FoundModel
from whetstone.plugins.litellm_models.local_servers import server_at
from whetstone.plugins.litellm_models.providers import PROVIDERS

USUAL_ADDRESSES = (
    "http://127.0.0.1:11434",
    "http://127.0.0.1:1234",
    "http://127.0.0.1:8000",
    "http://127.0.0.1:8080",
)
"""Where Ollama, LM Studio, vLLM and llama.cpp listen unless told otherwise."""

_PATIENCE = 0.9


def found_models(addresses: Sequence[str] = USUAL_ADDRESSES) -> list[FoundModel]:
    """Return what answers at `addresses` (and at `OLLAMA_HOST`) within a second, and what the keys open.

    No key is sent anywhere, and nothing else is connected to.
    """
    own = os.environ.get("OLLAMA_HOST", "").strip()
    address = _ollama_address(own) if own else None
    everywhere = dict.fromkeys([*addresses, *([address] if address else [])])
    return list(_with_own_names([*_local_models(list(everywhere)), *_keyed_models()]))


def _local_models(addresses: Sequence[str]) -> Iterator[FoundModel]:
    """Ask all addresses at once, in threads that do not keep the program from ending."""
    answers: dict[str, list[FoundModel]] = {}

    def ask(address: str) -> None:
        answers[address] = list(_models_at(address))

    threads = [threading.Thread(target=ask, args=(address,), daemon=True) for address in addresses]
    until = time.monotonic() + _PATIENCE
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(until - time.monotonic(), 0))
    for address in addresses:
        yield from answers.get(address, [])


def _models_at(address: str) -> Iterator[FoundModel]:
    server = server_at(address, timeout=_PATIENCE)
    for model in server.models if server else ():
        settings: dict[str, Any] = {"model": f"openai/{model.id}", "api_base": f"{address}/v1"}
        if model.context_tokens:
            settings["context_tokens"] = model.context_tokens
        yield FoundModel(_short_name(model.id), f"{server.kind} at {address}" if server else "", settings)


def _keyed_models() -> Iterator[FoundModel]:
    for provider in PROVIDERS:
        if os.environ.get(provider.env):
            settings: dict[str, Any] = {"model": provider.model, "api_key": {"$env": provider.env}}
            if provider.parameters:
                settings["parameters"] = dict(provider.parameters)
            yield FoundModel(provider.name, f"the key in {provider.env}", settings)


def _ollama_address(host: str) -> str | None:
    """Return the address that a value of `OLLAMA_HOST` stands for, with the defaults of Ollama itself."""
    scheme, mark, rest = host.rpartition("://")
    scheme = scheme.lower() or "http"
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        port = parts.port or (11434 if not mark else 443 if scheme == "https" else 80)
    except ValueError:
        return None
    name = {None: "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(parts.hostname, parts.hostname)
    if scheme not in {"http", "https"} or name is None:
        return None
    return f"{scheme}://{f'[{name}]' if ':' in name else name}:{port}{parts.path.rstrip('/')}"


def _short_name(model: str) -> str:
    """Return a name for the settings: the last part of the model's own, as a bare TOML key."""
    last = re.split(r"[/\\]", model)[-1].lower().removesuffix(".gguf").removesuffix(":latest")
    return re.sub(r"[^a-z0-9]+", "-", last).strip("-") or "model"


def _with_own_names(found: Sequence[FoundModel]) -> Iterator[FoundModel]:
    taken: dict[str, int] = {}
    for model in found:
        count = taken[model.name] = taken.get(model.name, 0) + 1
        name = model.name if count == 1 else f"{model.name}-{count}"
        yield FoundModel(name, model.where, model.settings)
