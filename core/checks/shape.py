"""JSON held to a pydantic model, and its first fault in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from whetstone.core.checks.wording import plainly, shown
from whetstone.core.errors import CartridgeError
from whetstone.core.values.cartridge import ONE_LINE, VERSION

_Model = TypeVar("_Model", bound=BaseModel)

_LIMITS = {
    "greater_than": "be more than {gt}",
    "greater_than_equal": "be at least {ge}",
    "less_than": "be less than {lt}",
    "less_than_equal": "be at most {le}",
    "string_too_short": "not be empty",
    "string_too_long": "be at most {max_length} characters long",
    "too_short": "have at least {min_length} entries",
    "too_long": "have at most {max_length} entries",
    "literal_error": "be {expected}",
    "enum": "be {expected}",
    "string_pattern_mismatch": "match {pattern}",
}
_PATTERNS = {
    ONE_LINE: "be one line without control characters",
    VERSION: "be 1 to 64 letters, digits or . + _ ! ~ -, the first a letter or digit",
}
_WHOLE = "be a whole number"
_KINDS = {
    "string_type": "be a text",
    "path_type": "be a text, the path of a file or folder",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": "be a number",
    "float_parsing": "be a number",
    "finite_number": "be a finite number",
    "bool_type": "be true or false",
    "bool_parsing": "be true or false",
    "tuple_type": "be a list",
    "list_type": "be a list",
    "set_type": "be a list",
    "model_type": "be {table}",
    "model_attributes_type": "be {table}",
    "dict_type": "be {table}",
    "mapping_type": "be {table}",
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
        place = plainly(_place(faults[0]["loc"]))
        raise CartridgeError(f"{name}: {sentence(faults[0], place, 'an object')}{more}") from None


def sentence(fault: ErrorDetails, place: str, table: str, *, echo: bool = True) -> str:
    """Return what is wrong at `place`, where `table` is what the file format calls a mapping.

    The value that does not fit is shown if `echo`. The message of a validator that raises `ValueError`
    is put after the place as it is.
    """
    kind = fault["type"]
    if kind == "missing":
        return f"{place} is missing; add it"
    if kind == "value_error":
        return f"{place} {plainly(fault['ctx']['error'], 300)}"
    if kind == "string_pattern_mismatch" and fault["ctx"]["pattern"] in _PATTERNS:
        must = _PATTERNS[fault["ctx"]["pattern"]]
    elif kind in _LIMITS:
        must = _LIMITS[kind].format(**{name: _plain(limit) for name, limit in fault.get("ctx", {}).items()})
    elif kind in _KINDS:
        must = _KINDS[kind].format(table=table)
    else:
        return f"{place} does not fit: {plainly(fault['msg'], 120)}"
    return f"{place} must {must}" + (f" (it is {_value(fault['input'], table)})" if echo else "")


def _plain(limit: object) -> object:
    return int(limit) if isinstance(limit, float) and limit.is_integer() else limit


def _place(path: tuple[int | str, ...]) -> str:
    place = ""
    for part in path:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else part
    return place


def _value(value: Any, table: str) -> str:
    if isinstance(value, str):
        return shown(value, 40)
    if isinstance(value, Mapping):
        return table
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return plainly(value, 40)
