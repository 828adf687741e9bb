"""Going away: what was made of a clone is gone from every byte of the home, and the rest is as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import mirrors
import pytest
from commandline import here
from homes import done
from mirrors import HANDLE, ID, NAME, attentive, wanted
from shelf import Reader

from whetstone.core.host import Host
from whetstone.core.values.model import ChatRequest
from whetstone.testing import temporary_host

MARK = "moored by a marline hitch"


def answering(request: ChatRequest) -> str:
    """Read like `attentive`, and say otherwise what can be found again."""
    said = attentive(request)
    return said if said.startswith("voice:") else f"hm, {MARK}, id check the rope first, {len(said)} :)"


@pytest.fixture(scope="module")
def chat(tmp_path_factory) -> Path:
    return mirrors.written(tmp_path_factory.mktemp("chat"), mirrors.messages())


@contextmanager
def host_with(chat: Path) -> Iterator[Host]:
    with temporary_host(model=Reader(answering)) as host:
        host.chats.import_files([chat], me=[HANDLE])
        yield host


def clone(host: Host, **rest: object) -> dict:
    return host.jobs.run(host.jobs.start("clone", wanted(**rest), title=NAME))


def holding(home: Path, *sought: bytes) -> list[str]:
    """Return the files of a home, the database included, that hold any of `sought`, in bytes or names."""
    found = []
    for path in home.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        found += [f"{path.relative_to(home)}: {one!r}" for one in sought if one in data]
    return found


def test_no_byte_of_the_clone_is_left_and_the_log_is_as_it_was(chat):
    with host_with(chat) as host:
        clone(host)
        log = host.home.log.read_bytes()
        prompt = host.registry.contents(ID).prompt.encode()
        pieces = [piece for piece in prompt.splitlines() if len(piece) > 30]
        assert holding(host.home.root, *pieces, MARK.encode())
        said = done(here("mirror", "forget", "--yes", "--json", home=host.home.root)).json
        assert said["deleted"]["contents"] == said["deleted"]["jobs"] == 1
        assert said["deleted"]["steps"] > 10
        assert holding(host.home.root, *pieces, MARK.encode()) == []
        left = [str(path.relative_to(host.home.root)) for path in host.home.root.rglob(f"*{ID}*")]
        assert left == []
        assert host.home.log.read_bytes() == log
