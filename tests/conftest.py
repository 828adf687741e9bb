"""What is made once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from installed import build, copy_tree


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the prompts that the embedded model reads in these tests out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WHETSTONE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this repository's files."""
    return copy_tree(tmp_path_factory.mktemp("tree") / "whetstone")


@pytest.fixture(scope="session")
def wheel(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is built from the tree."""
    return build(copy_tree(tmp_path_factory.mktemp("sources") / "s", tree), tmp_path_factory.mktemp("wheel"))
