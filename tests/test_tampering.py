"""Signed files that were changed: whatever byte it is, that is refused or told."""

from __future__ import annotations

import random
from pathlib import Path

from commandline import process
from hypothesis import given, settings
from hypothesis import strategies as st
from signature_vectors import SIGNED, WITH_SIGNATURE

import whetstone
from whetstone.core.signing.signature import Signature, verify
from whetstone.plugins.zip_cartridge import whetstone_cartridge_formats

[FORMAT] = whetstone_cartridge_formats()


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
