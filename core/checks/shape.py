"""JSON held to a pydantic model, and its first fault in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from whetstone.core.checks.wording import shown
from whetstone.core.errors import CartridgeError

_Model = TypeVar("_Model", bound=BaseModel)

_LIMITS = {
    "greater_than_equal": "be at least {ge}",
    "less_than_equal": "be at most {le}",
    "string_too_short": "not be empty",
    "string_too_long": "be at most {max_length} characters long",
    "too_long": "have at most {max_length} entries",
    "literal_error": "be {expected}",
    "string_pattern_mismatch": "match {pattern}",
}
_KINDS = {
    "string_type": "be a text",
    "int_type": "be a whole number",
    "int_from_float": "be a whole number",
    "float_type": "be a number",
    "bool_type": "be true or false",
    "tuple_type": "be a list",
    "model_type": "be an object",
    "model_attributes_type": "be an object",
    "dict_type": "be an object",
}


def fit(model: type[_Model], value: Mapping[str, Any], name: str) -> _Model:
    """Return `value`, the content of the JSON file `name`, as `model`.

    Raises:
        CartridgeError: with the first key that does not fit, and how.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        more = f" (and {len(faults) - 1} more like it)" if len(faults) > 1 else ""
        raise CartridgeError(f"{name}: {_sentence(faults[0])}{more}") from None


def _sentence(fault: ErrorDetails) -> str:
    place = shown(_place(fault["loc"]))[1:-1]
    kind = fault["type"]
    if kind == "missing":
        return f"{place} is missing; add it"
    if kind in _LIMITS:
        must = _LIMITS[kind].format(**fault.get("ctx", {}))
    elif kind in _KINDS:
        must = _KINDS[kind]
    else:
        return f"{place} does not fit: {shown(fault['msg'], 120)[1:-1]}"
    return f"{place} must {must} (it is {_value(fault['input'])})"


def _place(path: tuple[int | str, ...]) -> str:
    place = ""
    for part in path:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else part
    return place


def _value(value: Any) -> str:
    if isinstance(value, str):
        return shown(value, 40)
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return shown(value, 40)[1:-1]
