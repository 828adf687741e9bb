"""JSON with nothing left to interpretation."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any, NoReturn

from whetstone.core.checks import limits
from whetstone.core.checks.plain_text import Forbidden, decode, first_forbidden
from whetstone.core.checks.wording import plainly, shown
from whetstone.core.errors import CartridgeError


def read_object(data: bytes, name: str) -> dict[str, Any]:
    """Return the JSON object in `data`, the content of the file `name`.

    Strict UTF-8 (a byte-order mark is fine), no key twice in an object, no NaN or infinite number, at
    most `limits.JSON_DEPTH` levels and `limits.JSON_DIGITS` digits in a number; strings hold what plain
    text may hold.

    Raises:
        CartridgeError: with the place of what is wrong.
    """
    text = decode(data, name)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object_without_doubles,
            parse_constant=_refuse_constant,
            parse_int=_integer,
            parse_float=_number,
        )
    except json.JSONDecodeError as error:
        what = f"{error.msg[:1].lower()}{error.msg[1:]}"
        raise CartridgeError(
            f"{name} is not valid JSON: line {error.lineno}, column {error.colno}: {plainly(what)}"
        ) from None
    except _Refused as error:
        raise CartridgeError(f"{name} {error}") from None
    except RecursionError:
        raise CartridgeError(_too_deep(name)) from None
    if not isinstance(value, dict):
        raise CartridgeError(f"{name} must hold one JSON object, in curly braces")
    _check_inside(value, name)
    return value


class _Refused(Exception):
    """What the JSON says after the file's name."""


def _object_without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Refused(f"has the key {shown(key)} twice in one object; keep one of them")
            seen.add(key)
    return found


def _refuse_constant(word: str) -> NoReturn:
    raise _Refused(f"holds {word}, which is not a JSON number; write a finite number or null")


def _integer(digits: str) -> int:
    if len(digits) > limits.JSON_DIGITS:
        raise _Refused(f"holds a number of {len(digits)} digits; {limits.JSON_DIGITS} are the most")
    return int(digits)


def _number(digits: str) -> float:
    value = float(digits) if len(digits) <= limits.JSON_DIGITS else math.inf
    if math.isinf(value):
        raise _Refused(f"holds the number {shown(digits, 30)}, which is out of range; write a smaller one")
    return value


def _too_deep(name: str) -> str:
    return f"{name} is nested deeper than {limits.JSON_DEPTH} levels; flatten it"


def _check_inside(value: dict[str, Any], name: str) -> None:
    """Hold every string, also the keys, to the rule for plain text, and the nesting to its cap.

    Where a string lies is found out only if one is wrong: places of long keys add up.
    """
    level: list[dict[str, Any] | list[Any]] = [value]
    for _ in range(limits.JSON_DEPTH):
        below: list[dict[str, Any] | list[Any]] = []
        for node in level:
            items: Iterable[Any] = node
            if isinstance(node, dict):
                if not all(map(_is_plain, node)):
                    raise _fault(value, name)
                items = node.values()
            for item in items:
                if isinstance(item, str):
                    if not _is_plain(item):
                        raise _fault(value, name)
                elif isinstance(item, (dict, list)):
                    below.append(item)
        if not below:
            return
        level = below
    raise CartridgeError(_too_deep(name))


def _is_plain(text: str) -> bool:
    return (text.isascii() and text.isprintable()) or first_forbidden(text) is None


def _fault(value: dict[str, Any], name: str) -> CartridgeError:
    """Return the error for the first string in `value` that is not plain."""
    trail: list[str] = []
    found = _first_odd(value, trail)
    what = "something" if found is None else found.what
    place = plainly("".join(trail).removeprefix("."))
    return CartridgeError(f"{name}: {place} holds {what}, which is not allowed; remove it")


def _first_odd(node: Any, trail: list[str]) -> Forbidden | None:
    """Return what is forbidden in the first such string in or below `node`, and leave the way in `trail`."""
    if isinstance(node, str):
        return first_forbidden(node)
    if isinstance(node, dict):
        for key, item in node.items():
            if found := first_forbidden(key):
                trail[:] = [f"a key of {''.join(trail).removeprefix('.') or 'the object'}"]
                return found
            trail.append(f".{key}")
            if found := _first_odd(item, trail):
                return found
            trail.pop()
    elif isinstance(node, list):
        for index, item in enumerate(node):
            trail.append(f"[{index}]")
            if found := _first_odd(item, trail):
                return found
            trail.pop()
    return None
