"""Whatever lies in a file, it is read as `zipfile` reads it, or refused in one sentence; nothing else."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from archives.emulated_producers import EMULATED
from archives.hostile import Hostile, hostile_archives
from archives.hostile_structure import PARTS
from archives.quoted_overlap import quoted_overlap
from archives.refusing import well_put
from archives.sample import FULL, MINIMAL, png
from archives.zipcraft import Part, archive, deflated, streamed
from hypothesis import given, settings
from hypothesis import strategies as st

import whetstone
from whetstone.core.checks import limits
from whetstone.plugins.zip_cartridge import whetstone_cartridge_formats

[FORMAT] = whetstone_cartridge_formats()
HOSTILE = list(hostile_archives())


def refusal(data: bytes) -> str:
    """Return the one sentence that refuses `data`."""
    with pytest.raises(whetstone.CartridgeError) as caught:
        FORMAT.read(data, "plato.whetstone")
    return well_put(str(caught.value))


def read_or_refused(data: bytes) -> bool:
    """Read `data` as `zipfile` does and return True, or see it refused and return False."""
    try:
        cartridge = FORMAT.read(data, "plato.whetstone")
    except whetstone.CartridgeError as error:
        well_put(str(error))
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        told = [info for info in opened.infolist() if not info.is_dir()]
        assert len(told) == len(cartridge.files) or any("skipped" in note for note in cartridge.notes)
        for name, content in cartridge.files.items():
            same = [info for info in told if f"/{info.filename}".replace("\\", "/").endswith(f"/{name}")]
            assert content in [opened.read(info) for info in same]
    return True


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.name)
def test_a_hostile_archive_is_refused_in_one_sentence(case: Hostile) -> None:
    sentence = refusal(case.data)
    assert any(word in sentence for word in case.tells.split("|")), sentence


def test_there_are_hostile_archives_by_the_hundred_and_zipfile_lets_many_through() -> None:
    assert len({case.data for case in HOSTILE}) > 1_000
    let_through = 0
    for case in HOSTILE:
        try:
            with zipfile.ZipFile(io.BytesIO(case.data)) as opened:
                let_through += opened.testzip() is None
        except Exception:
            continue
    assert let_through > 500


@pytest.mark.parametrize(
    "maker", ["info_zip_into_a_pipe", "info_zip_zip64", "finder", "old_powershell", "jar"]
)
def test_an_archive_cut_anywhere_is_refused(maker: str) -> None:
    whole = EMULATED[maker](MINIMAL)
    assert FORMAT.read(whole, "plato.whetstone").prompt
    for size in range(len(whole)):
        refusal(whole[:size])


@pytest.mark.parametrize("maker", ["info_zip", "seven_zip_into_a_pipe", "streamed_zip64", "info_zip_zip64"])
@pytest.mark.parametrize("flip", [0x01, 0x80, 0xFF])
def test_a_flipped_byte_anywhere_changes_nothing_or_is_refused(maker: str, flip: int) -> None:
    whole = EMULATED[maker](MINIMAL)
    outcomes = []
    for at in range(len(whole)):
        changed = bytearray(whole)
        changed[at] ^= flip
        outcomes.append(read_or_refused(bytes(changed)))
    assert True in outcomes
    assert outcomes.count(False) > len(outcomes) * 2 // 3


def test_every_byte_that_can_be_dropped_or_doubled_is_refused() -> None:
    whole = EMULATED["java_stream"](MINIMAL)
    for at in range(len(whole)):
        refusal(whole[:at] + whole[at + 1 :])
        refusal(whole[:at] + whole[at : at + 1] + whole[at:])


mutations = st.one_of(
    st.tuples(st.just("set"), st.floats(0, 1), st.binary(min_size=1, max_size=8)),
    st.tuples(st.just("insert"), st.floats(0, 1), st.binary(min_size=1, max_size=40)),
    st.tuples(st.just("drop"), st.floats(0, 1), st.binary(min_size=1, max_size=40)),
    st.tuples(st.just("repeat"), st.floats(0, 1), st.binary(min_size=1, max_size=90)),
    st.tuples(
        st.just("rename"),
        st.sampled_from([b"config.json", b"prompt.txt", b"library/", b"extra", b".txt", b"PK\x01\x02"]),
        st.sampled_from(
            [b"prompt.txt", b"../prompt", b"PK\x03\x04", b"con", b"", b"\\", b"\xff", b"library\\"]
        ),
    ),
)


@settings(max_examples=600, deadline=None)
@given(maker=st.sampled_from(sorted(EMULATED)), changes=st.lists(mutations, min_size=1, max_size=4))
def test_a_mutated_archive_is_read_as_zipfile_reads_it_or_refused(
    maker: str, changes: list[tuple[str, float | bytes, bytes]]
) -> None:
    data = EMULATED[maker](MINIMAL)
    for how, where, piece in changes:
        if isinstance(where, bytes):
            data = data.replace(where, piece)
            continue
        at, size = int(where * len(data)), len(piece)
        data = {
            "set": data[:at] + piece + data[at + size :],
            "insert": data[:at] + piece + data[at:],
            "drop": data[:at] + data[at + size :],
            "repeat": data[: at + size] + data[at:],
        }[how]
    read_or_refused(data)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"", archive(PARTS)[:80]]))
def test_noise_is_refused(noise: bytes, start: bytes) -> None:
    refusal(start + noise)


part_fields = st.dictionaries(
    st.sampled_from(
        ["needs", "flags", "method", "crc", "compressed", "size", "name_size", "extra_size", "disk", "offset"]
    ),
    st.sampled_from([0, 1, 8, 9, 20, 45, 0x800, 0x808, 0xFFFE, 0xFFFF]),
    max_size=2,
)


@settings(max_examples=300, deadline=None)
@given(
    which=st.integers(0, 2),
    local=part_fields,
    central=part_fields,
    described=st.booleans(),
    extra=st.binary(max_size=24),
    end=st.dictionaries(st.sampled_from(["here", "count", "size", "start"]), st.integers(0, 600), max_size=1),
    wide=st.booleans(),
)
def test_headers_with_any_fields_are_read_as_zipfile_reads_them_or_refused(
    which: int,
    local: dict[str, int],
    central: dict[str, int],
    described: bool,
    extra: bytes,
    end: dict[str, int],
    wide: bool,
) -> None:
    parts = [streamed(part) if described else part for part in PARTS]
    parts[which] = parts[which].lying("local", **local).lying("central", **central, extra=extra)
    read_or_refused(archive(parts, wide=wide, **({"end64": end} if wide else {"end": end})))


@pytest.mark.parametrize(
    ("data", "begins"),
    [
        (b"", "it is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), r'it begins with "?PNG'),
        (b"%PDF-1.7\n", 'it begins with "%PDF-1.7"'),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", 'it begins with "7z??'),
        (b"Rar!\x1a\x07\x01\x00", 'it begins with "Rar!'),
        (b"\x1f\x8b\x08\x00", "it begins with"),
        (b"<!DOCTYPE html><title>404", 'it begins with "<!DOCTYP"'),
        (b'{"version": "1"}', "it begins with"),
        (b"PK", 'it begins with "PK"'),
        (b"PK\x07\x08" + archive(PARTS), "it begins with"),
        (png(after=archive(PARTS)), "it begins with"),
    ],
)
def test_another_kind_of_file_is_told_by_its_beginning(data: bytes, begins: str) -> None:
    sentence = refusal(data)
    assert begins in sentence
    assert "is not a .whetstone file" in sentence


def test_a_file_over_the_cap_is_refused_before_anything_is_read() -> None:
    assert "larger than 136 MiB" in refusal(b"PK\x03\x04" + bytes(limits.ARCHIVE))


def _dense_archive() -> bytes:
    return archive([*PARTS, *(Part(f"library/{n}.txt".encode(), _text(15)) for n in range(9))])


def _text(megabytes: int) -> bytes:
    lines = b"".join(
        f"Line {number} of a text that packs well, but not absurdly well.\n".encode()
        for number in range(1_000)
    )
    return (lines * (megabytes * (1 << 20) // len(lines) + 1))[: megabytes << 20]


@pytest.mark.parametrize(
    "make",
    [
        lambda: archive([*PARTS, Part(b"library/a.txt", bytes(15 << 20))]),
        lambda: archive([*PARTS, Part(b"library/a.txt", b"x", packed=deflated(bytes(200 << 20), 9))]),
        lambda: archive([*PARTS, Part(b"library/", packed=deflated(bytes(200 << 20), 9))]),
        lambda: archive([PARTS[0].but(packed=deflated(bytes(200 << 20), 9)), *PARTS[1:]]),
        lambda: archive([*PARTS, Part(b"extra/a", _text(17))]),
        lambda: quoted_overlap(PARTS, 500),
        _dense_archive,
    ],
    ids=["honest", "lying size", "folder", "metadata", "extra", "overlaps", "sum over the cap"],
)
def test_a_bomb_is_stopped_without_the_memory_it_asks_for(make: Callable[[], bytes]) -> None:
    bomb = make()
    tracemalloc.start()
    try:
        refusal(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 << 20


def test_reading_a_large_cartridge_holds_it_twice_and_a_text_or_two_more() -> None:
    text = _text(15)
    packed = archive([*PARTS, *(Part(f"library/{number}.txt".encode(), text) for number in range(4))])
    tracemalloc.start()
    try:
        cartridge = FORMAT.read(packed, "large.whetstone")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(cartridge.library) == 4
    assert peak < (2 * 4 + 3) * len(text)


def _one_less(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return archive.filelist[1:]


def _another_method(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    archive.filelist[0].compress_type = zipfile.ZIP_STORED
    return archive.filelist


def _from_the_next_byte(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> object:
    opened = zipfile.ZipExtFile(io.BytesIO(), "r", info)
    assert archive.fp is not None
    archive.fp.seek(info.header_offset + 31 + len(info.orig_filename))
    return opened


def _not_at_all(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> object:
    raise zipfile.BadZipFile("no")


@pytest.mark.parametrize(
    ("method", "other", "words"),
    [
        ("infolist", _one_less, "reads something else"),
        ("infolist", _another_method, "reads something else"),
        ("open", _from_the_next_byte, "reads something else"),
        ("open", _not_at_all, "zipfile refuses it"),
    ],
)
def test_an_archive_that_zipfile_reads_otherwise_is_refused(
    method: str, other: Callable[..., object], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = archive(PARTS)
    assert FORMAT.read(packed, "plato.whetstone").prompt
    monkeypatch.setattr(zipfile.ZipFile, method, other)
    assert words in refusal(packed)


def test_an_archive_of_the_largest_allowed_size_is_written_and_read_again() -> None:
    text = _text(15)
    library = {f"library/{number}.txt": text for number in range(8)}
    cartridge = whetstone.read_files({**FULL, **library}, stem="large")
    exported = FORMAT.write(cartridge)
    assert FORMAT.read(exported, "large.whetstone").content_hash == cartridge.content_hash
