"""What plugins bring through a hook, held to what the hook takes."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError


class Unfit(Exception):
    """Something that a hook does not take; the message goes on after the hook's name."""


def awaited(result: object) -> bool:
    """Return whether `result` is what an `async def` returns, and close it so that nothing waits for it."""
    if inspect.iscoroutine(result):
        result.close()
        return True
    return inspect.isasyncgen(result) or inspect.isawaitable(result)


def listed(result: Any) -> list[object]:
    """Return what a hook returned as a list; `None` is an empty one.

    Raises:
        Unfit: it is nothing that lists objects, or it raises while it is listed.
    """
    if result is None:
        return []
    if isinstance(result, str | bytes | Mapping):
        raise Unfit(f"returned {_a(result)} where a list of objects is expected")
    try:
        return list(result)
    except Exception as error:
        raise Unfit(
            f"returned {_a(result)} that cannot be listed ({type(error).__name__}: {error})"
        ) from error


def check(item: object, kind: type) -> str:
    """Return the name of `item`, which is a `kind`: a protocol with all its members, or a value type.

    Raises:
        Unfit: it has no name, or a member is missing or of another type.
    """
    try:
        name = getattr(item, "name", None)
        if not isinstance(name, str) or not name.strip() or not name.isprintable():
            raise Unfit(f"brought {_a(item)} without a name")
        _check_members(item, name, kind)
    except Unfit:
        raise
    except Exception as error:
        raise Unfit(f"brought {_a(item)} that raises {type(error).__name__}: {error}") from error
    return name


def _check_members(item: object, name: str, kind: type) -> None:
    is_protocol = getattr(kind, "_is_protocol", False)
    if not is_protocol and not isinstance(item, kind):
        raise Unfit(f"brought {name!r}, {_a(item)} where a {kind.__name__} is expected")
    methods = [m for m in vars(kind) if not m.startswith("_") and inspect.isfunction(vars(kind)[m])]
    members = _members(kind)
    if missing := sorted(m for m in {*members, *methods} if not hasattr(item, m)):
        raise Unfit(f"brought {name!r}, {_a(item)} without {', '.join(missing)}")
    for method in methods if is_protocol else ():
        if not callable(getattr(item, method)):
            raise Unfit(f"brought {name!r}, whose {method} is {_a(getattr(item, method))} and no method")
    for member, adapter in members.items():
        try:
            adapter.validate_python(getattr(item, member), strict=True)
        except ValidationError:
            hint = get_type_hints(kind)[member]
            wanted = hint.__name__ if type(hint) is type else str(hint)
            raise Unfit(
                f"brought {name!r}, whose {member} is {getattr(item, member)!r} and not of the type {wanted}"
            ) from None


@cache
def _members(kind: type) -> dict[str, TypeAdapter[Any]]:
    """Return the attributes that `kind` declares, each with what holds a value to its type."""
    return {name: TypeAdapter(hint) for name, hint in get_type_hints(kind).items()}


def _a(value: object) -> str:
    kind = type(value).__name__
    return f"{'an' if kind[0] in 'aeiouAEIO' else 'a'} {kind}"
