"""Keys: read when a request is made, and taken out of everything that is said about it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from whetstone.core.values.model import ModelSpec, Secret

MASK = "[hidden]"

_SHAPES = re.compile(
    r"(?i:(?<=bearer )[^\s\"',;]+)"
    r"|\b(?:sk|pk|rk|xai|gsk|hf|key|nvapi|csk|fw|r8|pplx)[-_][^\s\"',;()]{4,}"
    r"|\bAIza[\w-]{10,}"
    r"|[^\s\"'(]*[*•]{3,}[^\s\"'),;]*"
)
"""How keys look, also shortened ones as providers repeat them (`sk-abc***wxyz`)."""

_USER = re.compile(r"//[^/\s@]+@")
"""A user and a password in an address."""

_KEY_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
_SHORTEST = 6


def revealed(value: Any) -> Any:
    """Return `value` with every `Secret` in it, however deep, replaced by its text.

    Raises:
        ModelRejected: an environment variable is not set.
    """
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, Mapping):
        return {name: revealed(inner) for name, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray)):
        return [revealed(inner) for inner in value]
    return value


def scrubbed(text: str, spec: ModelSpec) -> str:
    """Return `text` without the keys of `spec`, those in the environment, and what looks like a key."""
    for secret in sorted(_known(spec), key=len, reverse=True):
        text = text.replace(secret, MASK)
        text = re.sub(rf"{re.escape(secret[:_SHORTEST])}[^\s\"',;()]*", MASK, text)
    return _SHAPES.sub(MASK, _USER.sub(f"//{MASK}@", text))


def _known(spec: ModelSpec) -> set[str]:
    named = {secret.env for secret in _secrets([spec.api_key, spec.headers, spec.parameters])}
    return {
        value
        for name, value in os.environ.items()
        if (name in named and len(value) >= 3) or (_KEY_NAME.search(name) and _may_be_key(value))
    }


def _may_be_key(value: str) -> bool:
    return len(value) >= 2 * _SHORTEST and "://" not in value and not value.startswith("/")


def _secrets(value: Any) -> list[Secret]:
    if isinstance(value, Secret):
        return [value]
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray)):
        return [secret for inner in value for secret in _secrets(inner)]
    return []


def public_address(url: str) -> str:
    """Return `url` without a user, a password, a query or a fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
