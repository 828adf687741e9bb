"""Gathering texts: read once, split in several processes, written to disk, never all in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

from whetstone.core.errors import TextError
from whetstone.core.text.corpus import files
from whetstone.core.text.corpus.corpus import Corpus, Section
from whetstone.core.text.corpus.near_duplicates import Shingles
from whetstone.core.text.corpus.splitting import OWNER_BITS, Slab, SplitSlab, split_slab
from whetstone.core.values.text import Stretch

SLAB = 600_000
"""Characters that are split at once."""

MOST_PASSAGES = 1 << OWNER_BITS

T = TypeVar("T")
R = TypeVar("R")


class Map(Protocol):
    """How functions are mapped over inputs by several workers: `Work.map`."""

    def __call__(self, phase: str, function: Callable[[T], R], inputs: Iterable[T], /) -> Iterator[R]:
        """Yield the results in the order of the inputs."""


def one_by_one(phase: str, function: Callable[[T], R], inputs: Iterable[T]) -> Iterator[R]:
    """Map in this process, one after the other."""
    return map(function, inputs)


def gather(
    folder: Path, stretches: Iterable[Stretch], map: Map = one_by_one, *, language: str = "en"
) -> Corpus:
    """Split `stretches` into passages, leave out what stands there twice, and keep all in `folder`.

    The folder is emptied first, and the same stretches make the same files, byte for byte, whatever `map` is.
    Memory does not grow with the texts but for some ten bytes a passage. `language` (ISO 639-1) helps to find
    sentence ends.

    Raises:
        TextError: there are more passages than can be numbered (some 130 GB of text).
    """
    files.begin(folder)
    writer = _Writer(folder)
    try:
        for result in map("gathering", split_slab, writer.slabs(stretches, language)):
            writer.write(result)
    finally:
        writer.close()
    repeated = writer.shingles.repetitions(folder, map)
    return Corpus(folder, writer.sections, repeated, map)


class _Writer:
    """Hands out slabs and writes what comes back, which is in the same order."""

    def __init__(self, folder: Path) -> None:
        self.sections: list[Section] = []
        self.shingles = Shingles(folder)
        self._waiting: list[tuple[int, int]] = []
        self._texts = (folder / files.TEXTS).open("wb")
        self._passages = (folder / files.PASSAGES).open("wb")
        self._stretches = (folder / files.STRETCHES).open("wb")
        self._bytes = self._passage_count = self._stretch_count = 0

    def slabs(self, stretches: Iterable[Stretch], language: str) -> Iterator[Slab]:
        texts: list[str] = []
        size = 0
        for stretch in stretches:
            section = Section(stretch.source, stretch.work, stretch.section)
            if not self.sections or self.sections[-1] != section:
                self.sections.append(section)
            self._waiting.append((len(self.sections) - 1, stretch.start))
            texts.append(stretch.text)
            size += len(stretch.text)
            if size >= SLAB:
                yield Slab(tuple(texts), language)
                texts, size = [], 0
        if texts:
            yield Slab(tuple(texts), language)

    def write(self, slab: SplitSlab) -> None:
        import numpy as np

        count = len(slab.sizes)
        stretches = np.zeros(count, files.STRETCH)
        places, self._waiting = self._waiting[:count], self._waiting[count:]
        stretches["section"], stretches["start"] = zip(*places, strict=True)
        stretches["size"] = slab.sizes
        stretches["offset"] = self._bytes + np.cumsum((0, *slab.sizes[:-1]))
        first = np.searchsorted(slab.passages["stretch"], np.arange(count))
        stretches["passage"] = self._passage_count + first
        passages = slab.passages.copy()
        passages["stretch"] += self._stretch_count
        self._texts.write(slab.data)
        self._stretches.write(stretches.tobytes())
        self._passages.write(passages.tobytes())
        self.shingles.write(slab.shingles, slab.partitions, self._passage_count)
        self._bytes += len(slab.data)
        self._stretch_count += count
        self._passage_count += len(passages)
        if self._passage_count > MOST_PASSAGES:
            raise TextError(
                f"these texts have more than {MOST_PASSAGES:,} passages, which is more than can be "
                "gathered at once: give fewer files"
            )

    def close(self) -> None:
        open_files: tuple[Any, ...] = (self._texts, self._passages, self._stretches, self.shingles)
        for file in open_files:
            file.close()
