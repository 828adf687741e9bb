"""Files of a home cut anywhere, or with a byte changed: told in one sentence with a remedy, never misread."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cartridges import gardener
from commandline import here
from homes import done, installed, packed

from whetstone import Host
from whetstone.core.errors import CartridgeError, HomeError, SettingsError
from whetstone.core.history import History, new_id, now
from whetstone.core.home import Home
from whetstone.core.personas.overlays import Overlays
from whetstone.core.personas.persona_list import PersonaList
from whetstone.core.settings import Settings
from whetstone.core.signing.keys import OwnKeys
from whetstone.core.signing.trust import TrustFile
from whetstone.core.values.turn import Record

SAMPLES = 400


@pytest.fixture(scope="module")
def full() -> Iterator[Path]:
    """A home with two personas, an edit, a setting, a key and a trusted one, in memory."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        folder = Path(name)
        home = folder / "home"
        done(here("key", "new", "maker", home=home))
        with Host(folder / "unused") as host:
            signed = OwnKeys(Home(home)).get("maker").sign(gardener("signed"))
            data, _ = host.formats.write(signed, None)
        (folder / "signed.whetstone").write_bytes(data)
        done(here("import", packed(folder, gardener()), folder / "signed.whetstone", home=home))
        done(here("edit", "gardener", "--set", "name=Rosa", "--set", "config.weirdness=0.5", home=home))
        done(here("config", "set", "models.x.model", "y", home=home))
        yield home


@pytest.fixture
def keeping(full: Path) -> Iterator[Callable[[str], Path]]:
    """Names a file of the full home, and puts it back as it was afterwards."""
    kept: dict[Path, bytes] = {}

    def keep(name: str) -> Path:
        path = full / name
        kept[path] = path.read_bytes()
        return path

    yield keep
    for path, data in kept.items():
        path.write_bytes(data)


