"""The keys of others: named, revoked and trusted again, kept in one file whatever happens to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cartridges import gardener
from commandline import here, process, together
from homes import done, installed, packed
from packages import Site
from trusting import Maker, imported, refused, shown, trusted

from whetstone.core.home import Home
from whetstone.core.personas.persona_list import PersonaList

MODEL = """
from whetstone import hookimpl
from whetstone.testing import ScriptedBackend, ScriptedModel

@hookimpl
def whetstone_model_backends():
    return [ScriptedBackend(ScriptedModel(["Dig.", "Dig."], name="scripted"))]
"""


def test_what_a_revoked_key_signed_is_refused_until_that_is_taken_back(
    home: Path, ada: Maker, tmp_path: Path
) -> None:
    done(here("import", ada.file(), home=home))
    told = done(here("key", "revoke", ada.key[8:20], home=home)).stderr
    assert "It signed gardener." in told
    for flags in ([], ["--replace"], ["--accept-signature"], ["--as", "other"]):
        assert f"whetstone key trust {ada.key}" in refused(home, ada.file("2.0"), *flags)
    assert installed(home)["gardener"]["signature"] == "revoked"
    assert shown(home)["trust"] == "revoked"
    said = done(here("show", "gardener", home=home))
    assert "which you revoked on 20" in said.out
    assert "which you revoked on 20" in said.stderr
    assert "revoked" in done(here("inspect", ada.file(), home=home)).stderr
    done(here("key", "trust", ada.key, home=home))
    assert imported(home, ada.file("2.0"))["outcome"] == "replaced"
    assert trusted(home)[ada.key]["by"] == "you"


def test_one_may_chat_with_what_a_revoked_key_signed_and_is_told(
    home: Path, ada: Maker, tmp_path: Path
) -> None:
    site = Site(tmp_path / "packages")
    site.add("scripted", plugins={"scripted": "scripted"}, scripted=MODEL)
    done(here("import", ada.file(), home=home))
    chat = ("chat", "gardener", "How?", "-m", "scripted")
    assert "revoked" not in done(process(*chat, home=home, env={"PYTHONPATH": site.folder})).stderr
    done(here("key", "revoke", ada.key, home=home))
    said = done(process(*chat, home=home, env={"PYTHONPATH": site.folder}))
    assert f"gardener is signed by {ada.key}, which you revoked on 20" in said.stderr
    assert said.out == "Dig.\n"
    (home / "trust.json").write_text("{")
    said = done(process(*chat, home=home, env={"PYTHONPATH": site.folder}))
    assert "which keys you revoked is not known, since trust.json cannot be read" in said.stderr
    assert said.out == "Dig.\n"


def test_what_a_revoked_key_signed_comes_back_with_a_warning(home: Path, ada: Maker) -> None:
    for version in ("1.0", "2.0"):
        done(here("import", ada.file(version), home=home))
    done(here("remove", "gardener", home=home))
    assert "revoked" not in done(here("restore", "gardener", home=home)).stderr
    done(here("remove", "gardener", home=home))
    done(here("key", "revoke", ada.key, home=home))
    for command in (["restore", "gardener", "--json"], ["rollback", "gardener"]):
        said = done(here(*command, home=home))
        assert f"is signed by {ada.key}, which you revoked on 20" in said.stderr
    assert installed(home)["gardener"]["version"] == "1.0"
    assert installed(home)["gardener"]["signature"] == "revoked"


def test_a_key_can_be_revoked_or_trusted_before_it_is_seen(home: Path, ada: Maker, bob: Maker) -> None:
    done(here("key", "revoke", ada.key, home=home))
    assert "which you revoked" in refused(home, ada.file())
    done(here("key", "trust", bob.file(), "--name", "bob", home=home))
    assert trusted(home)[bob.key]["by"] == "you"
    assert imported(home, bob.file())["notes"] == []
    assert "is not signed" in here("key", "trust", bob.file(sign=False), home=home).refused()
    assert "no valid signature" in here("key", "trust", bob.tampered(), home=home).refused()


def test_a_key_is_meant_by_its_name_or_enough_of_its_digits(home: Path, ada: Maker, bob: Maker) -> None:
    done(here("import", ada.file(), home=home))
    done(here("key", "trust", ada.key[8:16], "--name", "ada", home=home))
    for word in ("ada", ada.key, ada.key[8:], ada.key[:16], ada.key[8:].upper()):
        [row] = [done(here("key", "revoke", word, "--json", home=home)).json]
        assert (row["key"], row["name"], row["state"]) == (ada.key, "ada", "revoked")
        done(here("key", "trust", word, home=home))
    assert "at least 8" in here("key", "revoke", ada.key[8:15], home=home).refused()
    assert "did you mean ada?" in here("key", "revoke", "adda", home=home).refused()
    assert "begins with 0123456789" in here("key", "trust", "0123456789", home=home).refused()
    assert "is called ada already" in here("key", "trust", bob.key, "--name", "ada", home=home).refused()
    assert "cannot name a key" in here("key", "trust", bob.key, "--name", "B b", home=home).refused()
    weak = "ed25519:" + "01" + "00" * 31
    assert "no key" in here("key", "trust", weak, home=home).refused()


def test_a_key_that_anybody_could_sign_with_is_refused_for_what_it_is(home: Path) -> None:
    for digits in ("01" + "00" * 31, "00" * 32, "ee" + "ff" * 31):
        for key in (digits, f"ed25519:{digits}"):
            sentence = here("key", "trust", key, home=home).refused()
            assert f"ed25519:{digits} is no key that only one person could sign with" in sentence
    assert not (home / "trust.json").exists()


def test_own_signatures_are_trusted_without_a_word(home: Path, tmp_path: Path) -> None:
    key = done(here("key", "new", home=home)).out.strip()
    done(here("import", packed(tmp_path, gardener()), home=home))
    out = tmp_path / "signed.whetstone"
    done(here("export", "gardener", "--sign", "-o", out, home=home))
    assert imported(home, out, "--as", "mine")["notes"] == []
    [row] = done(here("key", "list", "--json", home=home)).json
    assert (row["key"], row["own"], row["personas"]) == (key, True, ["mine"])
    done(here("key", "revoke", "default", home=home))
    assert "revoked" in refused(home, out)


def test_many_imports_write_the_keys_once_and_go_on_past_a_refused_one(
    home: Path, ada: Maker, bob: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = home.parent / "many"
    for number in range(6):
        maker = (ada, bob)[number % 2]
        packed(folder, maker.signed(gardener(f"number-{number}")))
    ada.tampered().rename(folder / "tampered.whetstone")
    written: list[str] = []
    replace = Home.replace

    def noted(self: Home, path: Path, data: bytes) -> None:
        written.append(path.name)
        replace(self, path, data)

    monkeypatch.setattr(Home, "replace", noted)
    said = here("import", folder, "--json", home=home)
    assert said.code == 1
    assert [result["outcome"] for result in said.json] == ["installed"] * 6 + ["failed"]
    assert written.count("trust.json") == 1
    assert written.index("trust.json") < len(written) - 1 - written[::-1].index("personas.json")
    assert {key: len(about["personas"]) for key, about in trusted(home).items()} == {ada.key: 3, bob.key: 3}
    notes = [note for result in said.json[:6] for note in result["notes"]]
    assert len([note for note in notes if "trusted from now on" in note]) == 2


def test_twenty_first_uses_at_once_are_all_kept(home: Path, tmp_path: Path) -> None:
    makers = [Maker(tmp_path / f"maker-{number}") for number in range(20)]
    files = [
        packed(maker.folder, maker.signed(gardener(f"plant-{number}"))) for number, maker in enumerate(makers)
    ]
    said = together([["import", path] for path in files], home)
    assert [one.code for one in said] == [0] * 20, [one.stderr for one in said]
    assert {key: about["personas"] for key, about in trusted(home).items()} == {
        maker.key: [f"plant-{number}"] for number, maker in enumerate(makers)
    }
    assert all(f"signed by {makers[n].key[:24]}" in one.stderr for n, one in enumerate(said))


def test_of_eight_keys_that_claim_one_id_at_once_one_gets_it(home: Path, tmp_path: Path) -> None:
    makers = [Maker(tmp_path / f"maker-{number}") for number in range(8)]
    files = [maker.file(metadata={"author": "same"}) for maker in makers]
    said = together([["import", path, "--replace"] for path in files], home)
    winners = [number for number, one in enumerate(said) if one.code == 0]
    assert len(winners) == 1
    assert installed(home)["gardener"]["signed_by"] == makers[winners[0]].key
    bound = {key: about["personas"] for key, about in trusted(home).items()}
    assert bound == {makers[winners[0]].key: ["gardener"]}


@pytest.mark.parametrize("lost", ["trust.json", "personas.json"])
def test_either_file_alone_keeps_an_id_with_its_key(home: Path, ada: Maker, bob: Maker, lost: str) -> None:
    done(here("import", ada.file(), home=home))
    (home / lost).unlink()
    assert ada.key[:24] in refused(home, bob.file("2.0"), "--replace")
    assert imported(home, ada.file("2.0"))["outcome"] == "replaced"
    assert imported(home, ada.file(), "--as", "other")["notes"] == []
    assert trusted(home)[ada.key]["personas"] == ["gardener", "other"]


def test_a_crash_between_the_two_files_loses_nothing(
    home: Path, ada: Maker, bob: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(here("import", ada.file(), home=home))
    before = installed(home)["gardener"]
    accept = (bob.file("2.0"), "--replace", "--accept-signature")

    def crash(*_: object) -> None:
        raise SystemExit(9)

    with monkeypatch.context() as patch:
        patch.setattr(PersonaList, "write", crash)
        assert here("import", *accept, home=home).code == 9
    assert installed(home)["gardener"] == before
    assert imported(home, *accept)["signed_by"] == bob.key


DAMAGE = [
    b"", b"{", b"[]", b"\xff", b'{"version": 2, "keys": {}}', b'{"version": true, "keys": {}}',
    b'{"keys": {}}',
    b'{"version": 1, "keys": []}', b'{"version": 1, "keys": {"ed25519:00": {}}}',
    b'{"version": 1, "keys": {"a": 1, "a": 2}}',
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_trust_file_is_told_and_never_passed_over(home: Path, ada: Maker, damage: bytes) -> None:
    done(here("import", ada.file(), home=home))
    done(here("key", "revoke", ada.key, home=home))
    whole = (home / "trust.json").read_bytes()
    (home / "trust.json").write_bytes(damage)
    for command in (
        ["import", ada.file("2.0")], ["key", "list"], ["key", "new"], ["key", "trust", ada.key],
        ["key", "revoke", ada.key], ["export", "gardener", "--sign", "-o", home.parent],
    ):  # fmt: skip
        sentence = here(*command, home=home).refused()
        assert str(home / "trust.json") in sentence
        assert "move" in sentence
    assert (home / "trust.json").read_bytes() == damage
    (home / "trust.json").write_bytes(whole)
    assert "revoked" in refused(home, ada.file("2.0"))


@pytest.mark.parametrize(
    "change",
    [
        {"since": None}, {"by": "me"}, {"since": 5}, {"personas": "gardener"}, {"personas": ["../x"]},
        {"personas": ["gardener", "gardener"]}, {"revoked": True}, {"unknown": 1}, {"name": ""},
    ],
)  # fmt: skip
def test_an_entry_that_does_not_fit_is_told(home: Path, ada: Maker, change: dict[str, Any]) -> None:
    done(here("import", ada.file(), home=home))
    table = json.loads((home / "trust.json").read_text())
    table["keys"][ada.key] |= change
    (home / "trust.json").write_text(json.dumps(table))
    assert str(home / "trust.json") in here("key", "list", home=home).refused()


ASKING = """
import os
import pathlib

import whetstone


@whetstone.hookimpl
def whetstone_personas():
    from filelock import FileLock, Timeout

    home = pathlib.Path(os.environ["WHETSTONE_HOME"])
    try:
        with FileLock(home / "locks" / "personas.lock", timeout=0):
            told = "free"
    except Timeout:
        told = "held"
    with (home.parent / "asked").open("a") as file:
        file.write(told + "\\n")
    return []
"""


@pytest.mark.parametrize("arguments", [["revoke", "KEY"], ["trust", "KEY"], ["trust", "FILE"]])
def test_no_lock_is_held_while_plugins_are_asked_for_their_personas(
    home: Path, tmp_path: Path, ada: Maker, arguments: list[str]
) -> None:
    imported(home, ada.file())
    site = Site(tmp_path / "site")
    site.add("asking", plugins={"asking": "asking"}, asking=ASKING)
    meant = {"KEY": ada.key, "FILE": str(ada.file())}
    words = [meant.get(word, word) for word in arguments]
    done(process("key", *words, home=home, env={"PYTHONPATH": site.folder}))
    assert set((tmp_path / "asked").read_text().split()) == {"free"}
