"""What is sent along with each request to a model: headers and parameters, without a value that is secret."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from whetstone.core.errors import SettingsError
from whetstone.core.toml.file import Key
from whetstone.core.toml.places import dotted
from whetstone.core.values.model import Secret
from whetstone.plugins.webui.rendering.markdown import sound

_DEEPEST = 8


def storable(value: Any, depth: int = 0) -> Any:
    """Return a value that JSON brought, where `whetstone.toml` can hold it.

    Raises:
        ValueError: it cannot.
    """
    if value is None:
        raise ValueError("holds null, which the settings cannot; leave that out")
    if depth > _DEEPEST:
        raise ValueError(f"holds tables or lists in each other, more than {_DEEPEST} deep; make it flatter")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("holds a number without an end; write it out")
    if isinstance(value, str) and sound(value) != value:
        raise ValueError("holds half of a character; write it anew")
    if isinstance(value, Mapping):
        return {storable(key): storable(inner, depth + 1) for key, inner in value.items()}
    return [storable(inner, depth + 1) for inner in value] if isinstance(value, list) else value


EnvName = Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
FromEnvironment = Annotated[dict[Literal["$env"], EnvName], Field(min_length=1)]
HeaderName = Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
HeaderText = Annotated[str, Field(max_length=4_000, pattern=r"^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$")]
Headers = Annotated[dict[HeaderName, HeaderText | FromEnvironment | None], Field(max_length=100)]
ParameterName = Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z_][A-Za-z0-9_.-]*$")]
Parameters = Annotated[dict[ParameterName, Annotated[Any, AfterValidator(storable)]], Field(max_length=100)]


def headers_told(headers: Mapping[str, str | Secret]) -> dict[str, dict[str, str] | None]:
    """Return headers with the variables that hold their values, and `None` for values in the file itself."""
    return {
        sound(name): {"$env": value.env} if isinstance(value, Secret) else None
        for name, value in headers.items()
    }


def told(value: Any) -> Any:
    """Return what a parameter holds as JSON has it: a secret by its variable, an endless number as null."""
    if isinstance(value, Secret):
        return {"$env": value.env}
    if isinstance(value, Mapping):
        return {sound(key): told(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [told(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, bool | int | float) else sound(str(value))


def headers_changed(name: str, now: Mapping[str, Any], wanted: Mapping[str, Any] | None) -> dict[Key, Any]:
    """Return the changes to the settings that make the headers of a model those that are `wanted`.

    Raises:
        SettingsError: one is to keep its value, and has none.
    """
    if wanted is None:
        return {}
    if unknown := [header for header, value in wanted.items() if value is None and header not in now]:
        where = dotted(("models", name, "headers", unknown[0]))
        raise SettingsError(f"{where} has no value that could stay; give it one")
    return _changed(("models", name, "headers"), now, wanted, [h for h, v in wanted.items() if v is None])


def parameters_changed(name: str, now: Mapping[str, Any], wanted: Mapping[str, Any] | None) -> dict[Key, Any]:
    """Return the changes that make the parameters of a model those that are `wanted`."""
    if wanted is None:
        return {}
    same = [
        parameter for parameter, value in wanted.items() if parameter in now and told(now[parameter]) == value
    ]
    return _changed(("models", name, "parameters"), now, wanted, same)


def _changed(
    table: Key, now: Mapping[str, Any], wanted: Mapping[str, Any], stay: list[str]
) -> dict[Key, Any]:
    gone: dict[Key, Any] = {(*table, key): None for key in now if key not in wanted}
    return gone | {(*table, key): value for key, value in wanted.items() if key not in stay}
