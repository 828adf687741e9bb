"""Signatures: the vectors of docs/cartridge-format.md, keys of one's own, and tampering with signed files."""

from __future__ import annotations

import json
import os
import random
import re
import stat
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from archives.refusing import read_or_told
from archives.sample import FULL
from cartridges import gardener
from commandline import everything_in, here, process, together
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from homes import BUNDLED, done, packed
from hypothesis import given, settings
from hypothesis import strategies as st

import whetstone
from whetstone.core.home import Home
from whetstone.core.signing.keys import OwnKeys
from whetstone.core.signing.signature import Signature, verify
from whetstone.plugins.zip_cartridge import whetstone_cartridge_formats

PAGE = (Path(__file__).parent.parent / "docs" / "cartridge-format.md").read_text("utf-8")
[FORMAT] = whetstone_cartridge_formats()


def vector(name: str) -> Any:
    found = re.search(rf"<!-- vector {name} -->\n```json\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


SIGNED, INVALID = vector("signed"), vector("invalid")
FILES = {name: text.encode() for name, text in SIGNED["files"].items()}
WITH_SIGNATURE = {**FILES, "signature.json": SIGNED["signature.json"].encode()}


def lines_hash(files: dict[str, bytes]) -> str:
    """The content hash, as the page tells it."""
    names = sorted((name for name in files if name != "signature.json"), key=str.encode)
    lines = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in names)
    return f"sha256:{sha256(lines.encode()).hexdigest()}"


def test_the_signed_vector_is_what_cryptography_alone_makes_of_the_page() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SIGNED["seed"]))
    public = private.public_key().public_bytes_raw()
    assert SIGNED["key"] == f"ed25519:{public.hex()}"
    assert SIGNED["content_hash"] == lines_hash(FILES)
    signed = b"whetstone cartridge 1\n" + SIGNED["content_hash"].encode() + b"\n"
    assert signed.hex() == SIGNED["message in hex"]
    fields = {"v": 1, "algorithm": "ed25519", "key": public.hex(), "signature": private.sign(signed).hex()}
    assert json.dumps(fields) + "\n" == SIGNED["signature.json"]


def test_the_signed_vector_is_valid_and_made_again_byte_for_byte(tmp_path: Path) -> None:
    assert verify(WITH_SIGNATURE) == Signature("valid", SIGNED["key"])
    assert verify(FILES) == Signature("none")
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SIGNED["seed"]))
    home = owning(tmp_path, private)
    again = OwnKeys(home).choose(None, set()).sign(whetstone.read_files(FILES, stem="x"))
    assert again.files == WITH_SIGNATURE


@pytest.mark.parametrize("why", INVALID)
def test_every_invalid_vector_is_invalid_in_one_sentence(why: str) -> None:
    files = WITH_SIGNATURE | {name: text.encode() for name, text in INVALID[why].items()}
    assert files != WITH_SIGNATURE
    found = verify(files)
    assert (found.state, found.key) == ("invalid", None)
    assert len(found.fault) > 10
    whetstone.read_files(files, stem="x")


def test_the_invalid_vectors_fail_for_the_reasons_that_they_tell() -> None:
    """What `cryptography` alone says of each: only the form and the weak keys are refused beyond it."""
    passing = set()
    for why, changes in INVALID.items():
        files = WITH_SIGNATURE | {name: text.encode() for name, text in changes.items()}
        try:
            fields = json.loads(files["signature.json"].decode("utf-8-sig"))
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(fields["key"]))
            signed = f"whetstone cartridge 1\n{lines_hash(files)}\n".encode()
            public.verify(bytes.fromhex(fields["signature"]), signed)
        except (InvalidSignature, KeyError):
            continue
        passing.add(why)
    form = {"upper-case digits", "other spacing", "no line feed", "a byte-order mark", "another order"}
    weak = {"a key of small order", "a key that is not reduced (y + p)"}
    other = {"one key more", "another version", "another algorithm"}
    assert passing == form | weak | other


P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def x_of(y: int) -> int | None:
    """One x of the points of edwards25519 with this y, where there are any (RFC 8032, section 5.1.3)."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    if (root * root - square) % P:
        root = root * pow(2, (P - 1) // 4, P) % P
    return root if (root * root - square) % P == 0 else None


def add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    k = D * a[0] * b[0] * a[1] * b[1]
    x = (a[0] * b[1] + b[0] * a[1]) * pow(1 + k, -1, P) % P
    return x, (a[1] * b[1] + a[0] * b[0]) * pow(1 - k, -1, P) % P


def small_order_points() -> set[tuple[int, int]]:
    """The eight points whose order divides 8, found by multiplying any points by the prime order."""
    order = 2**252 + 27742317777372353535851937790883648493
    found: set[tuple[int, int]] = set()
    for y in count(2):
        if len(found) == 8:
            return found
        x = x_of(y)
        if x is None:
            continue
        product, double, left = (0, 1), (x, y), order
        while left:
            product = add(product, double) if left & 1 else product
            double, left = add(double, double), left >> 1
        multiple = (0, 1)
        for _ in range(8):
            multiple = add(multiple, product)
            found.add(multiple)
    raise AssertionError


def test_no_key_of_small_order_is_taken_though_signatures_by_nobody_verify_with_it() -> None:
    points = small_order_points()
    assert len(points) == 8
    nobody = (1).to_bytes(32, "little") + bytes(32)
    for x, y in points:
        key = (y | (x & 1) << 255).to_bytes(32, "little")
        for number in range(1_000):
            files = {**FILES, "extra/number": b"%d" % number}
            message = f"whetstone cartridge 1\n{lines_hash(files)}\n".encode()
            try:
                Ed25519PublicKey.from_public_bytes(key).verify(nobody, message)
            except InvalidSignature:
                continue
            fields = {"v": 1, "algorithm": "ed25519", "key": key.hex(), "signature": nobody.hex()}
            files["signature.json"] = json.dumps(fields).encode() + b"\n"
            assert verify(files).state == "invalid"
            break
        else:
            raise AssertionError("no content was found that this key verifies")


def owning(folder: Path, private: Ed25519PrivateKey, name: str = "default") -> Home:
    """A home with the given key as its own."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    home = Home(folder / "home")
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    home.replace(home.keys / f"{name}.pem", pem)
    return home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


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
    here("key", "new", home=home)
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


