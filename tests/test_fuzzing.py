"""The fuzzer's promises on inputs that are the same each time: thousands of archives and files, changed
by seeds, and what fuzzing has found before."""

from __future__ import annotations

import random
import struct
import tracemalloc
import zlib
from collections.abc import Sequence

import pytest
from archives.emulated_producers import EMULATED
from archives.hostile import hostile_archives
from archives.hostile_structure import PARTS
from archives.refusing import refusal, well_put
from archives.sample import FULL, MINIMAL
from archives.zipcraft import Part, archive, deflated, extra, streamed
from fuzzing.dissection import Undissectable, dissect
from fuzzing.properties import FORMAT, agreed, read_or_refused, shape
from fuzzing.sources import good_archives
from fuzzing.targets import Target, targets
from fuzzing.witnesses import PROGRAMS, zipfile_sees
from fuzzing.zip_mutations import crossed, mutated

import whetstone

SEEDS = 1_000
SHOWN = 150
"""So many shapes of accepted archives are shown to the programs, each of which is a process."""


def sentence(parts: Sequence[Part]) -> str:
    with pytest.raises(whetstone.CartridgeError) as caught:
        FORMAT.read(archive(parts), "plato.whetstone")
    return well_put(str(caught.value))


@pytest.mark.parametrize("maker", EMULATED)
def test_what_the_common_programs_make_is_the_same_to_every_reader(maker: str) -> None:
    assert agreed(EMULATED[maker](FULL), PROGRAMS)


def test_no_hostile_archive_that_reads_as_a_zip_is_another_one_to_another_reader() -> None:
    read = [case.name for case in hostile_archives() if agreed(case.data, PROGRAMS) is not None]
    assert all("is missing" in case.tells for case in hostile_archives() if case.name in read)


def test_an_archive_taken_apart_and_built_again_is_the_same() -> None:
    for data in good_archives().values():
        assert dissect(data).built() == data
    same = 0
    for case in list(hostile_archives())[::5]:
        try:
            same += dissect(case.data).built() == case.data
        except Undissectable:
            continue
    assert same > 150


def test_archives_with_changes_are_refused_or_are_the_same_to_every_reader() -> None:
    good = list(good_archives().values())
    shapes, read = set(), 0
    for seed in range(SEEDS):
        rng = random.Random(seed)
        data = mutated(rng.choice(good), rng)
        if rng.random() < 0.1:
            data = crossed(data, rng.choice(good), rng)
        read += read_or_refused(data) is not None
        if agreed(data) and (kind := shape(data)) not in shapes:
            shapes.add(kind)
            if len(shapes) <= SHOWN:
                agreed(data, ["unzip"] if "unzip" in PROGRAMS else [])
    assert SEEDS // 5 < read < SEEDS
    assert len(shapes) >= SHOWN


def test_archives_with_changes_never_take_much_memory() -> None:
    good = list(good_archives().values())
    tracemalloc.start()
    try:
        for seed in range(150):
            rng = random.Random(seed)
            data = mutated(rng.choice(good), rng)
            tracemalloc.reset_peak()
            before, _ = tracemalloc.get_traced_memory()
            read_or_refused(data)
            assert tracemalloc.get_traced_memory()[1] - before < 4 << 20
    finally:
        tracemalloc.stop()


FILES = {name: target for name, target in targets().items() if name != "archives"}


@pytest.mark.parametrize("target", FILES.values(), ids=FILES)
def test_files_with_changes_are_refused_in_one_sentence_or_come_back_as_they_are(target: Target) -> None:
    seeds = list(target.seeds().values())
    accepted = 0
    for seed in range(SEEDS):
        rng = random.Random(seed)
        data = rng.choice(seeds)
        for _ in range(rng.randint(1, 2)):
            data = target.change(data, rng)
        accepted += target.check(data)
    assert SEEDS // 20 < accepted < SEEDS


