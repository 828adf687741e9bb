"""What is made once for all tests."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doctoring import furnish
from homes import plant
from hypothesis import settings
from installed import build, copy_tree
from trusting import Maker

from whetstone.core.log import batch
from whetstone.testing import ask, temporary_host

settings.register_profile("no time limits", deadline=None)
settings.load_profile("no time limits")


def pytest_configure() -> None:
    """Hear the interrupts that tests send: what a shell starts with `&` begins with them ignored.

    Modules are compiled once for the thousand processes to come, also in images that forbid to keep bytecode.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Look at pages last: Playwright leaves a loop running, beside which `asyncio.run` refuses to start."""
    looking = {item.path for item in items if "playwright" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path in looking)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the prompts that the embedded model reads in these tests out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WHETSTONE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts its browser: the system's Chromium."""
    from browsers import LAUNCH

    return LAUNCH


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this repository's files."""
    return copy_tree(tmp_path_factory.mktemp("tree") / "whetstone")


@pytest.fixture(scope="session")
def wheel(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is built from the tree."""
    return build(copy_tree(tmp_path_factory.mktemp("sources") / "s", tree), tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The place of a home in which nothing is yet."""
    return tmp_path / "home"


@pytest.fixture
def ada(tmp_path: Path) -> Maker:
    """Someone who signs."""
    return Maker(tmp_path / "ada")


@pytest.fixture
def bob(tmp_path: Path) -> Maker:
    """Someone else who signs."""
    return Maker(tmp_path / "bob")


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A home with the gardener, whose config has a key of its own."""
    return plant(tmp_path)


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a persona that was talked with."""
    folder = tmp_path_factory.mktemp("lived-in")
    home = plant(folder)
    with temporary_host(home=home, replies=["From what I saw, bees decide together."]) as host:
        ask(host, "gardener", "What of bees?")
    return home


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with something of everything, to be copied and not changed."""
    return furnish(tmp_path_factory.mktemp("furnished"))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Where each batch began and ended, as it is read."""
    spans = []
    read = batch.Batch.read

    def noting(self, log, size):
        begun = self.state.start
        read(self, log, size)
        spans.append((begun, self.state.seen))

    monkeypatch.setattr(batch.Batch, "read", noting)
    return spans
