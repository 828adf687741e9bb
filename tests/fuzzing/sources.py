"""The archives that fuzzing begins with: what people's programs make, and what attackers would."""

from __future__ import annotations

from collections.abc import Iterator

from archives.emulated_producers import EMULATED
from archives.hostile import hostile_archives
from archives.sample import FULL, MINIMAL

_LARGEST = 1 << 15


def good_archives() -> dict[str, bytes]:
    """Return archives of two cartridges as each program makes them, by the program's name."""
    small = {f"{maker}, small": make(MINIMAL) for maker, make in EMULATED.items()}
    return {**{maker: make(FULL) for maker, make in EMULATED.items()}, **small}


def hostile_sources() -> Iterator[tuple[str, bytes]]:
    """Yield the hostile archives that are small enough to be changed quickly, by name."""
    for case in hostile_archives():
        if 4 <= len(case.data) <= _LARGEST:
            yield case.name, case.data
