"""What people's programs make is read; what is read is written again, the same each time."""

from __future__ import annotations

import hashlib
import io
import struct
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from archives.emulated_producers import EMULATED
from archives.producers import REAL, emulated_here, unpacked
from archives.sample import FULL, MINIMAL
from archives.zipcraft import Part, archive
from hypothesis import given, settings
from hypothesis import strategies as st

import whetstone
from whetstone.plugins.zip_cartridge import whetstone_cartridge_formats

[FORMAT] = whetstone_cartridge_formats()
EXPECTED = whetstone.read_files(FULL, stem="plato")


@pytest.mark.parametrize("maker", EMULATED)
def test_what_the_common_programs_make_is_read_with_the_same_content(maker: str) -> None:
    cartridge = FORMAT.read(EMULATED[maker](FULL), "plato.whetstone")
    spelled = {unicodedata.normalize("NFC", name): content for name, content in cartridge.files.items()}
    assert spelled == FULL
    if maker != "finder_from_an_old_disk":
        assert cartridge.content_hash == EXPECTED.content_hash


@pytest.mark.parametrize("maker", REAL)
def test_what_the_programs_on_this_machine_make_is_read_with_the_same_content(
    maker: str, tmp_path: Path
) -> None:
    packed = REAL[maker](unpacked(FULL, tmp_path / "plato"), tmp_path / "plato.zip")
    cartridge = FORMAT.read(packed, "plato.zip")
    assert dict(cartridge.files) == FULL
    assert cartridge.content_hash == EXPECTED.content_hash


def test_the_emulations_write_headers_as_the_versions_do_that_they_emulate(tmp_path: Path) -> None:
    folder = unpacked(FULL, tmp_path / "plato")
    for maker in emulated_here():
        real = headers(REAL[maker](folder, tmp_path / f"{maker}.zip"))
        assert headers(EMULATED[maker](FULL)) == real, maker


@pytest.mark.parametrize("maker", EMULATED)
def test_an_archive_of_any_program_is_exported_with_the_same_hash_and_the_same_bytes(maker: str) -> None:
    imported = FORMAT.read(EMULATED[maker](FULL), "plato.whetstone")
    exported = FORMAT.write(imported)
    again = FORMAT.read(exported, "another-name.whetstone")
    assert again.content_hash == imported.content_hash
    assert FORMAT.write(again) == exported
    assert again.notes == ()


def test_an_export_does_not_depend_on_the_program_that_packed_the_files() -> None:
    makers = sorted(set(EMULATED) - {"finder_from_an_old_disk"})
    assert {FORMAT.write(FORMAT.read(EMULATED[maker](FULL), "a.zip")) for maker in makers} == {
        FORMAT.write(EXPECTED)
    }


def test_the_bytes_of_an_export_are_these_on_every_machine() -> None:
    digest = hashlib.sha256(FORMAT.write(EXPECTED)).hexdigest()
    assert digest == "c191161becca8e0aa8c6ad721984c6571c9a362543669aa017a3a90ab57802ff"


