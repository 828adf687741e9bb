"""Signatures: the vectors of docs/cartridge-format.md, keys that fit any content, the three states."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest
from archives.refusing import read_or_told
from cartridges import gardener
from commandline import here
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from homes import BUNDLED, done, packed
from signature_vectors import FILES, INVALID, SIGNED, WITH_SIGNATURE, lines_hash

import whetstone
from whetstone.core.home import Home
from whetstone.core.signing.keys import OwnKeys
from whetstone.core.signing.signature import Signature, verify
from whetstone.plugins.zip_cartridge import whetstone_cartridge_formats

[FORMAT] = whetstone_cartridge_formats()


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


def test_inspect_tells_the_three_states_apart_in_words(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done(here("key", "new", home=home))
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
