"""Uploads: what a browser sends is kept aside, under names of ours, and goes when nobody needs it."""

from __future__ import annotations

import os
import resource
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import long_work
import pytest
from doors import Door
from hypothesis import example, given
from hypothesis import strategies as st

from whetstone import Host
from whetstone.plugins.webui.uploads.names import safe_name
from whetstone.plugins.webui.uploads.store import KEPT, Uploads
from whetstone.testing import served, temporary_host


@pytest.fixture
def host() -> Iterator[Host]:
    with temporary_host(plugins=[long_work]) as host:
        yield host


@pytest.fixture
def door(host: Host) -> Iterator[Door]:
    with served(host) as link:
        yield Door.of(link)


def kept(host: Host) -> list[str]:
    """The ids of what lies in the quarantine, whole or not."""
    return [path.name for path in host.home.uploads.iterdir()]


def test_a_file_is_kept_aside_under_an_id_of_ours_until_it_is_taken_away(host: Host, door: Door) -> None:
    id = door.upload("../../<b>Plato.txt", b"know thyself")
    assert door.get(f"/uploads/{id}") == {"id": id, "name": "_b_Plato.txt", "bytes": 12}
    (folder,) = host.home.uploads.iterdir()
    (file,) = folder.iterdir()
    assert (folder.name, file.name, file.read_bytes()) == (id, "_b_Plato.txt", b"know thyself")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    door.client.delete(f"/uploads/{id}").raise_for_status()
    assert kept(host) == []
    for other in (id, "nobody", "..", "0" * 20, "%2e%2e"):
        assert door.client.get(f"/uploads/{other}").status_code in (400, 404)


@given(st.text(min_size=1, max_size=300))
@example("../../etc/passwd")
@example("..")
@example("C:\\Windows\\con.txt")
@example("\ud800.txt")
@example("a" * 400 + ".whetstone")
@example("\u202etxt.exe")
def test_whatever_a_file_is_called_its_name_is_one_plain_part_of_a_path(given: str) -> None:
    name = safe_name(given)
    assert 0 < len(name.encode()) <= 120
    assert not {"/", "\\", "\0", ":", "<", ">", '"', "\n"} & set(name)
    assert name not in (".", "..")
    assert not name.startswith(".")
    assert name.partition(".")[0].lower() not in ("con", "nul", "com1")
    assert safe_name(name) == name


def test_what_is_larger_than_the_settings_allow_is_refused_and_leaves_nothing(
    host: Host, tmp_path: Path
) -> None:
    host.home.root.mkdir(exist_ok=True)
    host.home.settings.write_text("[web]\nupload_mb = 1\n")
    with Host(host.home.root) as strict, served(strict) as link:
        door = Door.of(link)

        def endless() -> Iterator[bytes]:
            for _ in range(64):
                yield bytes(1 << 16)

        told = door.client.post("/uploads", params={"name": "a.txt"}, content=bytes(2 << 20))
        untold = door.client.post("/uploads", params={"name": "b.txt"}, content=endless())
        assert (told.status_code, untold.status_code) == (413, 413)
        assert "1,048,576 bytes" in untold.json()["error"]["message"]
        assert kept(strict) == []
        assert door.get(f"/uploads/{door.upload('c.txt', bytes(1 << 20))}")["bytes"] == 1 << 20


def test_a_hundred_megabytes_pass_through_without_being_held(host: Host, door: Door) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def pieces() -> Iterator[bytes]:
        piece = os.urandom(1 << 20)
        for _ in range(100):
            yield piece

    answer = door.client.post("/uploads", params={"name": "large.bin"}, content=pieces())
    assert answer.json()["bytes"] == 100 << 20
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10
    assert grown < 50, f"{grown} MB more memory"


def test_a_client_that_goes_leaves_nothing_behind(host: Host, door: Door) -> None:
    parts = urlsplit(door.origin)
    token = door.client.headers["Authorization"]
    head = (
        f"POST /api/v1/uploads?name=half.txt HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        f"Authorization: {token}\r\nContent-Length: 5000000\r\n\r\n"
    )
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as connection:
        connection.sendall(head.encode() + bytes(2_000_000))
        while not list(host.home.uploads.glob("*/.part")):
            time.sleep(0.02)
    while kept(host):
        time.sleep(0.02)
    assert door.get("/jobs") == [], "the server goes on"


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow beyond a megabyte: what the system says then is told as a full disk is."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_where_the_disk_is_full_that_is_said_and_the_rest_goes_on(host: Host, door: Door) -> None:
    with full_disk():
        answer = door.client.post("/uploads", params={"name": "a.txt"}, content=bytes(3 << 20))
        assert answer.status_code == 507
        assert answer.json()["error"]["type"] == "HomeError"
        assert f"cannot write {host.home.root}" in answer.json()["error"]["message"]
        assert kept(host) == []
        assert door.get("/personas")["personas"]


def test_uploads_go_a_day_later_or_with_their_job_and_stay_for_one_that_may_go_on(host: Host) -> None:
    uploads = Uploads(host.home)

    def uploaded(name: str) -> str:
        incoming = uploads.begin(name)
        incoming.write(b"words")
        return incoming.finish().id

    def job_on(id: str) -> str:
        return host.jobs.start("diary", {"model": str(uploads.get(id).path)}).id

    fresh, old, needed, used = (uploaded(name) for name in ("fresh", "old", "needed", "used"))
    torn = uploads.begin("torn")
    stale = uploads.begin("stale")
    job_on(needed)
    host.jobs.run(job_on(used))
    for id in (old, needed):
        age(host.home.uploads / id, KEPT + 60)
    age(next(iter(host.home.uploads.glob(f"{stale.folder.name}"))), 3700)
    assert uploads.sweep(host.jobs.list()) == 3
    assert {path.name for path in host.home.uploads.iterdir()} == {fresh, needed, torn.folder.name}


def age(folder: Path, seconds: float) -> None:
    """Make a folder and what is in it as old as that."""
    for path in (*folder.iterdir(), folder):
        found = path.stat().st_mtime - seconds
        os.utime(path, (found, found))