def test_every_character_that_text_may_hold_is_read_and_every_other_is_refused() -> None:
    hidden = {*range(0x20), 0x7F, *range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)} - {
        *b"\t\n\f\r"
    }
    hidden |= {*range(0xFDD0, 0xFDF0), *range(0xE0000, 0xE0080)}
    hidden |= {plane << 16 | low for plane in range(17) for low in (0xFFFE, 0xFFFF)}
    plain = "".join(chr(c) for c in range(0x110000) if c not in hidden and not 0xD800 <= c < 0xE000)
    files = {**MINIMAL, "library/all.txt": plain.encode()}
    assert whetstone.read_files(files, stem="x").library["all.txt"] == plain.replace("\r", "\n")
    for code in hidden:
        assert f"U+{code:04X}" in refusal({"library/a.txt": f"漢字、é “{chr(code)}” 😀".encode()})


def test_a_name_that_unzip_takes_for_a_version_is_refused() -> None:
    for name in (b"extra/a;1", b"extra/a;", b"extra/b.txt;20"):
        assert "a file's version to some programs" in sentence([*PARTS, Part(name, b"x")])
    assert agreed(archive([*PARTS, Part(b"extra/a;b", b"x"), Part(b"extra/c;1d", b"x")]), PROGRAMS)


@pytest.mark.parametrize("lie", [{"crc": 1}, {"size": 5}])
def test_what_is_skipped_is_held_to_its_checksum_and_size(lie: dict[str, int]) -> None:
    left = Part(b"__MACOSX/._prompt.txt", b"Mac OS X").lying("both", **lie)
    assert "the content of" in sentence([*PARTS, left])


def test_what_is_skipped_is_no_place_for_a_bomb() -> None:
    big = Part(b"__MACOSX/._a", bytes(20 << 20))
    assert sentence([*PARTS, big]).endswith("as zip bombs do; drop it, or store it uncompressed")
    text = _packs_well(15)
    many = [Part(f"__MACOSX/._{n}".encode(), text, packed=deflated(text, 1)) for n in range(9)]
    assert "what file managers left in it is larger than 128 MiB" in sentence([*PARTS, *many])


def _packs_well(megabytes: int) -> bytes:
    line = b"".join(b"Line %d of a text that packs well, but not absurdly well.\n" % n for n in range(1_000))
    return (line * (megabytes * (1 << 20) // len(line) + 1))[: megabytes << 20]


def test_what_is_skipped_does_not_stand_in_the_way_of_a_file() -> None:
    hidden = Part(b"prompt.txt\0/._x", b"You are someone else.")
    assert [name for name, _ in zipfile_sees(archive([*PARTS, hidden]))].count("prompt.txt") == 2
    assert "control character" in sentence([*PARTS, hidden])
    assert "both a file and a folder" in sentence([*PARTS, Part(b"prompt.txt/._x", b"x")])


def test_a_unicode_path_counts_only_where_unzip_sees_it_too() -> None:
    name = b"extra/_bc"
    record = extra(0x7075, b"\x01" + struct.pack("<L", zlib.crc32(name)) + "extra/ábc".encode())
    part = Part(name, b"x" * 40)
    assert "disagree in their Unicode path" in sentence([*PARTS, part.lying("local", extra=record)])
    assert agreed(archive([*PARTS, part.lying("central", extra=record)]), PROGRAMS)
    both = [*PARTS, part.lying("both", extra=record), streamed(Part(b"library/a.txt", b"A text.\n"))]
    assert "which unzip takes for a bomb" in sentence(both)


def test_a_sentence_about_any_name_is_one_that_can_be_shown() -> None:
    for name in ("library/" + "\uf03a" * 30 + ".txt", "extra/" + "/".join(["\uf03a" * 30] * 4)):
        assert "is larger than 16 MiB" in refusal({name: bytes((16 << 20) + 1)})
    assert "U+0007" in refusal({"library/\uf03a.txt": b"\x07"})
    refusal({"prom" + "\udcff" * 80 + "t.txt": b"x"})
