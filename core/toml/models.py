"""What core itself reads of `whetstone.toml`, as types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from whetstone.core.values.model import Secret

_AS_SECRET = 'write { "$env" = "NAME" } with the name of an environment variable that holds it'
_SECRETIVE = re.compile(
    r"(?:^|[-_])(?:api[-_]?key|authorization|password|passwd|secret|credentials|secret[-_]access[-_]key"
    r"|(?:access|auth|session|bearer|ad|api|id)[-_]token)$",
    re.IGNORECASE,
)


def secretive(name: str) -> bool:
    """Return whether a setting of this name holds a secret, such as `api_key` or `X-Api-Key`."""
    return _SECRETIVE.search(name) is not None


def _secrets(value: object, name: str = "") -> Any:
    """Turn `{"$env": "NAME"}` into a `Secret`, also inside lists and tables."""
    if isinstance(value, Mapping):
        if "$env" not in value:
            return {key: _secrets(inner, str(key)) for key, inner in value.items()}
        if set(value) != {"$env"} or not isinstance(value["$env"], str) or not value["$env"]:
            raise ValueError(f"holds a secret in a wrong form; {_AS_SECRET}")
        return Secret(value["$env"])
    if isinstance(value, str) and secretive(name):
        raise ValueError(f"holds {name} in plain text; {_AS_SECRET}")
    return [_secrets(inner, name) for inner in value] if isinstance(value, list) else value


def _key(value: object) -> Secret | None:
    if isinstance(value, str):
        raise ValueError(f"is a key in plain text; {_AS_SECRET}")
    found = _secrets(value)
    if found is not None and not isinstance(found, Secret):
        raise ValueError(f"is no key; {_AS_SECRET}")
    return found


def _headers(value: object) -> object:
    found = _secrets(value)
    for name, text in found.items() if isinstance(found, dict) else ():
        if not isinstance(text, str | Secret):
            raise ValueError(f'must give {name} a text, or {{ "$env" = "NAME" }}')
    return found


def _address(value: object) -> object:
    if isinstance(value, str) and re.match(r"[a-z]+://[^/?#]*@", value, re.IGNORECASE):
        raise ValueError("holds a name or password before the @; send it with headers instead")
    return value


class ModelSettings(BaseModel):
    """`[models.NAME]`: a model under a name of the user's own."""

    model_config = ConfigDict(extra="forbid", strict=True)

    model: str = Field(min_length=1)
    backend: str | None = None
    api_base: Annotated[str | None, BeforeValidator(_address)] = None
    api_key: Annotated[Any, BeforeValidator(_key)] = None
    headers: Annotated[dict[str, Any], BeforeValidator(_headers)] = Field(default_factory=dict)
    parameters: Annotated[dict[str, Any], BeforeValidator(_secrets)] = Field(default_factory=dict)
    fallbacks: tuple[str, ...] = Field(default=(), strict=False)
    retries: int = Field(default=2, ge=0, le=20)
    timeout: float = Field(default=60, gt=0, le=3600)
    context_tokens: int | None = Field(default=None, ge=64)


class PluginSettings(BaseModel):
    """`[plugins]`: which ones not to load, by entry-point or distribution name."""

    model_config = ConfigDict(extra="forbid", strict=True)

    block: tuple[str, ...] = Field(default=(), strict=False)


class RetrievalSettings(BaseModel):
    """`[retrieval]`: which retrievers rank passages; all that are installed when it is not set."""

    model_config = ConfigDict(extra="forbid", strict=True)

    retrievers: tuple[str, ...] | None = Field(default=None, strict=False)


class SanitizerSettings(BaseModel):
    """`[sanitizer]`: how much is looked for before a log leaves, and which plugins must take part."""

    model_config = ConfigDict(extra="forbid", strict=True)

    tier: Literal["rules", "strong"] = "rules"
    require: tuple[str, ...] = Field(default=("sanitizers",), strict=False)


class MirrorSettings(BaseModel):
    """`[mirror]`: how many turns of the user's a clone is made from, at the least."""

    model_config = ConfigDict(extra="forbid", strict=True)

    turns: int = Field(default=500, ge=1)


class CoreSettings(BaseModel):
    """What core itself reads of `whetstone.toml`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    model: str = Field(default="embedded", min_length=1)
    models: dict[str, ModelSettings] = Field(default_factory=dict)
    plugins: PluginSettings = Field(default_factory=PluginSettings)
    retrieval: RetrievalSettings = Field(default_factory=RetrievalSettings)
    sanitizer: SanitizerSettings = Field(default_factory=SanitizerSettings)
    mirror: MirrorSettings = Field(default_factory=MirrorSettings)
