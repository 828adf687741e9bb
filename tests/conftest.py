"""What is built once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from installed import build, copy_tree


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this repository's files."""
    return copy_tree(tmp_path_factory.mktemp("tree") / "whetstone")


@pytest.fixture(scope="session")
def wheel(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is built from the tree."""
    return build(copy_tree(tmp_path_factory.mktemp("sources") / "s", tree), tmp_path_factory.mktemp("wheel"))
