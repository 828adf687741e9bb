"""The user's own changes to personas: kept beside them, so that a cartridge stays as it came."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from whetstone.core.errors import HomeError, SettingsError, near
from whetstone.core.home import Home
from whetstone.core.values.cartridge import Config
from whetstone.core.values.persona import Persona


class Overlay(BaseModel):
    """`overlays/<id>.json`. What is `None` or absent is the cartridge's own.

    `config` holds only the changed keys; `model` names the model that answers for this persona.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str | None = Field(default=None, min_length=1, max_length=200)
    tags: tuple[str, ...] | None = None
    favourite: bool = False
    model: str | None = Field(default=None, min_length=1)
    config: dict[str, Any] = Field(default_factory=dict)


class Overlays:
    """The overlays of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def ids(self) -> set[str]:
        """Return the ids that have an overlay."""
        with self._home.reading(self._home.overlays):
            if not self._home.overlays.is_dir():
                return set()
            return {path.stem for path in self._home.overlays.iterdir() if path.suffix == ".json"}

    def get(self, persona_id: str) -> Overlay:
        """Return the overlay of a persona, an empty one where there is none.

        Raises:
            HomeError: its file cannot be read or is damaged.
        """
        path = self._home.overlays / f"{persona_id}.json"
        try:
            return Overlay.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return Overlay()
        except OSError as error:
            raise HomeError(f"cannot read {path}: {error.strerror or error}") from error
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            key = ".".join(map(str, first["loc"])) or "it"
            raise HomeError(
                f"{path} is damaged ({key}: {first['msg']}); mend it or undo the changes with "
                f"`whetstone edit {persona_id} --reset`"
            ) from error

    def put(self, persona_id: str, overlay: Overlay) -> None:
        """Keep `overlay`, or nothing when it changes nothing."""
        path = self._home.overlays / f"{persona_id}.json"
        changed = overlay.model_dump(exclude_defaults=True)
        if changed:
            self._home.replace(path, (json.dumps(changed, indent=2, ensure_ascii=False) + "\n").encode())
        else:
            with self._home.writing():
                path.unlink(missing_ok=True)

    def apply(self, persona: Persona, overlay: Overlay) -> Persona:
        """Return `persona` under the name, tags and favourite mark that the user gave it."""
        changes: dict[str, Any] = {"favourite": overlay.favourite}
        if overlay.name is not None:
            changes["name"] = overlay.name
        if overlay.tags is not None:
            changes["tags"] = overlay.tags
        return persona.model_copy(update=changes)


def changed_config(config: Config, overlay: Overlay) -> Config:
    """Return a cartridge's `config` with the overlay's keys laid over it, tables key by key.

    Raises:
        SettingsError: the result does not fit the cartridge format.
    """
    if not overlay.config:
        return config
    return _valid_config(_laid_over(config.model_dump(mode="json"), overlay.config))


def edited(overlay: Overlay, changes: Mapping[str, Any], unset: tuple[str, ...], config: Config) -> Overlay:
    """Return `overlay` with dotted keys such as `config.weirdness` set or taken back.

    Raises:
        SettingsError: a key that cannot be changed, or a value that does not fit it.
    """
    table = overlay.model_dump(exclude_defaults=True)
    for key in unset:
        _take(table, _path(key))
    for key, value in changes.items():
        _put(table, _path(key), value)
    _check_config_keys(table.get("config", {}), config)
    try:
        result = Overlay.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise SettingsError(f"{'.'.join(map(str, first['loc']))}: {first['msg'].lower()}") from None
    changed_config(config, result)
    return result


def _path(key: str) -> list[str]:
    parts = key.split(".")
    if parts[0] not in Overlay.model_fields or (parts[0] == "config") != (len(parts) > 1) or "" in parts:
        known = {*Overlay.model_fields, *_config_keys()} - {"config"}
        raise SettingsError(
            f"{key!r} is nothing that can be edited{near(key, known)}; keys: {', '.join(sorted(known))}"
        )
    return parts


def _config_keys() -> Iterator[str]:
    from whetstone.core.values.cartridge import ContextLimits

    yield from (f"config.{name}" for name in Config.model_fields if name != "context_limits")
    yield from (f"config.context_limits.{name}" for name in ContextLimits.model_fields)


def _check_config_keys(table: Mapping[str, Any], config: Config) -> None:
    """Refuse keys that neither the format nor this cartridge knows: they would change nothing."""
    own = config.model_dump(mode="json")
    limits = table.get("context_limits", {})
    unknown = [f"config.{name}" for name in table if name not in own]
    if isinstance(limits, dict):
        unknown += [f"config.context_limits.{name}" for name in limits if name not in own["context_limits"]]
    if unknown:
        raise SettingsError(f"{unknown[0]!r} is nothing that can be edited{near(unknown[0], _config_keys())}")


def _put(table: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        inner = table.setdefault(part, {})
        if not isinstance(inner, dict):
            raise SettingsError(f"{'.'.join(path)}: {part} is no table")
        table = inner
    table[path[-1]] = value


def _take(table: dict[str, Any], path: list[str]) -> None:
    for part in path[:-1]:
        table = table.get(part, {})
    table.pop(path[-1], None)


def _laid_over(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(below)
    for key, value in above.items():
        inner = result.get(key)
        result[key] = (
            _laid_over(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
        )
    return result


def _valid_config(table: dict[str, Any]) -> Config:
    try:
        return Config.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(("config", *map(str, first["loc"])))
        message = first["msg"][:1].lower() + first["msg"][1:]
        raise SettingsError(f"{key}: {message} (it is {first['input']!r})") from None
