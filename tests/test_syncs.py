"""What is called durable is synced through the drive's own cache, where the system has a call for that."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cartridges import gardener
from commandline import here
from homes import done, installed, packed

from whetstone.testing import ask, temporary_host

if sys.platform == "win32":
    pytest.skip("there is no fcntl on Windows", allow_module_level=True)

import fcntl

FULL = 51


class Syncs:
    """Counts plain syncs and full ones; `refusal` is the error number that a full one fails with."""

    def __init__(self) -> None:
        self.plain = 0
        self.full = 0
        self.refusal: int | None = None

    def fsync(self, handle: int) -> None:
        self.plain += 1

    def fcntl(self, handle: int, command: int) -> int:
        assert command == FULL
        os.fstat(handle)
        self.full += 1
        if self.refusal is not None:
            raise OSError(self.refusal, os.strerror(self.refusal))
        return 0


@pytest.fixture
def syncs(monkeypatch: pytest.MonkeyPatch) -> Syncs:
    counting = Syncs()
    monkeypatch.setattr(os, "fsync", counting.fsync)
    monkeypatch.setattr(fcntl, "fcntl", counting.fcntl)
    monkeypatch.delattr(fcntl, "F_FULLFSYNC", raising=False)
    return counting


def imported(folder: Path) -> None:
    done(here("import", packed(folder, gardener()), home=folder / "home"))


def talked(folder: Path) -> None:
    with temporary_host(home=folder / "home") as host:
        ask(host, "socrates", "What of bees?")


@pytest.mark.parametrize("work", [imported, talked])
def test_each_sync_goes_through_the_cache_of_the_drive_where_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, syncs: Syncs, work: Callable[[Path], None]
) -> None:
    work(tmp_path / "plain")
    plain, syncs.plain = syncs.plain, 0
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", FULL, raising=False)
    work(tmp_path / "full")
    assert plain > 2
    assert (syncs.full, syncs.plain) == (plain, 0)


@pytest.mark.parametrize("refusal", [errno.ENOTSUP, errno.EINVAL, errno.ENOTTY])
def test_a_file_system_that_does_not_know_a_full_sync_gets_a_plain_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, syncs: Syncs, refusal: int
) -> None:
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", FULL, raising=False)
    syncs.refusal = refusal
    imported(tmp_path)
    assert syncs.full == syncs.plain > 2


def test_a_full_sync_that_fails_is_told_and_not_called_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, syncs: Syncs
) -> None:
    file = packed(tmp_path, gardener())
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", FULL, raising=False)
    syncs.refusal = errno.EIO
    assert "cannot write" in here("import", file, home=tmp_path / "home").refused()
    assert syncs.plain == 0
    syncs.refusal = None
    assert installed(tmp_path / "home") == {}