def lengths(whole: bytes) -> list[int]:
    """Every length of a small file; of a large one, some, and all near the end."""
    step = max(1, len(whole) // SAMPLES)
    return sorted({*range(0, len(whole), step), *range(max(0, len(whole) - 40), len(whole))})


def read_or_told(read: Callable[[], Any], *words: str) -> Any:
    """What `read` returns, or `None` where it says in one sentence what is wrong, with these words."""
    told: HomeError | SettingsError
    try:
        return read()
    except (HomeError, SettingsError) as error:
        told = error
    assert "\n" not in str(told)
    assert len(str(told)) < 500
    assert all(word in str(told) for word in words), str(told)
    return None


@pytest.mark.parametrize(
    ("name", "reader", "remedy"),
    [
        ("personas.json", lambda home: PersonaList(home).read(), "`whetstone doctor --repair`"),
        ("trust.json", lambda home: TrustFile(home).read(), "mend it, or move"),
        ("overlays/gardener.json", lambda home: Overlays(home).get("gardener"), "edit gardener --reset`"),
        ("keys/maker.pem", lambda home: OwnKeys(home).get("maker").key, "bring it back from a copy"),
    ],
)
def test_a_file_that_is_cut_anywhere_is_told_with_a_remedy_and_never_misread(
    full, keeping, name, reader, remedy
):
    path = keeping(name)
    whole, meant = path.read_bytes(), reader(Home(full))
    told = 0
    for length in lengths(whole):
        path.write_bytes(whole[:length])
        found = read_or_told(lambda: reader(Home(full)), str(path), remedy)
        assert found in (None, meant), length
        told += found is None
    assert told >= len(lengths(whole)) - 2  # only line ends may be missing


def test_a_cut_list_is_told_by_every_command_and_repaired_by_the_doctor(full, keeping):
    path = keeping("personas.json")
    whole, before = path.read_bytes(), installed(full)
    for length in (0, 1, len(whole) // 2, len(whole) - 3):
        path.write_bytes(whole[:length])
        for command in (["list"], ["show", "gardener"], ["remove", "gardener"], ["rollback", "gardener"]):
            sentence = here(*command, home=full).refused()
            assert str(path) in sentence
            assert "`whetstone doctor --repair`" in sentence
    here("doctor", "--repair", home=full)
    assert installed(full) == before


def test_a_list_with_a_changed_byte_names_no_other_content_than_what_lies_there(full, keeping):
    """Id, place and hash hold together; a changed letter in a name is for the doctor to find."""
    path = keeping("personas.json")
    whole, meant = path.read_bytes(), PersonaList(Home(full)).read()
    places = {(key, persona.path, persona.content_hash[:19]) for key, persona in meant.items()}
    chance = random.Random(7)
    for _ in range(2 * SAMPLES):
        at = chance.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([chance.randrange(256)]) + whole[at + 1 :])
        found = read_or_told(lambda: PersonaList(Home(full)).read(), str(path), "`whetstone doctor --repair`")
        if found is not None:
            assert {(key, one.path, one.content_hash[:19]) for key, one in found.items()} == places


def test_an_install_record_that_is_cut_is_told_where_the_list_is_lost_too(full, keeping):
    keeping("personas.json").unlink()
    (record,) = (full / "philosophy_library" / "imported" / "gardener").glob("*.json")
    whole, meant = keeping(str(record.relative_to(full))).read_bytes(), PersonaList(Home(full)).read()
    for length in lengths(whole):
        record.write_bytes(whole[:length])
        assert read_or_told(lambda: PersonaList(Home(full)).read(), str(record)) in (None, meant)


def test_settings_that_are_cut_anywhere_are_read_or_told_with_their_line(full, keeping):
    path = keeping("whetstone.toml")
    whole = path.read_bytes()
    for length in lengths(whole):
        path.write_bytes(whole[:length])
        read_or_told(lambda: Settings(path), str(path))


def test_contents_with_a_changed_or_missing_byte_are_never_given_out(full):
    with Host(full) as host:
        persona = host.registry.get("signed")
        folder = full / persona.path
        chance = random.Random(7)
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            whole = path.read_bytes()
            for _ in range(12):
                at = chance.randrange(len(whole))
                changed = bytes([whole[at] ^ 1 << chance.randrange(8)])
                for data in (whole[:at], whole[:at] + changed + whole[at + 1 :]):
                    path.write_bytes(data)
                    if path.name == "signature.json":
                        assert {v.fault is None for v in host.registry.versions.of("signed")} == {False}
                        continue
                    with pytest.raises(CartridgeError, match="import it again"):
                        host.registry.cartridge(persona)
            path.write_bytes(whole)
        host.registry.cartridge(persona)


def said(number: int) -> Record:
    text = f"What of bee number {number}?"
    return Record(id=new_id(), conversation=f"c{number}", at=now(), speaker="user", role="user", text=text)


@pytest.fixture
def talked(full: Path) -> Iterator[Path]:
    log = full / "chat_history.log"
    for number in range(3):
        History(Home(full)).append(said(number))
    yield log
    log.unlink()


@pytest.mark.parametrize("tail", [b"", b"\0\0\0\0", b"\xff"])
def test_a_log_that_is_cut_anywhere_keeps_every_whole_turn_and_takes_the_next(full, talked, tail):
    whole = talked.read_bytes()
    ends = [place for place in range(len(whole)) if whole[place : place + 1] == b"\n"]
    for length in lengths(whole)[:: 5 if tail else 2]:
        talked.write_bytes(whole[:length] + tail)
        there = max(0, sum(end < length for end in ends) - 1)
        texts = [said(number).text for number in range(3)]
        history = History(Home(full))
        assert [record.text for record in history.records()][:there] == texts[:there]
        history.append(said(9))
        after = [record.text for record in history.records()]
        assert after[:there] == texts[:there]
        assert after[-1] == said(9).text
        assert len(after) <= there + 2


def test_an_index_of_the_log_that_is_cut_or_changed_answers_what_the_log_says(full, talked):
    def answers() -> Any:
        history = History(Home(full))
        return history.counts(), history.conversations(), history.search(["bee"], 10)

    meant = answers()
    path = full / "cache" / "history.sqlite"
    whole = path.read_bytes()
    chance = random.Random(7)
    for _ in range(60):
        at = chance.randrange(len(whole))
        for data in (whole[:at], whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :]):
            path.write_bytes(data)
            assert answers() == meant


def test_every_file_of_a_home_may_be_emptied_and_the_sentence_names_it(full, keeping):
    for name in ("personas.json", "trust.json", "overlays/gardener.json", "keys/maker.pem"):
        path = keeping(name)
        whole = path.read_bytes()
        path.write_bytes(b"")
        commands = {
            "trust.json": ["key", "revoke", "maker"],
            "keys/maker.pem": ["export", "gardener", "--sign"],
        }
        assert str(path) in here(*commands.get(name, ["list"]), home=full).refused()
        path.write_bytes(whole)
