"""Repairs beside others at work, killed, and after any flip of a bit: nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from cartridges import gardener
from commandline import here, process, together
from doctoring import QUICK, bytes_in, doctor, faulty, record_of, repaired, states
from homes import BUNDLED, done, installed, packed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whetstone.core.home import Home


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    return shutil.copytree(furnished, tmp_path / "home")


def test_an_import_during_a_repair_loses_nothing(home, tmp_path):
    whole = installed(home)
    files = [packed(tmp_path, gardener(f"new-{number}")) for number in range(4)]
    (home / "personas.json").write_bytes(b"{")
    together([["doctor", "--repair"], *(["import", file] for file in files), ["doctor", "--repair"]], home)
    for file in files:
        done(here("import", file, home=home))
    assert installed(home).keys() == whole.keys() | {f"new-{number}" for number in range(4)}
    assert faulty(home) == set()


def test_drafts_that_killed_processes_left_are_put_aside(home):
    place = home / "philosophy_library" / "imported" / "other"
    drafts = [
        home / ".personas.json.new",
        home / ".whetstone.toml.new",
        place / ".new-abc.1",
        place / ".damaged-x",
    ]
    for path in drafts[:2]:
        path.write_text(f"half of {path.name}")
    for path in drafts[2:]:
        (path / "library").mkdir(parents=True)
        (path / "library" / "bees.txt").write_text(f"half a book of {path.name}")
    assert faulty(home) == {"drafts"}
    assert doctor(home).code == 0
    assert len(repaired(home)) == 4
    assert not any(path.exists() for path in drafts)
    assert faulty(home) == set()


HURTS = {"os.rename", "os.mkdir", "os.remove", "os.chmod", "os.rmdir", "os.truncate", "os.link"}


@pytest.mark.skipif(os.name != "posix", reason="a process is forked to be killed")
def test_a_repair_that_is_killed_anywhere_loses_nothing_and_can_be_begun_again(home, tmp_path):
    _hurt_everywhere(home)
    before = bytes_in(home)
    moments = 0
    for moment in range(1, 1000, 3):
        work = shutil.copytree(home, tmp_path / f"killed-at-{moment}")
        if _repaired_until(work, moment) == 0:
            break
        moments += 1
        assert not before - bytes_in(work)
        repaired(work)
        assert sorted(installed(work)) == ["gardener", "signed"]
        assert not [path for path in work.rglob("*") if path.name.startswith(".") or ".new" in path.name]
    assert moments > 10


def _hurt_everywhere(home: Path) -> None:
    imported = home / "philosophy_library" / "imported"
    listed = (home / "personas.json").read_bytes()
    done(here("remove", "other", home=home))
    record_of(home, "signed").write_bytes(b"{")
    (home / "personas.json").write_bytes(listed[:-3])
    (home / "overlays" / "gardener.json").write_text("{")
    for place in (home / "trash").glob("gone.*"):
        (place / "entry.json").write_text("{")
    (imported / "gardener" / ".new-abc.1").mkdir()
    (imported / "gardener" / ".new-abc.1" / "prompt.txt").write_text("half a prompt")
    for path in (home / "philosophy_library" / "talked" / BUNDLED).iterdir():
        path.write_bytes(path.read_bytes()[:-50])
    index = home / "cache" / "history.sqlite"
    index.write_bytes(index.read_bytes()[:4096] + bytes(range(256)) * 16)
    (home / "chat_history.log").chmod(0o644)


def _repaired_until(home: Path, moment: int) -> int:
    """Repair `home` in a child that dies before its change number `moment`; return its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    changes = 0

    def before(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal changes
        writes = os.O_WRONLY | os.O_RDWR | os.O_CREAT
        opened = event == "open" and isinstance(arguments[2], int) and arguments[2] & writes
        if (event in HURTS or opened) and str(home) in str(arguments[0]):
            changes += 1
            if changes == moment:
                os._exit(9)

    try:
        sys.addaudithook(before)
        os._exit(doctor(home, "--repair").code)
    finally:
        os._exit(99)


def test_a_lock_that_is_held_is_named_and_drafts_of_its_holder_are_left_alone(home):
    with Home(home).locked("personas"):
        draft = home / "philosophy_library" / "imported" / "other" / ".new-abc.1"
        draft.mkdir()
        said = process(*QUICK, "doctor", "--json", home=home)
        checks = {check["check"]: check["findings"] for check in said.json["checks"]}
        assert said.code == 0
        assert "locks/personas.lock is held by another process" in checks["locks"][0]["told"]
        assert checks["drafts"][0]["told"] == "1 in work just now, none left over"


def test_whatever_bit_flips_the_doctor_tells_it_and_never_fails_itself(home):
    files = [path for path in sorted(home.rglob("*")) if path.is_file() and path.stat().st_size]
    matters = ("personas.json", "philosophy_library")

    @settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.sampled_from(files), st.integers(0, 10**9), st.integers(0, 7))
    def flipped(path: Path, place: int, bit: int) -> None:
        whole = path.read_bytes()
        place %= len(whole)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
        try:
            found = states(home)
            if path.relative_to(home).parts[0] in matters and not _means_the_same(path, whole):
                assert set(found.values()) - {"ok"}, path
            said = doctor(home, "--json", "--repair")
            assert "unexpected" not in said.out
            assert said.code in (0, 1)
        finally:
            path.write_bytes(whole)

    flipped()


def _means_the_same(path: Path, whole: bytes) -> bool:
    """Whether the list or an install record says what it said, as after a flip in a line end."""
    if path.name != "personas.json" and path.parent.parent.name != "imported":
        return False
    try:
        return bool(json.loads(path.read_bytes()) == json.loads(whole))
    except (ValueError, RecursionError):
        return False
