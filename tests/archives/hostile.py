"""Hostile archives by the hundred, each with a word of the sentence that must refuse it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archives.hostile_entries import ENTRIES
from archives.hostile_structure import STRUCTURE

_WORDS = {
    "ends": "several|entries|directory|zip64",
    "zip64_ends": "several|entries|directory|zip64",
    "overlaps": "local header|overlaps|zip64",
    "extra_fields": "size that|overlaps|disagree",
    "names": "rename|leads out|not a file|not part of|backslash|inside library/|spelled|.txt|shorten|twice",
    "unicode_paths": "Unicode path|at once|U+000A|twice",
    "features": "disagree|deflate|features|encrypted|local header|directory|cut short|overlaps|nothing",
    "contents": "size that|deflate data|checksum|two sizes",
}


@dataclass(frozen=True)
class Hostile:
    """An archive that must be refused: `tells` are words, one of which the sentence holds."""

    name: str
    data: bytes
    tells: str


def hostile_archives() -> Iterator[Hostile]:
    """Yield all of them; the same ones, in the same order, each time."""
    for family in (*STRUCTURE, *ENTRIES):
        for name, data, tells in family():
            yield Hostile(f"{family.__name__}: {name}", data, tells or _WORDS[family.__name__])