def test_an_export_depends_on_neither_time_zone_nor_umask_nor_hash_seed(tmp_path: Path) -> None:
    folder = unpacked(FULL, tmp_path / "plato")
    script = (
        "import os, sys; from pathlib import Path; os.umask(int(sys.argv[2], 8))\n"
        "from whetstone.core.checks.cartridge import read_folder\n"
        "from whetstone.plugins.zip_cartridge import WhetstoneFormat\n"
        "sys.stdout.buffer.write(WhetstoneFormat().write(read_folder(Path(sys.argv[1]))))"
    )
    outputs = set()
    for seed, zone, umask in (("1", "UTC", "000"), ("2", "Asia/Kolkata", "077")):
        command = [sys.executable, "-c", script, str(folder), umask]
        environment = {"PYTHONHASHSEED": seed, "TZ": zone, "PATH": "", "LC_ALL": "C"}
        outputs.add(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    assert outputs == {FORMAT.write(EXPECTED)}


def test_an_export_is_an_archive_that_other_programs_read() -> None:
    with zipfile.ZipFile(io.BytesIO(FORMAT.write(EXPECTED))) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == FULL
        assert opened.namelist()[0] == "metadata.json"


def test_what_file_managers_leave_is_skipped_and_said_so() -> None:
    [enclosing, *rest] = sorted(FORMAT.read(EMULATED["finder"](FULL), "plato.zip").notes)
    assert "Plato/.DS_Store" in enclosing
    assert "and 5 more" in enclosing
    assert rest == ['everything lies in the folder "Plato", which was taken away']


def test_names_with_backslashes_are_read_only_where_they_can_mean_nothing_else() -> None:
    read = FORMAT.read(EMULATED["old_powershell"](FULL), "plato.zip")
    assert "extra/notes/provenance.bin" in read.files
    assert any("backslashes" in note for note in read.notes)


def test_an_old_dos_name_is_read_and_said_to_be_a_guess() -> None:
    read = FORMAT.read(EMULATED["seven_zip_on_windows"](FULL), "plato.zip")
    assert "república.txt" in read.library
    assert any("DOS" in note for note in read.notes)


@pytest.mark.parametrize(
    ("data", "filename", "recognised"),
    [
        (FORMAT.write(EXPECTED), "plato.whetstone", True),
        (FORMAT.write(EXPECTED), "PLATO.ZIP", True),
        (FORMAT.write(EXPECTED), "download", True),
        (b"anything", "plato.WHETSTONE", True),
        (archive([]), "plato.zip", True),
        (archive([Part(b"mimetype", b"application/epub+zip")]), "book.epub", False),
        (b"PK\x01\x02", "plato.zip", False),
        (b"", "plato.json", False),
    ],
)
def test_a_cartridge_is_recognised_by_its_name_or_its_beginning(
    data: bytes, filename: str, recognised: bool
) -> None:
    assert FORMAT.recognises(data, filename) is recognised


@pytest.mark.parametrize(
    ("filename", "id_", "name"),
    [
        ("marcus_aurelius.whetstone", "marcus-aurelius", "Marcus Aurelius"),
        ("Plato (1).zip", "plato", "Plato"),
        ("孔子.whetstone", "persona-9d2a5e9a", "孔子"),
        (".whetstone", "persona", "Persona"),
        ("CON.whetstone", "con-persona", "CON"),
    ],
)
def test_the_file_name_gives_what_the_metadata_leaves_out(filename: str, id_: str, name: str) -> None:
    files = {**MINIMAL, "metadata.json": b'{"version": "1", "author": "A", "source_hash": "x"}'}
    cartridge = FORMAT.read(FORMAT.write(whetstone.read_files(files, stem="x")), filename)
    assert (cartridge.id, cartridge.name) == (id_, name)


texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs", "M")), max_size=300)
file_names = st.from_regex(r"[a-zäé_][a-z0-9 _éß漢-]{0,12}[a-z0-9]\.txt", fullmatch=True)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(
    prompt=texts.filter(lambda text: text.strip()),
    library=st.dictionaries(file_names, texts, max_size=5),
    unknown=st.dictionaries(texts.map(lambda key: f"x-{key}"), json_values, max_size=4),
    extra=st.dictionaries(
        st.from_regex(r"[a-z]{3,8}/[a-z]{3,9}", fullmatch=True), st.binary(max_size=90), max_size=3
    ),
    weirdness=st.floats(0, 1),
)
def test_any_cartridge_that_can_be_built_comes_back_from_its_file(
    prompt: str,
    library: dict[str, str],
    unknown: dict[str, object],
    extra: Mapping[str, bytes],
    weirdness: float,
) -> None:
    metadata = {"version": "1", "author": "A", "source_hash": "x", **unknown}
    try:
        built = whetstone.build_cartridge(
            metadata, prompt=prompt, config={"weirdness": weirdness, **unknown}, library=library, extra=extra
        )
    except whetstone.CartridgeError as error:
        refused = str(error)
        built = None
    if built is None:
        assert "on some systems" in refused or "device" in refused
        return
    packed = FORMAT.write(built)
    read = FORMAT.read(packed, "persona.whetstone")
    assert read == built
    assert read.content_hash == built.content_hash
    assert read.metadata.model_extra == unknown
    assert (read.prompt, dict(read.library)) == (prompt, library)
    assert FORMAT.write(read) == packed


def headers(data: bytes) -> dict[str, tuple[object, ...]]:
    """Return what an archive says about each entry, but for times, owners and how hard it was packed."""
    found: dict[str, tuple[object, ...]] = {}
    end = data.rfind(b"PK\x05\x06")
    count, _, at = struct.unpack_from("<H2L", data, end + 10)
    wide = at == 0xFFFFFFFF
    if wide:
        at = struct.unpack_from("<Q", data, end - 20 - 56 + 48)[0]
    for _ in range(count):
        (made_by, needs, flags, method, _, _, crc, packed, size, name_size, extra_size, note_size, _, _,
         attributes, offset) = struct.unpack_from("<6H3L5H2L", data, at + 4)  # fmt: skip
        name = data[at + 46 : at + 46 + name_size].decode()
        ids = extra_ids(data[at + 46 + name_size : at + 46 + name_size + extra_size])
        at += 46 + name_size + extra_size + note_size
        local = struct.unpack_from("<5H3L2H", data, offset + 4)
        local_ids = extra_ids(data[offset + 30 + local[8] : offset + 30 + local[8] + local[9]])
        known = (local[5] == crc, local[6] == packed, local[7] == min(size, local[7]))
        told = (made_by, needs, flags, method, ids, size, attributes & 0xFE00FFFF)
        if not name.endswith("MANIFEST.MF"):
            found[name] = (*told, local[0], local[1], local[2], local_ids, known, wide)
    return found


def extra_ids(block: bytes) -> tuple[tuple[int, int], ...]:
    found = []
    at = 0
    while at < len(block):
        kind, size = struct.unpack_from("<2H", block, at)
        found.append((kind, size))
        at += 4 + size
    return tuple(found)