def test_inspect_tells_the_three_states_apart_in_words(home: Path, tmp_path: Path) -> None:
    new_key(home)
    path = tmp_path / "x.whetstone"
    done(here("export", BUNDLED, "--sign", "-o", path, home=home))
    files = dict(FORMAT.read(path.read_bytes(), "x").files)
    states = {"valid": {}, "invalid": {"prompt.txt": files["prompt.txt"] + b"More."}}
    for state, change in states.items():
        path.write_bytes(FORMAT.write(whetstone.read_files({**files, **change}, stem="x")))
        said = done(here("inspect", path, home=tmp_path / "other-home"))
        line = next(line for line in said.out.splitlines() if line.startswith("signature"))
        assert ("a key that is new here" in line) == (state == "valid")
        assert ("INVALID" in line) == ("the signature is invalid" in said.stderr) == (state == "invalid")
    said = done(here("inspect", packed(tmp_path, gardener()), home=home))
    assert "signature  none" in said.out


def test_a_signature_file_that_is_no_json_object_is_refused_with_the_cartridge() -> None:
    for data in (b"", b"[]", b"{", WITH_SIGNATURE["signature.json"] * 2):
        assert read_or_told("signature.json", {"signature.json": data}) is None


def small_signed() -> bytes:
    return FORMAT.write(whetstone.read_files(WITH_SIGNATURE, stem="x"))


def told_of(data: bytes) -> str:
    """What a reader is told of an archive that should be the signed vector: refused, how else, or nothing."""
    try:
        cartridge = FORMAT.read(data, "x.whetstone")
    except whetstone.WhetstoneError:
        return "refused"
    signature = verify(cartridge.files)
    if signature != Signature("valid", SIGNED["key"]):
        return signature.state
    assert cartridge.files == WITH_SIGNATURE
    assert not cartridge.notes or "packed anew" in " ".join(cartridge.notes)
    return "packed anew" if cartridge.notes else ""


def test_a_change_of_any_byte_of_a_signed_file_is_refused_or_told() -> None:
    data = small_signed()
    assert told_of(data) == ""
    outcomes = {}
    choice = random.Random(3)
    for place in range(len(data)):
        values = {data[place] ^ 1, data[place] ^ 0x20, data[place] ^ 0x80, choice.randrange(256)}
        for value in values - {data[place]}:
            changed = data[:place] + bytes([value]) + data[place + 1 :]
            outcomes[place, value] = told_of(changed)
    assert [at for at, outcome in outcomes.items() if outcome == ""] == []
    assert set(outcomes.values()) == {"refused", "packed anew"}
    for place in range(0, len(data), 29):
        for value in set(range(256)) - {data[place]}:
            assert told_of(data[:place] + bytes([value]) + data[place + 1 :]), (place, value)
    for cut in range(len(data)):
        assert told_of(data[:cut]) == "refused"


def test_a_change_inside_of_a_file_with_a_right_checksum_is_invalid() -> None:
    """Whoever changes a content mends the archive's checksums as well: only the signature tells then."""
    for name, content in WITH_SIGNATURE.items():
        for place in range(0, len(content), 3):
            changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
            try:
                cartridge = whetstone.read_files({**WITH_SIGNATURE, name: changed}, stem="x")
            except whetstone.CartridgeError:
                continue
            assert verify(cartridge.files).state == "invalid", (name, place)


edits = st.lists(
    st.tuples(st.sampled_from(["set", "insert", "delete"]), st.integers(0, 4_000), st.binary(max_size=6)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=400, deadline=None)
@given(edits)
def test_any_edit_of_a_signed_file_is_refused_or_told(changes: list[tuple[str, int, bytes]]) -> None:
    data = bytearray(small_signed())
    for kind, place, value in changes:
        at = place % (len(data) + 1)
        end = at if kind == "insert" else at + max(1, len(value))
        data[at:end] = b"" if kind == "delete" else value
    assert bool(told_of(bytes(data))) == (bytes(data) != small_signed())


def test_a_signed_cartridge_that_was_unzipped_and_zipped_again_stays_valid(tmp_path: Path) -> None:
    import zipfile

    repacked = tmp_path / "x.zip"
    with zipfile.ZipFile(repacked, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in WITH_SIGNATURE.items():
            archive.writestr(name, data)
    assert told_of(repacked.read_bytes()) == "packed anew"
    said = process("inspect", repacked, "--json", home=tmp_path / "home")
    assert said.json[0]["signature"]["state"] == "valid"
    assert any("packed anew" in note for note in said.json[0]["notes"])
