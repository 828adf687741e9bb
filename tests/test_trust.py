"""Whose signature an id has: trust on first use, revoked keys, and what takes whose place."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest
from cartridges import gardener
from commandline import Said, everything_in, here, process, together
from homes import done, installed, listed, packed
from hypothesis import given, settings
from hypothesis import strategies as st
from packages import Site

from whetstone import Cartridge, Host
from whetstone.core.home import Home
from whetstone.core.personas.persona_list import PersonaList
from whetstone.core.signing.keys import OwnKeys
from whetstone.core.signing.signature import verify


class Maker:
    """Someone elsewhere, who signs cartridges with a key of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = done(here("key", "new", home=folder / "home")).out.strip()
        self._own = OwnKeys(Home(folder / "home")).choose(None, set())

    def signed(self, cartridge: Cartridge) -> Cartridge:
        return self._own.sign(cartridge)

    def file(self, version: str = "1.0", *, sign: bool = True, **changes: Any) -> Path:
        """A file with the gardener in a version of this maker's."""
        metadata = {"version": version, "author": self.folder.name, **changes.pop("metadata", {})}
        cartridge = gardener(**changes, metadata=metadata)
        name = f"{cartridge.id}-{version}-{'signed' if sign else 'plain'}-{len(changes)}.whetstone"
        return packed(self.folder, self.signed(cartridge) if sign else cartridge, name)

    def tampered(self) -> Path:
        """A signed file whose prompt was changed, with everything else mended."""
        cartridge = self.signed(gardener())
        files = {**cartridge.files, "prompt.txt": b"You are somebody else.\n"}
        with Host(self.folder / "unused") as host:
            from whetstone import read_files

            data, _ = host.formats.write(read_files(files, stem="gardener"), None)
        path = self.folder / "tampered.whetstone"
        path.write_bytes(data)
        return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def ada(tmp_path: Path) -> Maker:
    return Maker(tmp_path / "ada")


@pytest.fixture
def bob(tmp_path: Path) -> Maker:
    return Maker(tmp_path / "bob")


def imported(home: Path, *arguments: str | Path) -> dict[str, Any]:
    [result] = done(here("import", *arguments, "--json", home=home)).json
    return result


def refused(home: Path, *arguments: str | Path) -> str:
    """The sentence of an import that changed nothing at all."""
    before = everything_in(home)
    said = here("import", *arguments, home=home)
    sentence = said.refused()
    assert {k: v for k, v in everything_in(home).items() if "locks" not in k} == {
        k: v for k, v in before.items() if "locks" not in k
    }
    return sentence


def trusted(home: Path) -> dict[str, dict[str, Any]]:
    return json.loads((home / "trust.json").read_text())["keys"]


def shown(home: Path, persona_id: str = "gardener") -> dict[str, Any]:
    return done(here("show", persona_id, "--json", home=home)).json["signature"]


MODEL = """
from whetstone import hookimpl
from whetstone.testing import ScriptedBackend, ScriptedModel

@hookimpl
def whetstone_model_backends():
    return [ScriptedBackend(ScriptedModel(["Dig.", "Dig."], name="scripted"))]
"""


def test_a_key_is_trusted_on_first_use_and_that_is_said_once(home: Path, ada: Maker) -> None:
    first = imported(home, ada.file())
    assert first["outcome"] == "installed"
    assert first["signed_by"] == ada.key
    assert first["notes"] == [f"signed by {ada.key[:24]}…, trusted from now on"]
    assert trusted(home)[ada.key]["by"] == "first use"
    assert trusted(home)[ada.key]["personas"] == ["gardener"]
    assert stat.S_IMODE((home / "trust.json").stat().st_mode) == 0o600
    assert imported(home, ada.file(), "--as", "another")["notes"] == []
    assert trusted(home)[ada.key]["personas"] == ["another", "gardener"]
    again = imported(home, ada.file())
    assert (again["outcome"], again["notes"]) == ("unchanged", [])
    [row] = done(here("key", "list", "--json", home=home)).json
    assert row == {
        "key": ada.key, "name": None, "own": False, "state": "trusted", "since": row["since"],
        "by": "first use", "revoked": None, "personas": ["another", "gardener"],
    }  # fmt: skip


def test_show_list_and_inspect_tell_who_signed_in_words_and_json(home: Path, ada: Maker) -> None:
    path = ada.file()
    done(here("import", path, home=home))
    assert installed(home)["gardener"]["signed_by"] == ada.key
    assert installed(home)["gardener"]["signature"] == "trusted"
    assert listed(home)["socrates"]["signature"] == "none"
    about = shown(home)
    assert (about["state"], about["key"], about["trust"]) == ("valid", ada.key, "trusted")
    assert f"by {ada.key}, trusted since 20" in done(here("show", "gardener", home=home)).out
    [inspected] = done(here("inspect", path, "--json", home=home)).json
    assert inspected["signature"] == about
    done(here("key", "trust", ada.key, "--name", "ada", home=home))
    assert f"by {ada.key} (ada), trusted since" in done(here("inspect", path, home=home)).out


