"""Whose signature an id has: trust on first use, other keys, and what takes whose place."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from cartridges import gardener
from commandline import Said, everything_in, here, process
from homes import done, installed, listed, packed
from hypothesis import given, settings
from hypothesis import strategies as st
from trusting import Maker, imported, refused, shown, trusted

from whetstone import Host, WhetstoneError
from whetstone.core.errors import SignatureError
from whetstone.core.signing.signature import verify


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
