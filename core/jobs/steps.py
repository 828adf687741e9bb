"""Finished steps: what a model answered, kept under the hash of all that the answer depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from whetstone.core.home import Home, draft_of
from whetstone.core.toml.models import secretive
from whetstone.core.values.asking import Answer
from whetstone.core.values.model import ChatRequest, ModelSpec, Secret

VERSION = 1
"""Changes when requests are sent, or answers are read, in another way than before."""


class Steps:
    """The finished steps of one home, shared by all its jobs. They may be deleted at any time."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def find(self, key: str) -> Answer | None:
        """Return the answer kept under `key`; `None` where there is none, or only a damaged one."""
        try:
            kept = json.loads(self._place(key).read_bytes())
            if kept["sha256"] == _digest(kept["text"], kept["model"]):
                return Answer(text=kept["text"], model=kept["model"])
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            pass
        return None

    def keep(self, key: str, answer: Answer) -> None:
        """Keep `answer` durably under `key`, in place of what may be there.

        Raises:
            HomeError: it cannot be written.
        """
        kept = {"text": answer.text, "model": answer.model, "sha256": _digest(answer.text, answer.model)}
        with self._home.locked("steps"):
            self._home.replace(self._place(key), json.dumps(kept, indent=1).encode())

    def drop(self, keys: Iterable[str]) -> int:
        """Delete the answers kept under `keys`, and return how many there were.

        Raises:
            HomeError: one cannot be deleted.
        """
        count = 0
        with self._home.locked("steps"), self._home.writing():
            for place in map(self._place, keys):
                count += place.exists()
                draft_of(place).unlink(missing_ok=True)
                place.unlink(missing_ok=True)
        return count

    def _place(self, key: str) -> Path:
        return self._home.steps / key[:2] / f"{key}.json"


def identity(spec: ModelSpec, backend: str, section: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what tells one model from another, without any secret, in plain JSON values.

    `section` are the settings of the plugin that brings the backend. Who answers where it fails
    (`fallbacks`), how patiently it is asked, and under which name and key, make no other model of it.
    """
    return {
        "backend": backend,
        "model": spec.model,
        "api_base": _address(spec.api_base) if spec.api_base else None,
        "parameters": _without_secrets(spec.parameters),
        "settings": _without_secrets(section or {}),
    }


def step_key(model: Mapping[str, Any], request: ChatRequest) -> str:
    """Return the sha256, in hex, of `request` to the model with this identity."""
    asked = {
        "step": VERSION,
        "model": model,
        "messages": [[message.role, message.content] for message in request.messages],
        "max_tokens": request.max_tokens,
        "temperature": float(request.sampling.temperature),
        "top_p": float(request.sampling.top_p),
        "seed": request.sampling.seed,
        "stop": list(request.stop),
    }
    return hashlib.sha256(_canonical(asked)).hexdigest()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str).encode()


def _digest(text: str, model: str) -> str:
    return hashlib.sha256(_canonical([VERSION, text, model])).hexdigest()


def _without_secrets(value: Any) -> Any:
    """Leave out what is a secret, is named like one, or says where one is."""
    if isinstance(value, Mapping):
        kept = ((str(key), inner) for key, inner in value.items() if not secretive(str(key)))
        return {key: _without_secrets(inner) for key, inner in kept if not _is_secret(inner)}
    if isinstance(value, list | tuple):
        return [_without_secrets(inner) for inner in value if not _is_secret(inner)]
    return value


def _is_secret(value: object) -> bool:
    return isinstance(value, Secret) or (isinstance(value, Mapping) and set(value) == {"$env"})


def _address(base: str) -> str:
    """Return the address without a name, password or query in it."""
    parts = urlsplit(base)
    place = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{place}{parts.path.rstrip('/')}"
