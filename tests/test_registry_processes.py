"""Many processes at one home, processes that are killed, and homes that cannot be written."""

from __future__ import annotations

import json
import os
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cartridges import gardener
from commandline import SCRIPT, Said, environment, everything_in, here, process, unprivileged
from homes import BUNDLED, done, installed, listed, packed

from whetstone import Host
from whetstone.core.errors import HomeError
from whetstone.core.home import Home


def together(commands: list[list[str | Path]], home: Path) -> list[Said]:
    """Start all of `commands` at once and wait for them."""
    running = [
        subprocess.Popen(
            [SCRIPT, *command],
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for command in commands
    ]
    outputs = [one.communicate() for one in running]
    return [Said(one.returncode, out, err.decode()) for one, (out, err) in zip(running, outputs, strict=True)]


class Reader:
    """Reads everything that is listed, over and over, while something else writes."""

    def __init__(self, home: Path) -> None:
        self.seen: set[frozenset[str]] = set()
        self.error: Exception | None = None
        self._home = home
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        if self.error:
            raise self.error

    def _read(self) -> None:
        try:
            with Host(self._home) as host:
                while not self._stop.is_set():
                    personas = [p for p in host.registry.personas() if p.origin != "builtin"]
                    for persona in personas:
                        assert host.registry.cartridge(persona).content_hash == persona.content_hash
                    self.seen.add(frozenset(persona.id for persona in personas))
        except Exception as error:
            self.error = error


def test_twenty_processes_install_one_content_once_and_many_ids_completely(tmp_path):
    home = tmp_path / "home"
    same = packed(tmp_path, gardener("same"))
    others = [packed(tmp_path, gardener(f"other-{number}")) for number in range(10)]
    with Reader(home) as reader:
        said = together([["import", same]] * 10 + [["import", other] for other in others], home)
    assert [one.code for one in said] == [0] * 20, [one.stderr for one in said]
    assert sorted(one.out.split()[0] for one in said[:10]) == ["Already"] * 9 + ["Installed"]
    assert set(installed(home)) == {"same", *(f"other-{number}" for number in range(10))}
    assert len(reader.seen) > 1


def test_one_of_many_contents_for_an_id_wins_and_the_others_are_told(tmp_path):
    home = tmp_path / "home"
    contents = [gardener(prompt=f"You are gardener {number}.") for number in range(8)]
    paths = [packed(tmp_path / str(number), one) for number, one in enumerate(contents)]
    said = together([["import", path] for path in paths], home)
    winners = [number for number, one in enumerate(said) if one.code == 0]
    assert len(winners) == 1
    assert all("is installed with another content" in one.refused() for one in said if one.code)
    assert installed(home)["gardener"]["content_hash"] == contents[winners[0]].content_hash


def test_edits_by_many_processes_are_all_kept(tmp_path):
    home = tmp_path / "home"
    changes = [
        "name=Sokrates",
        "favourite=true",
        "tags=a,b",
        "model=x",
        "config.weirdness=0.1",
        "config.voice=low",
    ]
    said = together([["edit", BUNDLED, "--set", change] for change in changes], home)
    assert [one.code for one in said] == [0] * len(changes)
    assert json.loads((home / "overlays" / "socrates.json").read_text()) == {
        "name": "Sokrates",
        "favourite": True,
        "tags": ["a", "b"],
        "model": "x",
        "config": {"weirdness": 0.1, "voice": "low"},
    }


def test_a_lock_that_is_held_too_long_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(Home, "patience", 0.05)
    with Host(tmp_path) as host, host.home.locked("personas"):
        with pytest.raises(HomeError, match=r"another whetstone process has held .*personas\.lock for 0\.05"):
            host.registry.install(gardener(), "imported")
        assert host.registry.get(BUNDLED)


# Killed in the middle

KILLED = """
import contextlib, io, itertools, json, os, shutil, signal, sys
from pathlib import Path
from whetstone.core import cli

home, start, *command = sys.argv[1:]
os.environ["WHETSTONE_HOME"] = home
os.environ["WHETSTONE_BLOCK"] = "builtin_personas, embedded_model, litellm_models"
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT

def said(*arguments):
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())) as out:
        try:
            cli.run(list(arguments))
        except SystemExit as stop:
            assert stop.code == 0, (arguments, stop.code)
        return out.buffer.getvalue()

def state():
    table = {p["id"]: [p["content_hash"], p["name"]] for p in json.loads(said("list", "--json"))}
    for persona in table:
        said("show", persona)
    return table

def reset():
    shutil.rmtree(home, ignore_errors=True)
    if os.path.isdir(start):
        shutil.copytree(start, home)

def killed(moment):
    count = itertools.count(1)
    def watch(event, details):
        changes = event in ("os.rename", "os.mkdir", "os.remove", "os.rmdir") or (
            event == "open" and (details[2] & WRITES or details[1] is None and os.path.isdir(details[0]))
        )
        if changes and str(details[0]).startswith(home) and next(count) == moment:
            os.kill(os.getpid(), signal.SIGKILL)
    pid = os.fork()
    if pid == 0:
        sys.addaudithook(watch)
        said(*command)
        os._exit(0)
    status = os.waitpid(pid, 0)[1]
    assert status == 0 or os.WTERMSIG(status) == signal.SIGKILL, status
    return status != 0

reset()
old = state()
said(*command)
new = state()
found = []
for moment in itertools.count(1):
    reset()
    if not killed(moment):
        break
    found.append(state())
    assert found[-1] in (old, new), (moment, found[-1])
    if found[-1] == old or command[0] == "import":
        said(*command)
        assert state() == new, moment
        left = [str(p) for p in Path(home).rglob("*") if p.name.startswith(".")]
        assert not left, (moment, left)
sides = [old in found, new in found, old != new]
print(json.dumps({"kills": len(found), "sides": sides}))
"""


def killed_at_every_moment(start: Path, *command: str | Path) -> None:
    """Kill `command` before each of its writes in turn, in memory: thousands of syncs would wear a disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        told = subprocess.run(
            [sys.executable, "-c", KILLED, Path(folder) / "home", start, *command],
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    assert told.returncode == 0, told.stderr
    result = json.loads(told.stdout.splitlines()[-1])
    assert result.pop("kills") > 10
    assert result == {"sides": [True, True, True]}


def test_an_import_that_is_killed_at_any_moment_leaves_the_old_state_or_the_new_one(tmp_path):
    paths = [packed(tmp_path, gardener("one", library={})), packed(tmp_path, gardener("two", library={}))]
    killed_at_every_moment(tmp_path / "nothing", "import", *paths)


def test_a_replacement_that_is_killed_at_any_moment_leaves_the_old_state_or_the_new_one(tmp_path):
    done(here("import", packed(tmp_path, gardener(library={})), home=tmp_path / "start"))
    newer = packed(tmp_path / "newer", gardener(library={}, metadata={"version": "2"}))
    killed_at_every_moment(tmp_path / "start", "import", newer, "--replace")


def test_a_removal_that_is_killed_at_any_moment_leaves_the_old_state_or_the_new_one(tmp_path):
    done(here("import", packed(tmp_path, gardener(library={})), home=tmp_path / "start"))
    killed_at_every_moment(tmp_path / "start", "remove", "gardener")


def test_a_restore_that_is_killed_at_any_moment_leaves_the_old_state_or_the_new_one(tmp_path):
    done(here("import", packed(tmp_path, gardener(library={})), home=tmp_path / "start"))
    done(here("remove", "gardener", home=tmp_path / "start"))
    killed_at_every_moment(tmp_path / "start", "restore", "gardener")


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
