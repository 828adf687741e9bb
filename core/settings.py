"""`whetstone.toml`: read, checked against what core and plugins declare, changed without losing comments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from whetstone.core.checks.plain_text import decode
from whetstone.core.checks.shape import sentence
from whetstone.core.errors import CartridgeError, PluginError, SettingsError, near
from whetstone.core.toml.models import CoreSettings, ModelSettings, secretive
from whetstone.core.toml.places import dotted, line_of, parsed, refuse_no_file
from whetstone.core.values.model import ModelSpec, Secret
from whetstone.core.values.plugin import PluginRecord, SettingsSection


class Settings:
    """The settings of one home.

    `core` is what core reads. The plugins' sections are read with `section`, once `check_sections` was
    given what they declare; until then the file's other tables are unread.

    Raises:
        SettingsError: the file is none, or no TOML, or a key or value does not fit; it names the line.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._sections: dict[str, BaseModel] = {}
        self._declared: tuple[list[tuple[PluginRecord, SettingsSection]], Iterable[PluginRecord]] = [], ()
        refuse_no_file(path)
        try:
            self._text = decode(path.read_bytes(), str(path))
        except FileNotFoundError:
            self._text = ""
        except OSError as error:
            raise SettingsError(f"cannot read {path}: {error.strerror or error}") from error
        except CartridgeError as error:
            raise SettingsError(str(error)) from None
        self._table = parsed(self._text, path)
        known = CoreSettings.model_fields
        self.core = self._checked(CoreSettings, {k: v for k, v in self._table.items() if k in known}, ())

    def check_sections(
        self, declared: Iterable[tuple[PluginRecord, SettingsSection]], records: Iterable[PluginRecord]
    ) -> None:
        """Hold the rest of the file to the sections that plugins declare, each with its plugin's record.

        A table that nobody declares is an error, unless a plugin that is not loaded may own it. A section
        that cannot be used is its plugin's fault, and is left out.

        Raises:
            SettingsError: a table or key that nobody knows, or a value that does not fit.
        """
        self._declared = list(declared), records
        for record, section in self._declared[0]:
            given = self._table.get(section.name, {})
            try:
                _refuse_unusable(section)
                self._sections[section.name] = self._checked(section.model, given, (section.name,))
            except SettingsError:
                raise
            except Exception as error:
                record.blame(f"whetstone_settings brought [{section.name}], {error}")
        known = {*CoreSettings.model_fields, *self._sections}
        missing = any(record.status != "loaded" or record.error for record in records)
        for name, value in self._table.items():
            if name not in known and not (missing and isinstance(value, dict) and not near(name, known)):
                kind = "table" if isinstance(value, dict) else "key"
                raise SettingsError(
                    f"{self._place((name,))}: no installed plugin reads the {kind} {name!r}"
                    f"{near(name, known)}"
                )

    def reload(self) -> bool:
        """Read the file again, and return whether it holds something else than before.

        Raises:
            SettingsError: it does, and that does not fit; the settings stay as they were.
        """
        now = Settings(self.path)
        if now._text == self._text:
            return False
        now.check_sections(*self._declared)
        self.__dict__.update(now.__dict__)
        return True

    def section(self, name: str) -> Any:
        """Return the section `[name]`; raises `KeyError` when no plugin declared it."""
        return self._sections[name]

    def effective(self) -> dict[str, Any]:
        """Return every setting with its default, as plain values; secrets by the name of their variable."""
        core: dict[str, Any] = _shown(self.core)
        return {**core, **{name: _shown(section) for name, section in self._sections.items()}}

    def model_spec(self, name: str) -> ModelSpec:
        """Return how to open the model `name`: from `[models.NAME]`, else `name` as it is."""
        given = self.core.models.get(name)
        if given is None:
            return ModelSpec(name=name, model=name)
        values = {field: getattr(given, field) for field in ModelSettings.model_fields}
        return ModelSpec(name=name, **values)

    def _checked(self, model: type[BaseModel], table: object, above: tuple[str, ...]) -> Any:
        try:
            return model.model_validate(table)
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            where = (*above, *fault["loc"])
            if fault["type"] == "extra_forbidden":
                fields = _fields_at(model, fault["loc"][:-1])
                problem = f"{dotted(where)} is no setting{near(str(where[-1]), fields)}"
            else:
                echo = not any(secretive(str(part)) for part in where)
                echo = echo and not (where[0] == "models" and isinstance(fault["input"], str))
                problem = sentence(fault, dotted(where), "a table", echo=echo)
            raise SettingsError(f"{self._place(where)}: {problem}") from None

    def _place(self, where: tuple[str | int, ...]) -> str:
        """Return `FILE, line N` for the key path `where`."""
        line = line_of(self._text, where)
        return f"{self.path}, line {line}" if line else str(self.path)


def _refuse_unusable(section: SettingsSection) -> None:
    """Raise `PluginError` where the section's name is taken, or the user would have to fill it."""
    if section.name in CoreSettings.model_fields:
        raise PluginError("a name that Whetstone uses itself")
    try:
        section.model.model_validate({})
    except ValidationError as error:
        key = dotted(error.errors(include_url=False)[0]["loc"])
        raise PluginError(f"where {key} has no default that fits") from error


def _shown(value: Any) -> Any:
    """Return `value` in plain TOML terms."""
    if isinstance(value, Secret):
        return {"$env": value.env}
    if isinstance(value, BaseModel):
        fields = ((name, getattr(value, name)) for name in type(value).model_fields)
        return {name: _shown(inner) for name, inner in fields if inner is not None}
    if isinstance(value, Mapping):
        return {str(key): _shown(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_shown(inner) for inner in value]
    return value if isinstance(value, str | int | float) else str(value)


def _fields_at(model: type[BaseModel], path: tuple[int | str, ...]) -> set[str]:
    """Return the names of the fields of the model that `path` leads to."""
    current: Any = model
    for part in path:
        annotation = (
            current.model_fields[part].annotation if part in getattr(current, "model_fields", {}) else None
        )
        if annotation is None:
            continue
        arguments = [
            a for a in getattr(annotation, "__args__", ()) if isinstance(a, type) and issubclass(a, BaseModel)
        ]
        current = arguments[0] if arguments else annotation
    return set(getattr(current, "model_fields", ()))
