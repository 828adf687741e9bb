"""The first line of a command's documentation, read from its source without importing it."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_DOCUMENTED = re.compile(
    r"^def (\w+)\((?:(?!\n\n).)*?\)[^\n]*:\n"
    r"\s+[rR]?(?:\"{3}|'{3})\s*([^\n]*?)\.?(?:\"{3}|'{3}|\n)",
    re.MULTILINE | re.DOTALL,
)
"""A function at the top of a module, and the first line of its docstring."""


def summary(reference: str) -> str:
    """Return the first line of the docstring of `module:function`, or an empty string.

    The module's file is found from its top-level package's place; none of its code is run.
    """
    module, _, name = reference.partition(":")
    return _summaries(module.strip()).get(name.strip(), "")


@cache
def _summaries(module: str) -> dict[str, str]:
    return {found[1]: found[2].strip() for found in _DOCUMENTED.finditer(_source(module))}


def _source(module: str) -> str:
    """Return the source of `module`, or an empty string where it has none that can be read."""
    top, *rest = module.split(".")
    try:
        spec = find_spec(top)
        for path in _candidates(spec.submodule_search_locations, rest) if spec and rest else ():
            if path.is_file():
                return path.read_text("utf-8")
        return Path(spec.origin).read_text("utf-8") if spec and spec.origin and not rest else ""
    except (OSError, ValueError, ImportError):
        return ""


def _candidates(roots: list[str] | None, parts: list[str]) -> list[Path]:
    bases = [Path(root, *parts) for root in roots or ()]
    return [path for base in bases for path in (base.with_suffix(".py"), base / "__init__.py")]