def test_a_higher_version_by_the_same_key_takes_the_place_unasked(home: Path, ada: Maker) -> None:
    done(here("import", ada.file("1.9"), home=home))
    assert imported(home, ada.file("1.10"))["outcome"] == "replaced"
    assert installed(home)["gardener"]["version"] == "1.10"
    for version in ("1.9", "1.10rc1", "unparsable"):
        assert "--replace" in refused(home, ada.file(version))
    assert imported(home, ada.file("unparsable"), "--replace")["outcome"] == "replaced"
    assert "--replace" in refused(home, ada.file("2.0"))


def test_a_higher_version_that_nobody_signed_still_asks(home: Path, ada: Maker) -> None:
    done(here("import", ada.file("1.0", sign=False), home=home))
    assert "--replace" in refused(home, ada.file("2.0", sign=False))
    assert "--replace" in refused(home, ada.file("2.0"))
    assert imported(home, ada.file("2.0"), "--replace")["signed_by"] == ada.key
    assert imported(home, ada.file("3.0"))["outcome"] == "replaced"


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("removed", [False, True])
def test_an_id_stays_with_its_key_until_the_user_accepts_another(
    home: Path, ada: Maker, bob: Maker, version: str, removed: bool
) -> None:
    done(here("import", ada.file(), home=home))
    if removed:
        done(here("remove", "gardener", home=home))
    for other, told in ((bob.file(version), bob.key[:24]), (bob.file(version, sign=False), "not signed")):
        for flags in ([], ["--replace"]):
            sentence = refused(home, other, *flags)
            assert ada.key[:24] in sentence
            assert told in sentence
            assert "--as NEW_ID" in sentence
            assert "--replace --accept-signature" in sentence
        if not removed:
            assert "with --replace" in refused(home, other, "--accept-signature")
        assert imported(home, other, "--as", f"beside-{told[:3]}")["outcome"] == "installed"
    moved = imported(home, bob.file(version), "--replace", "--accept-signature")
    assert moved["signed_by"] == bob.key
    assert f"was bound to {ada.key[:24]}…" in " ".join(moved["notes"])
    assert "gardener" in trusted(home)[bob.key]["personas"]
    assert trusted(home)[ada.key]["personas"] == []
    assert bob.key[:24] in refused(home, ada.file("3.0"), "--replace")
    freed = imported(home, ada.file(version, sign=False), "--replace", "--accept-signature")
    assert freed["signed_by"] is None
    assert "gardener" not in trusted(home)[bob.key]["personas"]
    assert imported(home, ada.file(), "--replace")["signed_by"] == ada.key


def test_an_unsigned_or_foreign_copy_of_the_same_content_is_no_way_around(
    home: Path, ada: Maker, bob: Maker
) -> None:
    done(here("import", ada.file(), home=home))
    plain = packed(ada.folder / "copy", gardener(metadata={"author": "ada"}))
    foreign = packed(bob.folder / "copy", bob.signed(gardener(metadata={"author": "ada"})))
    assert "is not signed" in refused(home, plain).replace("this one is not", "is not")
    assert bob.key[:24] in refused(home, foreign, "--replace")
    before = installed(home)["gardener"]
    moved = imported(home, foreign, "--accept-signature")
    assert (moved["outcome"], moved["signed_by"]) == ("signed", bob.key)
    assert shown(home)["key"] == bob.key
    dropped = imported(home, plain, "--accept-signature")
    assert (dropped["outcome"], dropped["signed_by"]) == ("unsigned", None)
    assert shown(home)["state"] == "none"
    assert installed(home)["gardener"]["content_hash"] == before["content_hash"]
    back = imported(home, ada.file())
    assert (back["outcome"], back["signed_by"]) == ("signed", ada.key)
    assert installed(home)["gardener"]["path"] == before["path"]


def test_a_signed_copy_of_what_is_installed_brings_its_signature(
    home: Path, ada: Maker, tmp_path: Path
) -> None:
    done(here("import", ada.file(sign=False), home=home))
    folder = home / installed(home)["gardener"]["path"]
    before = everything_in(folder)
    result = imported(home, ada.file())
    assert (result["outcome"], result["signed_by"]) == ("signed", ada.key)
    assert "trusted from now on" in " ".join(result["notes"])
    assert everything_in(folder) == before
    out = tmp_path / "out.whetstone"
    done(here("export", "gardener", "-o", out, home=home))
    assert out.read_bytes() == ada.file().read_bytes()
    (home / "personas.json").unlink()
    assert installed(home)["gardener"]["signed_by"] == ada.key
    assert imported(home, ada.file("2.0"))["outcome"] == "replaced"
    done(here("rollback", "gardener", home=home))
    assert shown(home)["key"] == ada.key


