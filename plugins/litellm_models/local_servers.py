"""Model servers as people run them on their own machine, told apart by what they answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

_LARGEST_ANSWER = 2_000_000
_LONGEST_ID = 200
_NO_TALK = re.compile(r"embed|rerank|whisper|\bbge\b|minilm|\bclip\b|\btts\b", re.IGNORECASE)
_NO_TALK_FAMILIES = {"bert", "nomic-bert", "clip"}
_OWNERS = {"vllm": "vLLM", "llamacpp": "llama.cpp"}
_OLLAMA_CONTEXT = 4_096
"""What an Ollama server reads of a prompt unless it was told more; it drops the rest without a word."""


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model that a server offers for talk, and the tokens that it reads, where the server says so."""

    id: str
    context_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server, the name of its kind for people, and its models (embedding models are left out)."""

    kind: str
    models: Sequence[LocalModel]


def server_at(address: str, timeout: float) -> LocalServer | None:
    """Return the model server at `address`, `None` where there is none; `timeout` (s) bounds each request."""

    def get(path: str) -> Any:
        return _json_at(address, path, timeout)

    server = (
        _ollama(get("/api/tags")) or _lm_studio(get("/api/v0/models")) or _openai_shaped(get("/v1/models"))
    )
    if server is None:
        return None
    talking = [model for model in server.models if _is_sound(model.id) and not _NO_TALK.search(model.id)]
    return LocalServer(server.kind, talking)


def _ollama(answer: Any) -> LocalServer | None:
    models = _items(answer, "models")
    if not models:
        return None
    talking = [model for model in models if not _NO_TALK_FAMILIES & _families(model)]
    return LocalServer("Ollama", [LocalModel(str(model.get("name")), _OLLAMA_CONTEXT) for model in talking])


def _lm_studio(answer: Any) -> LocalServer | None:
    models = _items(answer, "data")
    if not models:
        return None
    talking = [model for model in models if model.get("type") in {"llm", "vlm"}]
    return LocalServer(
        "LM Studio",
        [LocalModel(str(model.get("id")), _tokens(model.get("loaded_context_length"))) for model in talking],
    )


def _openai_shaped(answer: Any) -> LocalServer | None:
    """Return vLLM, llama.cpp, or some other server that lists its models as OpenAI does."""
    models = _items(answer, "data")
    if not models:
        return None
    owners = {str(model.get("owned_by")) for model in models}
    kind = next((_OWNERS[owner] for owner in _OWNERS if owner in owners), "an OpenAI-compatible server")
    return LocalServer(kind, [LocalModel(str(model.get("id")), _context(model)) for model in models])


def _context(model: Mapping[str, Any]) -> int | None:
    """Return the context that vLLM and llama.cpp tell of a model, each in its way."""
    meta = model.get("meta")
    return _tokens(model.get("max_model_len")) or _tokens(
        meta.get("n_ctx") if isinstance(meta, dict) else None
    )


def _json_at(address: str, path: str, timeout: float) -> Any:
    """Return the JSON at `path`, `None` where there is none; no proxy is used and no redirect followed."""
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    try:
        connection = kind(parts.hostname or "", parts.port, timeout=timeout)
        try:
            connection.request("GET", parts.path.rstrip("/") + path, headers={"Accept": "application/json"})
            response = connection.getresponse()
            body = response.read(_LARGEST_ANSWER)
        finally:
            connection.close()
        return json.loads(body) if response.status == 200 else None
    except (OSError, HTTPException, ValueError, RecursionError):
        return None


def _items(answer: Any, key: str) -> list[dict[str, Any]]:
    items = answer.get(key) if isinstance(answer, dict) else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _families(model: Mapping[str, Any]) -> set[str]:
    details = model.get("details")
    families = details.get("families") if isinstance(details, dict) else None
    return {str(family) for family in families} if isinstance(families, list) else set()


def _tokens(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _is_sound(name: str) -> bool:
    return 0 < len(name) <= _LONGEST_ID and name.isprintable()
