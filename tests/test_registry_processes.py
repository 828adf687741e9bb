"""Homes that are full, locked or cannot be written."""

from __future__ import annotations

import os
import resource
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cartridges import gardener
from commandline import everything_in, here, process, unprivileged
from homes import BUNDLED, done, installed, listed, packed

from whetstone import Host
from whetstone.core.errors import HomeError
from whetstone.core.home import Home
from whetstone.core.personas import installs, settling
from whetstone.core.personas.storage import Draft


def test_a_lock_that_is_held_too_long_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(Home, "patience", 0.05)
    with Host(tmp_path) as host, host.home.locked("personas"):
        with pytest.raises(HomeError, match=r"another whetstone process has held .*personas\.lock for 0\.05"):
            host.registry.install(gardener(), "imported")
        assert host.registry.get(BUNDLED)


# No room on the disk


@pytest.mark.parametrize("limit", [0, 10, 500, 2_000, 30_000])
def test_a_full_disk_is_told_in_one_sentence_and_nothing_changes(tmp_path, limit):
    home = tmp_path / "home"
    done(here("import", packed(tmp_path, gardener("before")), home=home))
    before, kept = listed(home), everything_in(home)
    large = packed(tmp_path, gardener("large", library={"long.txt": "A long story. " * 4_000}))
    said = process(
        "import",
        large,
        home=home,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    sentence = said.refused()
    assert "cannot write" in sentence
    assert "File too large" in sentence
    assert "--home" in sentence
    assert listed(home) == before
    assert {name for name in everything_in(home) if ".new" in name} == set()
    assert {name: kept[name] for name in kept} == {
        name: data for name, data in everything_in(home).items() if name in kept
    }
    done(process("import", large, home=home))


def test_what_was_drafted_and_could_not_be_made_durable_is_not_called_installed(tmp_path, monkeypatch):
    home = tmp_path / "home"
    files = [packed(tmp_path, gardener(f"one-of-{number}")) for number in range(5)]
    settle, groups = settling.settle, iter(range(9))

    def fails_at_the_second(home: Home, drafts: list[Draft]) -> None:
        if next(groups) == 1:
            raise HomeError("cannot write here: No space left on device")
        settle(home, drafts)

    monkeypatch.setattr(settling, "_DRAFTS", 2)
    monkeypatch.setattr(settling, "settle", fails_at_the_second)
    said = here("import", *files, "--json", home=home)
    assert said.code == 1
    outcomes = {result["file"]: result["outcome"] for result in said.json}
    assert [outcomes.get(str(file)) for file in files] == ["installed"] * 2 + ["failed"] * 3
    assert "2 of 5 files imported" in said.stderr
    assert set(installed(home)) == {"one-of-0", "one-of-1"}


def test_a_long_import_lets_others_have_the_lock(tmp_path, monkeypatch):
    home = tmp_path / "home"
    monkeypatch.setattr(installs, "_LONGEST_HOLD", 0)
    monkeypatch.setattr(Home, "patience", 0.05)
    with Host(home) as host:
        with host.registry.batch("imported") as batch:
            for number in range(3):
                batch.add(gardener(f"one-of-{number}"))
            assert set(installed(home)) == {"one-of-0", "one-of-1"}
        assert [persona.id for persona in batch.listed] == ["one-of-0", "one-of-1", "one-of-2"]
    assert set(installed(home)) == {"one-of-0", "one-of-1", "one-of-2"}


# Without permission to write


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that another user can look into."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def sealed(public: Path) -> Iterator[Path]:
    """A home with one persona that its reader may not write."""
    home = public / "home"
    done(here("import", packed(public, gardener()), home=home))
    shutil.rmtree(public / "unused-home", ignore_errors=True)
    places = [home, *home.rglob("*")]
    for path in places:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield home
    for path in places:
        path.chmod(path.stat().st_mode | stat.S_IWUSR)


def test_a_home_that_cannot_be_written_lists_shows_and_exports(sealed, public):
    assert unprivileged("list", "--json", home=sealed).json == here("list", "--json", home=sealed).json
    assert unprivileged("show", "gardener", "--prompt", home=sealed).out.startswith(
        "You are an old gardener."
    )
    exported = unprivileged("export", "gardener", "-o", "-", home=sealed)
    assert (exported.code, exported.stderr) == (0, "")
    assert exported.stdout == (public / "gardener.whetstone").read_bytes()
    assert unprivileged("plugins", "--json", home=sealed).code == 0


@pytest.mark.parametrize(
    "command",
    [
        ["import", "other.whetstone"],
        ["import", "newer/gardener.whetstone", "--replace"],
        ["remove", "gardener"],
        ["edit", "socrates", "--set", "favourite=true"],
        ["config", "set", "model", "x"],
    ],
)
def test_a_home_that_cannot_be_written_refuses_changes_in_one_sentence(sealed, public, command):
    packed(public, gardener("other"))
    packed(public / "newer", gardener(metadata={"version": "2"}))
    before = everything_in(sealed)
    paths = [str(public / word) if word.endswith(".whetstone") else word for word in command]
    sentence = unprivileged(*paths, home=sealed).refused()
    assert f"cannot write {sealed}" in sentence
    assert "Permission denied" in sentence
    assert "--home or WHETSTONE_HOME" in sentence
    assert everything_in(sealed) == before


def test_the_same_content_again_needs_no_permission_to_write(sealed, public):
    said = unprivileged("import", public / "gardener.whetstone", home=sealed)
    assert (said.code, said.out) == (0, "Already here: gardener (The Gardener 1.0)\n")


ECHO = """
from whetstone import hookimpl
from whetstone.testing import ScriptedBackend, ScriptedModel

@hookimpl
def whetstone_model_backends():
    return [ScriptedBackend(ScriptedModel(["I know that I know nothing."], name="echo"))]
"""


@pytest.mark.parametrize("persona", [BUNDLED, "gardener"])
def test_a_home_that_cannot_be_written_talks_and_says_that_it_is_not_kept(sealed, public, persona):
    from packages import Site

    site = Site(public / "site")
    site.add("echo", plugins={"echo": "echo"}, echo=ECHO)
    before = everything_in(sealed)
    said = unprivileged(
        "chat", persona, "What of bees?", "--model", "echo", home=sealed, PYTHONPATH=site.folder
    )
    assert (said.code, said.out) == (0, "I know that I know nothing.\n"), said.stderr
    assert said.stderr.strip() == f"Note: {sealed} cannot be written, so this conversation is not kept."
    assert everything_in(sealed) == before


def test_a_home_that_cannot_even_be_looked_into_is_told_in_one_sentence(public):
    closed = public / "closed"
    (closed / "home").mkdir(parents=True)
    closed.chmod(0o700)
    if os.getuid() != 0:
        closed.chmod(0)
    for command in (["list"], ["import", packed(public, gardener())], ["config"]):
        said = unprivileged(*command, home=closed / "home")
        sentence = said.refused()
        assert str(closed / "home") in sentence
        assert "Permission denied" in sentence
    closed.chmod(0o700)


def test_contents_that_cannot_be_looked_at_are_not_taken_for_none(public):
    home = public / "home"
    path = packed(public, gardener())
    done(here("import", path, home=home))
    shutil.rmtree(public / "unused-home", ignore_errors=True)
    (home / "personas.json").unlink()
    for place in (home, *home.rglob("*")):
        place.chmod(0o777 if place.is_dir() else 0o666)
    contents = home / "philosophy_library" / "imported" / "gardener"
    contents.chmod(0)
    try:
        for command in (["list"], ["import", packed(public, gardener("other"))]):
            assert "cannot read" in unprivileged(*command, home=home).refused()
        assert not (home / "personas.json").exists()
    finally:
        contents.chmod(0o700)
    assert set(installed(home)) == {"gardener"}


def test_a_home_that_is_a_file_is_told_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("x")
    for command in (["list"], ["import", packed(tmp_path, gardener())]):
        assert str(tmp_path / "file") in here(*command, home=tmp_path / "file").refused()


def test_an_unreadable_list_is_told_in_one_sentence(sealed):
    (sealed / "personas.json").chmod(0)
    try:
        sentence = unprivileged("list", home=sealed).refused()
    finally:
        (sealed / "personas.json").chmod(0o600)
    assert sentence == f"cannot read {sealed / 'personas.json'}: Permission denied"