def test_an_invalid_signature_is_refused_and_accepted_only_as_none(
    home: Path, ada: Maker, tmp_path: Path
) -> None:
    path = ada.tampered()
    assert "signature of gardener is invalid" in refused(home, path)
    assert "--accept-signature" in refused(home, path, "--replace")
    result = imported(home, path, "--accept-signature")
    assert (result["outcome"], result["signed_by"]) == ("installed", None)
    assert "counts as not signed" in " ".join(result["notes"])
    assert not (home / "trust.json").exists()
    assert shown(home)["state"] == "invalid"
    assert re.search(r"^signature +INVALID", done(here("show", "gardener", home=home)).out, re.MULTILINE)
    out = tmp_path / "again.whetstone"
    assert "its signature is invalid" in done(here("export", "gardener", "-o", out, home=home)).stderr
    assert "signature of gardener is invalid" in refused(home, out)
    assert imported(home, path, "--accept-signature")["outcome"] == "unchanged"
    assert "invalid" in refused(home, path)


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
        ["show", "gardener"], ["inspect", ada.file()], ["export", "gardener", "--sign", "-o", home.parent],
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


def test_a_signature_that_was_changed_on_disk_is_told_and_mended_by_importing_again(
    home: Path, ada: Maker
) -> None:
    done(here("import", ada.file(), home=home))
    path = home / installed(home)["gardener"]["path"] / "signature.json"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"a", b"b"))
    assert shown(home)["state"] == "invalid"
    assert "invalid" in here("show", "gardener", home=home).stderr
    path.unlink()
    assert "did not sign this" in here("show", "gardener", home=home).stderr
    assert imported(home, ada.file())["outcome"] == "repaired"
    assert shown(home)["state"] == "valid"


def test_a_removed_persona_comes_back_with_its_signature(home: Path, ada: Maker) -> None:
    done(here("import", ada.file(), home=home))
    done(here("remove", "gardener", home=home))
    done(here("import", ada.file(sign=False), "--accept-signature", home=home))
    done(here("remove", "gardener", home=home))
    assert len(list((home / "trash").iterdir())) == 2
    done(here("import", ada.file(), home=home))
    done(here("remove", "gardener", home=home))
    done(here("restore", "gardener", home=home))
    assert installed(home)["gardener"]["signed_by"] == ada.key
    assert shown(home)["state"] == "valid"


def test_forging_and_mirroring_take_the_same_door(home: Path, ada: Maker) -> None:
    done(here("import", ada.file(), home=home))
    with Host(home) as host:
        from whetstone.core.errors import SignatureError

        with pytest.raises(SignatureError, match="is bound to the key"):
            host.registry.install(gardener(metadata={"version": "9"}), "forged", replace=True)
        done_ = host.registry.install(
            gardener(metadata={"version": "9"}), "forged", replace=True, accept_signature=True
        )
    assert done_.persona.signed_by is None


@pytest.fixture(scope="module")
def makers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Maker]:
    return {name: Maker(tmp_path_factory.mktemp(name)) for name in ("ada", "bob")}


steps = st.lists(
    st.tuples(
        st.sampled_from(["ada", "bob", "nobody"]),
        st.integers(1, 4),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, deadline=None)
@given(steps)
def test_whatever_is_imported_an_id_never_changes_its_key_unaccepted(
    tmp_path_factory: pytest.TempPathFactory,
    makers: dict[str, Maker],
    taken: list[tuple[str, int, bool, bool, bool]],
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with Host(folder / "home") as host:
        from whetstone import WhetstoneError

        bound: str | None = None
        for who, version, replace, accept, remove in taken:
            plain = gardener(metadata={"version": str(version)})
            cartridge = makers[who].signed(plain) if who in makers else plain
            key = makers[who].key if who in makers else None
            try:
                result = host.registry.install(
                    cartridge, "imported", replace=replace, accept_signature=accept
                )
            except WhetstoneError:
                result = None
            if result is not None:
                assert bound in (None, key) or accept
                assert result.persona.signed_by == key
                bound = key
            here_now = {persona.id: persona for persona in host.registry.personas()}.get("gardener")
            if here_now:
                assert here_now.signed_by == bound
                assert verify(host.registry.cartridge(here_now).files).key == bound
                if remove:
                    host.registry.remove("gardener")


def test_a_cartridge_may_go_through_pipes_and_stay_signed(home: Path, ada: Maker, tmp_path: Path) -> None:
    done(here("import", ada.file(), home=home))
    out: Said = process("export", "gardener", "-o", "-", home=home)
    said = process("inspect", "-", "--json", home=home, stdin=out.stdout)
    assert said.json[0]["signature"]["key"] == ada.key
