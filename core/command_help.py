"""The first line of a command's documentation, read from its source without importing it."""

from __future__ import annotations

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path


def summary(reference: str) -> str:
    """Return the first line of the docstring of `module:function`, or an empty string.

    The module's file is found from its top-level package's place; none of its code is run.
    """
    module, _, name = reference.partition(":")
    for node in _functions(module.strip()):
        if node.name == name.strip():
            lines = (ast.get_docstring(node) or "").splitlines()
            return lines[0].rstrip(".") if lines else ""
    return ""


@cache
def _functions(module: str) -> list[ast.FunctionDef]:
    try:
        source = _source(module)
        tree = ast.parse(source.read_bytes()) if source else None
    except (OSError, SyntaxError, ValueError, ImportError):
        return []
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)] if tree else []


def _source(module: str) -> Path | None:
    top, *rest = module.split(".")
    spec = find_spec(top)
    if spec is None:
        return None
    if not rest:
        return Path(spec.origin) if spec.origin else None
    for root in spec.submodule_search_locations or ():
        base = Path(root, *rest)
        for path in (base.with_suffix(".py"), base / "__init__.py"):
            if path.is_file():
                return path
    return None
