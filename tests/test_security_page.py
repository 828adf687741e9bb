"""Every promise of docs/security.md names the tests that hold it, and they are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "security.md"
WITHOUT_TESTS = {"Who is trusted with what", "What is not promised"}
TEST = re.compile(r"`(test_\w+\.py)::(test_\w+)`")


def promises() -> list[str]:
    """The items of all lists but of those that promise nothing."""
    found = []
    for section in PAGE.read_text().split("\n## ")[1:]:
        title, _, text = section.partition("\n")
        if title not in WITHOUT_TESTS:
            found += re.split(r"^- ", text, flags=re.MULTILINE)[1:]
    return found


def functions_of(file: str) -> set[str]:
    tree = ast.parse((HERE / file).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_promise_names_a_test():
    assert len(promises()) > 30
    assert [promise for promise in promises() if not TEST.search(promise)] == []


def test_every_test_that_is_named_is_there():
    named = TEST.findall(PAGE.read_text())
    assert len(named) == PAGE.read_text().count("::") - 1
    missing = [f"{file}::{name}" for file, name in named if name not in functions_of(file)]
    assert missing == []


def test_readers_find_the_page():
    for page in ("README.md", "CONTRIBUTING.md"):
        assert "docs/security.md" in (PAGE.parent.parent / page).read_text()
