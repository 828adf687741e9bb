"""Finding passages that stand, word for word or nearly, in an earlier one or across two earlier ones.

Editions divide their text differently, so it is asked how much of a passage is contained in a place of an
earlier text, not how alike two passages are. Sampled shingles (Broder, 1997), sorted on disk, tell which
places to look at; there the words themselves are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from whetstone.core.text.corpus import files
from whetstone.core.text.corpus.files import Table
from whetstone.core.text.corpus.splitting import OWNER_BITS, PARTITIONS
from whetstone.core.text.words import words

COMPARED = 3
"""Words in a shingle when passages are compared."""

CONTAINED = 0.5
"""A passage is repeated when at least this much of its shingles stands in one place of an earlier text."""

FEWEST_WORDS = 16
"""A shorter passage may be a common phrase: it is repeated only where those around it are."""

_PROMISING = 0.2
_BLOCK = 1 << 16
_BATCH = 400_000


class Shingles:
    """The sampled shingles of a corpus, on disk by partition."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "shingles"
        self._folder.mkdir()
        self._files = [self._path(number).open("ab") for number in range(PARTITIONS)]

    def write(self, shingles: Any, ends: Sequence[int], first_passage: int) -> None:
        """Add the shingles of a slab whose first passage has this number."""
        import numpy as np

        moved = shingles + np.uint64(first_passage)
        start = 0
        for file, end in zip(self._files, ends, strict=True):
            file.write(moved[start:end].tobytes())
            start = end

    def close(self) -> None:
        """Close the files."""
        for file in self._files:
            file.close()

    def repetitions(self, folder: Path, map: Any) -> Any:
        """Return for each passage the number of the one that it repeats, or its own.

        Leaves in `folder` a table of the passages that share sampled shingles.
        """
        import numpy as np

        passages = Table(folder / files.PASSAGES, files.PASSAGE)
        blocks = self._pair_up(len(passages))
        repeated = np.arange(len(passages), dtype=np.uint32)
        reader = _Texts(folder, passages)
        promising: list[Any] = [np.zeros((0, 2), np.uint32)]
        with (folder / files.ALIKE).open("wb") as alike:
            for path in blocks:
                pairs = _counted(np.fromfile(path, np.uint64))
                path.unlink()
                alike.write(pairs[pairs["shared"] > 1].tobytes())
                promising.append(_promising(pairs, passages))
        compared = np.concatenate(promising)
        found = map("comparing", contained, _batches(compared, reader))
        shares = np.fromiter((share for batch in found for share in batch), np.float32, len(compared))
        same = compared[shares >= CONTAINED]
        repeated[same[:, 0]] = same[:, 1]
        _add_short_ones(repeated, passages, reader)
        reader.close()
        self._folder.rmdir()
        return repeated

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:02}"

    def _pair_up(self, count: int) -> list[Path]:
        """Write which passages share a shingle, later and earlier one in a number, by blocks of later ones.

        A shingle pairs its passage with the first one that has it and with the last one before it.
        """
        import numpy as np

        paths = [self._folder / f"pairs{number}" for number in range(-(-count // _BLOCK))]
        for number in range(PARTITIONS):
            keys = np.fromfile(self._path(number), np.uint64)
            self._path(number).unlink()
            keys.sort()
            hashes = keys >> np.uint64(OWNER_BITS)
            owners = keys & np.uint64((1 << OWNER_BITS) - 1)
            same = np.flatnonzero(hashes[1:] == hashes[:-1]) + 1
            first = np.searchsorted(hashes, hashes[same])
            before = owners[same - 1]
            later = np.concatenate([owners[same], owners[same][first != same - 1]])
            earlier = np.concatenate([before, owners[first][first != same - 1]])
            pairs = (later << np.uint64(32)) | earlier
            block = (later // np.uint64(_BLOCK)).astype(np.int64)
            for which in np.unique(block).tolist():
                with paths[which].open("ab") as file:
                    file.write(pairs[block == which].tobytes())
        return [path for path in paths if path.exists()]


def _counted(keys: Any) -> Any:
    """Return the distinct pairs with how many shingles they share."""
    import numpy as np

    keys.sort()
    new = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    pairs = np.zeros(len(new), files.ALIKE_PAIR)
    pairs["later"] = keys[new] >> np.uint64(32)
    pairs["earlier"] = keys[new] & np.uint64(0xFFFFFFFF)
    pairs["shared"] = np.minimum(np.diff(np.append(new, len(keys))), 65_535)
    return pairs


def _promising(pairs: Any, passages: Table) -> Any:
    """Return the pairs to compare: for each later passage the place that shares most, if that is enough."""
    import numpy as np

    later, earlier = pairs["later"].astype(np.int64), pairs["earlier"].astype(np.int64)
    score = pairs["shared"].astype(np.int64)
    total = score.copy()
    beside = np.flatnonzero((later[1:] == later[:-1]) & (earlier[1:] == earlier[:-1] + 1))
    total[beside] += score[beside + 1]
    total[beside + 1] += score[beside]
    best = np.lexsort((earlier, -score, -total, later))
    best = best[np.append(True, later[best][1:] != later[best][:-1])]
    start = int(later[0])
    samples = passages.read(start, int(later[-1]) + 1)["samples"].astype(np.int64)
    needed = np.maximum(2, np.ceil(_PROMISING * samples[later[best] - start]))
    best = best[total[best] >= needed]
    return np.stack([later[best], earlier[best]], axis=1).astype(np.uint32)


def _add_short_ones(repeated: Any, passages: Table, texts: _Texts) -> None:
    """Call a short passage repeated where those beside it are and it stands among what they repeat."""
    import numpy as np

    words_of, stretch = passages.column("words"), passages.column("stretch")
    number = np.arange(len(repeated))
    again = repeated != number
    beside = np.zeros((2, len(repeated)), bool)
    alone = np.ones((2, len(repeated)), bool)
    together = stretch[1:] == stretch[:-1]
    beside[0, 1:], beside[1, :-1] = again[:-1] & together, again[1:] & together
    alone[0, 1:], alone[1, :-1] = ~together, ~together
    between = (beside | alone).all(axis=0) & beside.any(axis=0) & (words_of < FEWEST_WORDS) & ~again
    for short in np.flatnonzero(between).tolist():
        earlier = int(repeated[short - 1 if beside[0, short] else short + 1])
        place = range(max(0, earlier - 2), min(short, earlier + 3))
        if f" {' '.join(words(texts.of(short)))} " in f" {' '.join(words(' '.join(map(texts.of, place))))} ":
            repeated[short] = earlier


def contained(batch: Sequence[tuple[str, str]]) -> list[float]:
    """Return for each pair of texts how much (0 to 1) of the first one's shingles the second has."""
    found = []
    for text, place in batch:
        own = words(text)
        shingles = _shingles(own)
        shared = len(shingles & _shingles(words(place))) if len(own) >= FEWEST_WORDS else 0
        found.append(shared / max(1, len(shingles)))
    return found


def _shingles(found: Sequence[str]) -> set[tuple[str, ...]]:
    return set(zip(*(found[place:] for place in range(COMPARED)), strict=False))


def _batches(pairs: Any, texts: _Texts) -> Iterator[list[tuple[str, str]]]:
    batch: list[tuple[str, str]] = []
    size = 0
    for later, earlier in ((int(later), int(earlier)) for later, earlier in pairs):
        own = texts.of(later)
        around = [n for n in (earlier - 1, earlier, earlier + 1) if 0 <= n < later]
        place = "\n".join(map(texts.of, around))
        batch.append((own, place))
        size += len(own) + len(place)
        if size > _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _Texts:
    """The passages' texts, read one at a time."""

    def __init__(self, folder: Path, passages: Table) -> None:
        self._passages = passages
        self._stretches = Table(folder / files.STRETCHES, files.STRETCH)
        self._file = (folder / files.TEXTS).open("rb")

    def of(self, number: int) -> str:
        passage = self._passages.read(number, number + 1)[0]
        stretch = self._stretches.read(int(passage["stretch"]), int(passage["stretch"]) + 1)[0]
        self._file.seek(int(stretch["offset"]) + int(passage["first"]))
        return self._file.read(int(passage["last"] - passage["first"])).decode(errors=files.ERRORS)

    def close(self) -> None:
        self._file.close()
