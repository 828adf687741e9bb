"""The names that plugin authors import: one list, kept in step, and free until they are used."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import whetstone


def declared() -> dict[str, str]:
    """The public names as type checkers see them, each with the module it is imported from."""
    tree = ast.parse(Path(whetstone.__file__).read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    return {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


def test_what_type_checkers_see_is_what_is_public() -> None:
    assert sorted(declared()) == sorted(whetstone.__all__)
    assert len(set(whetstone.__all__)) == len(whetstone.__all__)


@pytest.mark.parametrize("name", whetstone.__all__)
def test_a_public_name_is_the_one_that_type_checkers_see(name: str) -> None:
    assert getattr(whetstone, name) is getattr(import_module(declared()[name]), name)


def test_every_module_that_public_names_live_in_is_needed() -> None:
    assert set(whetstone._HOMES) == set(declared().values())


def test_a_name_that_is_not_public_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Cartrige'"):
        whetstone.Cartrige  # noqa: B018


def test_importing_whetstone_imports_nothing_else_of_it() -> None:
    code = "import sys, whetstone; print(*(m for m in sys.modules if m.startswith('whetstone.')))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == ""
