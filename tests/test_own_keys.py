"""Keys of one's own: how they are made, kept, chosen and damaged, and signing with them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from archives.sample import FULL
from commandline import everything_in, here, together
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from homes import BUNDLED, done

from whetstone.core.signing.signature import verify
from whetstone.plugins.zip_cartridge import whetstone_cartridge_formats

[FORMAT] = whetstone_cartridge_formats()


def new_key(home: Path, *arguments: str) -> str:
    """Make a key and return its name."""
    return done(here("key", "new", *arguments, home=home)).out.strip()


def test_a_new_key_is_for_the_user_alone_and_is_a_plain_pkcs8_file(home: Path) -> None:
    key = new_key(home)
    path = home / "keys" / "default.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    private = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(private, Ed25519PrivateKey)
    assert key == f"ed25519:{private.public_key().public_bytes_raw().hex()}"
    [row] = done(here("key", "list", "--json", home=home)).json
    assert (row["key"], row["name"], row["own"], row["state"]) == (key, "default", True, "trusted")
    assert private.private_bytes_raw().hex() not in (home / "trust.json").read_text()


def test_a_key_is_never_written_over(home: Path) -> None:
    key = new_key(home)
    before = everything_in(home)
    assert "is called default already" in here("key", "new", home=home).refused()
    (home / "trust.json").unlink()
    said = done(here("key", "new", home=home))
    assert (said.out.strip(), "Made" in said.stderr) == (key, False)
    assert f"The key default was there already, in {home / 'keys' / 'default.pem'}." in said.stderr
    assert (home / "keys" / "default.pem").read_bytes() == before["keys/default.pem"]
    assert [row["key"] for row in done(here("key", "list", "--json", home=home)).json] == [key]


def test_what_a_killed_process_left_of_a_key_is_no_key_and_in_nobodys_way(home: Path) -> None:
    (home / "keys").mkdir(parents=True)
    (home / "keys" / ".default.pem.new").write_bytes(b"-----BEGIN PRIV")
    assert done(here("key", "list", "--json", home=home)).json == []
    key = new_key(home)
    assert [row["key"] for row in done(here("key", "list", "--json", home=home)).json] == [key]
    assert [path.name for path in (home / "keys").iterdir()] == ["default.pem"]
    assert stat.S_IMODE((home / "keys" / "default.pem").stat().st_mode) == 0o600


def test_of_many_processes_that_make_one_key_one_does(home: Path) -> None:
    said = together([["key", "new"]] * 6, home)
    winners = [one for one in said if one.code == 0]
    assert len(winners) == 1
    assert sum("choose another name" in one.stderr for one in said) == 5
    assert done(here("key", "list", "--json", home=home)).json[0]["key"] == winners[0].out.strip()


@pytest.mark.parametrize("name", ["../default", "a/b", "", ".", "UPPER", "con", "deadbeef", "a b", "-"])
def test_a_key_is_called_by_a_plain_name(home: Path, name: str) -> None:
    assert "cannot name a key" in here("key", "new", "--", name, home=home).refused()
    assert not (home / "keys").exists()


def test_signing_without_a_key_says_how_to_make_one(home: Path, tmp_path: Path) -> None:
    said = here("export", BUNDLED, "--sign", "-o", tmp_path / "x.whetstone", home=home)
    assert "whetstone key new" in said.refused()
    assert not (tmp_path / "x.whetstone").exists()
    assert not home.exists()
    missing = here("export", BUNDLED, "--sign", "--key", "ada", "-o", tmp_path, home=home).refused()
    assert "no key of yours is called 'ada'" in missing
    assert here("export", BUNDLED, "--key", "ada", "-o", tmp_path, home=home).code == 2


def test_of_two_keys_one_is_chosen_by_name_and_a_revoked_one_signs_nothing(
    home: Path, tmp_path: Path
) -> None:
    first, second = new_key(home, "first"), new_key(home, "second")
    path = tmp_path / "x.whetstone"
    sign = ("export", BUNDLED, "--sign", "--json", "-o", str(path))
    assert "(first, second)" in here(*sign, home=home).refused()
    for name, key in (("first", first), ("second", second)):
        told = done(here(*sign, "--key", name, home=home)).json
        assert told["signature"] == {"state": "valid", "key": key}
        assert verify(FORMAT.read(path.read_bytes(), "x.whetstone").files).key == key
    done(here("key", "revoke", "first", home=home))
    assert done(here(*sign, home=home)).json["signature"]["key"] == second
    assert "is revoked" in here(*sign, "--key", "first", home=home).refused()
    done(here("key", "revoke", "second", home=home))
    assert "every key of yours is revoked" in here(*sign, home=home).refused()
    done(here("key", "trust", "first", home=home))
    assert done(here(*sign, home=home)).json["signature"]["key"] == first


def test_a_second_key_leaves_signing_to_the_one_called_default(home: Path, tmp_path: Path) -> None:
    usual, second = new_key(home), new_key(home, "second")
    path = tmp_path / "x.whetstone"
    sign = ("export", BUNDLED, "--sign", "--json", "-o", str(path))
    assert done(here(*sign, home=home)).json["signature"]["key"] == usual
    assert done(here(*sign, "--key", "second", home=home)).json["signature"]["key"] == second
    (home / "keys" / "second.pem").write_bytes(b"")
    assert done(here(*sign, home=home)).json["signature"]["key"] == usual
    here("key", "revoke", "default", home=home)
    assert "second.pem" in here(*sign, home=home).refused()


def test_a_key_cut_short_is_told_and_the_others_are_listed(home: Path) -> None:
    new_key(home)
    second = new_key(home, "second")
    path = home / "keys" / "default.pem"
    path.write_bytes(path.read_bytes()[:60])
    for lost in (False, True):
        if lost:
            (home / "trust.json").unlink()
        said = here("key", "list", "--json", home=home)
        assert [row["key"] for row in said.json if row["own"]] == [second]
        assert (said.code, str(path) in said.stderr) == (1, True)
        assert second in here("key", "list", home=home).out


DAMAGE = {
    "nothing in it": b"",
    "no key": b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    "bytes": bytes(range(256)),
    "a public key": b"-----BEGIN PUBLIC KEY-----\n"
    b"MCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n"
    b"-----END PUBLIC KEY-----\n",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_key_is_told_with_its_file_and_the_others_still_work(
    home: Path, tmp_path: Path, damage: str
) -> None:
    new_key(home, "good")
    path = home / "keys" / "default.pem"
    path.write_bytes(DAMAGE[damage])
    path.chmod(0o600)
    sign = ("export", BUNDLED, "--sign", "-o", str(tmp_path / "x.whetstone"))
    sentence = here(*sign, home=home).refused()
    assert str(path) in sentence
    assert "holds no Ed25519 private key" in sentence
    said = here("key", "list", "--json", home=home)
    assert said.code == 1
    assert str(path) in said.stderr
    assert [row["name"] for row in said.json] == ["good"]
    done(here(*sign, "--key", "good", home=home))


def test_keys_that_cannot_be_used_are_refused_each_with_what_to_do(home: Path, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    new_key(home)
    path = home / "keys" / "default.pem"
    pem = path.read_bytes()
    sign = ("export", BUNDLED, "--sign", "-o", str(tmp_path / "x.whetstone"))
    private = load_pem_private_key(pem, None)
    locked = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    curve = ec.generate_private_key(ec.SECP256R1())
    for other in (locked, curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())):
        path.write_bytes(other)
        assert "without a password" in here(*sign, home=home).refused()
    path.write_bytes(pem)
    for mode in (0o640, 0o604, 0o666):
        path.chmod(mode)
        assert f"chmod 600 {path}" in here(*sign, home=home).refused()
    path.unlink()
    os.mkfifo(path, 0o600)
    assert "is no regular file" in here(*sign, home=home).refused()
    path.unlink()
    path.mkdir()
    assert str(path) in here(*sign, home=home).refused()


def test_a_folder_is_packed_with_a_signature_in_place_of_an_earlier_one(home: Path, tmp_path: Path) -> None:
    key = new_key(home)
    folder = tmp_path / "plato"
    for name, data in {**FULL, "signature.json": b"{}"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    path = tmp_path / "plato.whetstone"
    done(here("pack", folder, "--sign", "-o", path, home=home))
    [told] = done(here("inspect", path, "--json", home=home)).json
    assert told["notes"] == []
    assert {name: told["signature"][name] for name in ("state", "key", "trust", "name", "fault")} == {
        "state": "valid", "key": key, "trust": "trusted", "name": "default", "fault": None,
    }  # fmt: skip
    again = tmp_path / "again.whetstone"
    done(here("pack", folder, "--sign", "-o", again, home=home))
    assert again.read_bytes() == path.read_bytes()
    assert (folder / "signature.json").read_bytes() == b"{}"
