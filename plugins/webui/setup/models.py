"""The models that are set up or found, as the pages and the API tell of them, and changes to those."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from whetstone.core.changing import change_settings, follow
from whetstone.core.errors import ModelNotFound, ModelUnavailable, SettingNotFound, SettingsError
from whetstone.core.host import Host
from whetstone.core.toml.file import Key
from whetstone.core.toml.models import ModelSettings
from whetstone.core.toml.places import dotted
from whetstone.core.values.model import FoundModel, PullsWeights, Secret
from whetstone.plugins.webui.setup import sent
from whetstone.plugins.webui.setup.sent import EnvName, Headers, Parameters

_ONE_LINE = r"^[^\x00-\x1f\x7f]+$"


class ModelLine(BaseModel):
    """A model: whether it can answer (`ready`), and what it is or lacks (`note`).

    `configured` ones stand in `whetstone.toml`, as `model`, `api_base` and `key_env` (the name of the
    environment variable that holds its key). Values of `headers` are told by their environment variable;
    where the file holds one itself, `null` stands for it. `fallbacks` are asked in turn when it fails.
    `pulls` says that `POST /models/pull` fetches its weights.
    """

    name: str
    backend: str
    ready: bool
    note: str
    default: bool
    configured: bool = False
    pulls: bool = False
    model: str | None = None
    api_base: str | None = None
    key_env: str | None = None
    context_tokens: int | None = None
    headers: dict[str, dict[str, str] | None] = {}
    parameters: dict[str, Any] = {}
    fallbacks: list[str] = []


class ModelEntry(BaseModel):
    """`[models.NAME]` of `whetstone.toml`. What is left out is at its default; other keys stay as they are.

    `key_env` names the environment variable that holds the key; the key itself is never sent here.
    `headers`, `parameters` and `fallbacks` stay as they are where they are left out, and take the place of
    those that there are otherwise. `{"$env": "NAME"}` is the value of an environment variable; `null` lets a
    header keep its value.
    """

    model_config = ConfigDict(extra="forbid")

    model: str = Field(min_length=1, max_length=300, pattern=_ONE_LINE, examples=["openai/gpt-4o"])
    api_base: str | None = Field(None, max_length=500, pattern=_ONE_LINE)
    key_env: EnvName | None = None
    context_tokens: int | None = Field(None, ge=64, le=1 << 31)
    headers: Headers | None = None
    parameters: Parameters | None = None
    fallbacks: list[Annotated[str, Field(min_length=1, max_length=300, pattern=_ONE_LINE)]] | None = Field(
        None, max_length=20
    )


class FoundLine(BaseModel):
    """A model that was found on this machine: `settings` is the table that would use it."""

    name: str
    where: str
    settings: dict[str, Any]
    known: bool


def default_of(host: Host) -> str:
    """Return the model that answers where nothing else is named."""
    return os.environ.get("WHETSTONE_MODEL") or host.settings.core.model


def lines(host: Host) -> list[ModelLine]:
    """Return the models, the default first, as the settings are now.

    Raises:
        SettingsError: the file was changed, and does not fit.
    """
    follow(host)
    default, configured = default_of(host), host.settings.core.models
    pulling = {backend.name for backend in host.models.backends() if isinstance(backend, PullsWeights)}
    infos = host.models.known()
    if default not in {info.name for info in infos}:
        infos.insert(0, host.models.about(default))
    found = []
    for info in sorted(infos, key=lambda info: info.name != default):
        told = ModelLine(
            name=info.name,
            backend=info.backend,
            ready=info.ready,
            note=info.note,
            default=info.name == default,
            pulls=not info.ready and info.backend in pulling,
        )
        if given := configured.get(info.name):
            told.configured, told.model, told.api_base = True, given.model, given.api_base
            told.key_env = given.api_key.env if isinstance(given.api_key, Secret) else None
            told.context_tokens = given.context_tokens
            told.headers, told.fallbacks = sent.headers_told(given.headers), list(given.fallbacks)
            told.parameters = sent.told(given.parameters)
        found.append(told)
    return found


def line(host: Host, name: str) -> ModelLine:
    """Return what there is to tell of one model.

    Raises:
        ModelNotFound: it is none of those that are set up or found.
    """
    for found in lines(host):
        if found.name == name:
            return found
    raise ModelNotFound(f"no model is called {name!r} in whetstone.toml, and none comes with a plugin")


def put_entry(host: Host, name: str, entry: ModelEntry) -> None:
    """Write the table of a model.

    Raises:
        SettingsError: a fallback is no model, or see `whetstone.core.changing.change`.
        HomeError: the file cannot be read or written.
    """
    given: Mapping[str, Any] = {
        "model": entry.model,
        "api_base": entry.api_base,
        "api_key": {"$env": entry.key_env} if entry.key_env else None,
        "context_tokens": entry.context_tokens,
    }
    changes: dict[Key, Any] = {("models", name, key): value for key, value in given.items()}
    follow(host)
    now = host.settings.core.models.get(name) or ModelSettings(model=entry.model)
    changes |= sent.headers_changed(name, now.headers, entry.headers)
    changes |= sent.parameters_changed(name, now.parameters, entry.parameters)
    if entry.fallbacks is not None:
        _check_fallbacks(host, name, entry.fallbacks)
        changes["models", name, "fallbacks"] = entry.fallbacks or None
    change_settings(host, changes)


def _check_fallbacks(host: Host, name: str, fallbacks: list[str]) -> None:
    for other in fallbacks:
        fault = f"{other} cannot stand in for itself" if other == name else ""
        about = host.models.about(other)
        if fault := fault or ("" if about.backend else about.note):
            raise SettingsError(f"{dotted(('models', name, 'fallbacks'))}: {fault}")


def remove_entry(host: Host, name: str) -> None:
    """Take the table of a model out.

    Raises:
        SettingNotFound: there is none.
        SettingsError: it is the default, or a fallback of another one.
    """
    models = host.settings.core.models
    if name not in models:
        raise SettingNotFound(f"no model is called {name!r} in whetstone.toml")
    if name == host.settings.core.model:
        raise SettingsError(f"{name} is the model that answers; choose another one first")
    if leaning := [other for other, given in models.items() if name in given.fallbacks]:
        raise SettingsError(f"{name} is a fallback of {', '.join(leaning)}; take it out there first")
    change_settings(host, {("models", name): None})


def choose(host: Host, name: str) -> None:
    """Let the model `name` answer where nothing else is named.

    Raises:
        ModelNotFound: no backend knows it.
    """
    about = host.models.about(name)
    if not about.backend:
        raise ModelNotFound(about.note)
    change_settings(host, {("model",): name})


def detected(host: Host) -> list[FoundLine]:
    """Look for model servers on this machine, and keys in the environment."""
    return [_found(host, model) for model in host.models.detected()]


def adopt(host: Host, names: list[str]) -> list[FoundLine]:
    """Write those of the models that are found which are named into the settings.

    Raises:
        ModelUnavailable: one is not there any more.
    """
    found = {model.name: model for model in host.models.detected()}
    if gone := [name for name in names if name not in found]:
        raise ModelUnavailable(f"{', '.join(gone)} is not found here any more; look again")
    new: dict[Key, Any] = {
        ("models", name): dict(found[name].settings)
        for name in names
        if name not in host.settings.core.models
    }
    change_settings(host, new)
    return [_found(host, model) for model in found.values()]


def _found(host: Host, model: FoundModel) -> FoundLine:
    return FoundLine(
        name=model.name,
        where=model.where,
        settings=dict(model.settings),
        known=model.name in host.settings.core.models,
    )
