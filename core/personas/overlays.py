"""The user's own changes to personas: kept beside them, so that a cartridge stays as it came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from whetstone.core.checks.shape import fit, sentence
from whetstone.core.checks.strict_json import read_object
from whetstone.core.errors import CartridgeError, HomeError, SettingsError, near
from whetstone.core.home import Home, sync_folder
from whetstone.core.values.cartridge import Config, ShortText
from whetstone.core.values.persona import Persona


class Overlay(BaseModel):
    """`overlays/<id>.json`. What is `None` or absent is the cartridge's own.

    `config` holds only the changed keys; `model` names the model that answers for this persona.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: ShortText | None = None
    tags: tuple[ShortText, ...] | None = Field(default=None, max_length=64, strict=False)
    favourite: bool = False
    model: ShortText | None = None
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
            return fit(Overlay, read_object(path.read_bytes(), str(path)), str(path))
        except FileNotFoundError:
            return Overlay()
        except OSError as error:
            raise HomeError(f"cannot read {path}: {error.strerror or error}") from error
        except CartridgeError as error:
            raise HomeError(
                f"{error}; mend it, or undo your changes with `whetstone edit {persona_id} --reset`"
            ) from None

    def put(self, persona_id: str, overlay: Overlay) -> None:
        """Keep `overlay`, or nothing when it changes nothing."""
        path = self._home.overlays / f"{persona_id}.json"
        changed = overlay.model_dump(mode="json", exclude_defaults=True)
        if changed:
            self._home.replace(path, (json.dumps(changed, indent=2, ensure_ascii=False) + "\n").encode())
        else:
            with self._home.writing(), suppress(FileNotFoundError):
                path.unlink()
                sync_folder(path.parent)

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
    try:
        return _config_under(config, overlay)
    except SettingsError as error:
        raise SettingsError(
            f"{error}; give another value, or undo your change with `whetstone edit ID --unset KEY`"
        ) from None


def edited(overlay: Overlay, changes: Mapping[str, str], unset: tuple[str, ...], config: Config) -> Overlay:
    """Return `overlay` with dotted keys such as `config.weirdness` set or taken back.

    A value is JSON (`0.4`, `true`, `["stoic", "roman"]`) or plain text; tags may be words with commas.

    Raises:
        SettingsError: a key that cannot be changed, or a value that does not fit it.
    """
    table = overlay.model_dump(mode="json", exclude_defaults=True)
    for key in unset:
        if not _take(table, key.split(".")):
            _path(key, config)
    for key, text in changes.items():
        _put(table, _path(key, config), _value(key, text))
    try:
        result = Overlay.model_validate(table)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise SettingsError(sentence(fault, ".".join(map(str, fault["loc"])), "an object")) from None
    _config_under(config, result)
    _refuse_unreadable(table)
    return result


def _config_under(config: Config, overlay: Overlay) -> Config:
    if not overlay.config:
        return config
    try:
        return Config.model_validate(_laid_over(config.model_dump(mode="json"), overlay.config))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        key = ".".join(("config", *map(str, fault["loc"])))
        raise SettingsError(sentence(fault, key, "an object")) from None


def _refuse_unreadable(table: dict[str, Any]) -> None:
    """Refuse characters and depths that the file could not be read back with."""
    try:
        read_object(json.dumps(table, ensure_ascii=False).encode("utf-8", "surrogatepass"), "the change")
    except CartridgeError as error:
        raise SettingsError(str(error)) from None


def _path(key: str, config: Config) -> list[str]:
    """Return the parts of `key`; one that nobody reads is refused, since it would change nothing."""
    known = set(Overlay.model_fields) - {"config"}
    known |= {f"config.{name}" for name in config.model_dump() if name != "context_limits"}
    known |= {f"config.context_limits.{name}" for name in config.context_limits.model_dump()}
    parts = key.split(".")
    readable = any(".".join(parts[:end]) in known for end in range(1, len(parts) + 1))
    if not readable or "" in parts or (parts[0] != "config" and len(parts) > 1):
        raise SettingsError(
            f"{key!r} is nothing that can be edited{near(key, known)}; keys: {', '.join(sorted(known))}"
        )
    return parts


_ABSENT = object()
_TEXTS = {"name", "model", "config.voice", "config.greeting"}


def _value(key: str, text: str) -> Any:
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        value = text
    if key in _TEXTS and not isinstance(value, str) and value is not None:
        return text
    if key == "tags" and isinstance(value, str):
        return [tag.strip() for tag in value.split(",") if tag.strip()]
    return value


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(word)


def _put(table: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        inner = table.setdefault(part, {})
        if not isinstance(inner, dict):
            raise SettingsError(f"{'.'.join(path)}: {part} is a value and not a table")
        table = inner
    table[path[-1]] = value


def _take(table: dict[str, Any], path: list[str]) -> bool:
    """Take the value at `path` out, and with it tables that are empty then; say whether it was there."""
    inner = table.get(path[0])
    if len(path) == 1:
        return table.pop(path[0], _ABSENT) is not _ABSENT
    if not isinstance(inner, dict):
        return False
    taken = _take(inner, path[1:])
    if not inner:
        del table[path[0]]
    return taken


def _laid_over(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(below)
    for key, value in above.items():
        inner = result.get(key)
        result[key] = (
            _laid_over(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
        )
    return result
