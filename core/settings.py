"""`whetstone.toml`: read, checked against what core and plugins declare, changed without losing comments."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from whetstone.core.errors import SettingsError, near
from whetstone.core.values.model import ModelSpec, Secret
from whetstone.core.values.plugin import PluginRecord, SettingsSection


def _secret(value: object) -> object:
    """Turn `{"$env": "NAME"}` into a `Secret`, also inside lists and tables."""
    if isinstance(value, Mapping):
        if "$env" in value:
            if set(value) != {"$env"} or not isinstance(value["$env"], str) or not value["$env"]:
                raise ValueError('is written as { "$env" = "NAME" }')
            return Secret(value["$env"])
        return {key: _secret(inner) for key, inner in value.items()}
    return [_secret(inner) for inner in value] if isinstance(value, list) else value


def _named_secret(value: object) -> object:
    if isinstance(value, str):
        raise ValueError(
            'is a key in plain text; put it into an environment variable and write { "$env" = "NAME" }'
        )
    return _secret(value)


class ModelSettings(BaseModel):
    """`[models.NAME]`: a model under a name of the user's own."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    model: str = Field(min_length=1)
    backend: str | None = None
    api_base: str | None = None
    api_key: Annotated[Secret | None, BeforeValidator(_named_secret)] = None
    headers: Annotated[dict[str, str | Secret], BeforeValidator(_secret)] = Field(default_factory=dict)
    parameters: Annotated[dict[str, Any], BeforeValidator(_secret)] = Field(default_factory=dict)
    fallbacks: tuple[str, ...] = ()
    retries: int = Field(default=2, ge=0, le=20)
    timeout: float = Field(default=60, gt=0, le=3600)
    context_tokens: int | None = Field(default=None, ge=64)


class PluginSettings(BaseModel):
    """`[plugins]`: which ones not to load, by entry-point or distribution name."""

    model_config = ConfigDict(extra="forbid")

    block: tuple[str, ...] = ()


class RetrievalSettings(BaseModel):
    """`[retrieval]`: which retrievers rank passages; all that are installed when it is not set."""

    model_config = ConfigDict(extra="forbid")

    retrievers: tuple[str, ...] | None = None


class CoreSettings(BaseModel):
    """What core itself reads of `whetstone.toml`."""

    model_config = ConfigDict(extra="forbid")

    model: str = "embedded"
    models: dict[str, ModelSettings] = Field(default_factory=dict)
    plugins: PluginSettings = Field(default_factory=PluginSettings)
    retrieval: RetrievalSettings = Field(default_factory=RetrievalSettings)


class Settings:
    """The settings of one home.

    `core` is what core reads. The plugins' sections are read with `section`, once `check_sections` was
    given what they declare; until then the file's other tables are unread.

    Raises:
        SettingsError: the file is no TOML, or a key or value does not fit; it names the line.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._text = ""
        self._sections: dict[str, BaseModel] = {}
        try:
            self._text = path.read_bytes().decode("utf-8-sig")
            self._table = tomllib.loads(self._text)
        except FileNotFoundError:
            self._table = {}
        except OSError as error:
            raise SettingsError(f"cannot read {path}: {error.strerror or error}") from error
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"{path} is not valid TOML: {error}") from error
        known = CoreSettings.model_fields
        self.core = self._checked(CoreSettings, {k: v for k, v in self._table.items() if k in known}, ())

    def check_sections(self, declared: Iterable[SettingsSection], records: Iterable[PluginRecord]) -> None:
        """Hold the rest of the file to the sections that plugins declare.

        A table that nobody declares is an error, unless a plugin that is not loaded may own it.

        Raises:
            SettingsError: a table or key that nobody knows, or a value that does not fit.
        """
        sections = {section.name: section.model for section in declared}
        for name, model in sections.items():
            self._sections[name] = self._checked(model, self._table.get(name, {}), (name,))
        known = {*CoreSettings.model_fields, *sections}
        missing = any(record.status != "loaded" for record in records)
        for name, value in self._table.items():
            if name not in known and not (missing and isinstance(value, dict) and not near(name, known)):
                kind = "table" if isinstance(value, dict) else "key"
                raise SettingsError(
                    f"{self._place((name,))}: no installed plugin reads the {kind} {name!r}"
                    f"{near(name, known)}"
                )

    def section(self, name: str) -> Any:
        """Return the section `[name]`; raises `KeyError` when no plugin declared it."""
        return self._sections[name]

    def effective(self) -> dict[str, Any]:
        """Return every setting with its default, as plain values; secrets by the name of their variable."""
        tables = {"": self.core, **self._sections}
        shown: dict[str, Any] = {}
        for name, model in tables.items():
            values = _shown(model.model_dump(exclude_none=True))
            shown.update(values if name == "" else {name: values})
        return shown

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
            first = error.errors(include_url=False)[0]
            where = (*above, *(str(part) for part in first["loc"]))
            key = ".".join(where)
            if first["type"] == "extra_forbidden":
                fields = _fields_at(model, first["loc"][:-1])
                raise SettingsError(
                    f"{self._place(where)}: {key} is no setting{near(where[-1], fields)}"
                ) from None
            problem = first["msg"].removeprefix("Value error, ")
            problem = problem[:1].lower() + problem[1:]
            raise SettingsError(f"{self._place(where)}: {key}: {problem}") from None

    def _place(self, where: tuple[str, ...]) -> str:
        """Return `FILE, line N` for the key path `where`."""
        line = _line_of(self._text, where)
        return f"{self.path}, line {line}" if line else str(self.path)


def _shown(value: Any) -> Any:
    """Return `value` in plain TOML terms."""
    if isinstance(value, Secret):
        return {"$env": value.env}
    if isinstance(value, dict):
        return {key: _shown(inner) for key, inner in value.items()}
    return [_shown(inner) for inner in value] if isinstance(value, list | tuple) else value


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


def _line_of(text: str, where: tuple[str, ...]) -> int | None:
    """Return the line (from 1) on which the key path `where` stands, or its nearest table."""
    table: tuple[str, ...] = ()
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line):
            table = _key_parts(header[1])
            here = table
        elif key := re.match(
            r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""", line
        ):
            here = (*table, *_key_parts(key[1]))
        else:
            continue
        shared = len(here) if where[: len(here)] == here else 0
        if shared and (best is None or shared > best[0]):
            best = (shared, number)
    return best[1] if best else None


def _key_parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(r""""[^"]*"|'[^']*'|[\w-]+""", dotted))
