"""Texts as people have them, read through a host."""

from __future__ import annotations

from pathlib import Path

from whetstone.core.texts.origins import Kept
from whetstone.core.values.text import LeftOut, Stretch
from whetstone.testing import temporary_host

AUTHOR = "Maren Holt"


class Shelf:
    """What came of reading some files."""

    def __init__(self, *paths: Path, author: str = AUTHOR, **patterns: list[str]) -> None:
        self.stretches: list[Stretch] = []
        self.left_out: list[LeftOut] = []
        self.kept: list[Kept] = []
        with temporary_host([]) as host:
            self.sources = host.texts.find(paths, **patterns)
            for source in self.sources:
                if not source.skipped:
                    reading = host.texts.read(source, author, **patterns)
                    made = list(reading)
                    self.stretches += [one for one in made if isinstance(one, Stretch)]
                    self.left_out += [one for one in made if isinstance(one, LeftOut)]
                    self.kept += reading.kept

    @property
    def text(self) -> str:
        return "\n\n".join(stretch.text for stretch in self.stretches)

    @property
    def places(self) -> list[tuple[str, str]]:
        return [(stretch.work, stretch.section) for stretch in self.stretches]

    def reasons(self) -> dict[str, str]:
        """How the first thing begins that was left out for each reason."""
        return {left.reason.partition(":")[0]: left.begins for left in reversed(self.left_out)}


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path
