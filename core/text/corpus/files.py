"""The files of a corpus: its text, and tables of passages and stretches that are read as they are needed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

TEXTS = "texts.utf8"
PASSAGES = "passages.table"
STRETCHES = "stretches.table"
ALIKE = "alike.table"

PASSAGE = [("stretch", "<u4"), ("start", "<u4"), ("end", "<u4"), ("first", "<u4"), ("last", "<u4"),
           ("words", "<u2"), ("samples", "<u2"), ("id", "<u8")]  # fmt: skip
"""A passage: characters from `start` to `end` and bytes from `first` to `last` of its stretch; how many
words and sampled shingles it has; the number in its id."""

STRETCH = [("section", "<u4"), ("size", "<u4"), ("offset", "<u8"), ("start", "<u8"), ("passage", "<u8")]
"""A stretch: where its bytes are in the text, its first character in its work, its first passage."""

ALIKE_PAIR = [("later", "<u4"), ("earlier", "<u4"), ("shared", "<u2")]
"""Two passages that share sampled shingles, and how many."""

CHUNK = 500_000

ERRORS = "surrogatepass"


class Table:
    """Rows of one type in a file, read a chunk or a row at a time."""

    def __init__(self, path: Path, dtype: Any) -> None:
        import numpy as np

        self.path = path
        self.dtype = np.dtype(dtype)
        self._file: BinaryIO | None = None
        self._length = 0

    def __len__(self) -> int:
        if not self._length and self.path.exists():
            self._length = self.path.stat().st_size // self.dtype.itemsize
        return self._length

    def read(self, start: int, stop: int) -> Any:
        """Return the rows from `start` to `stop`."""
        import numpy as np

        if self._file is None:
            self._file = self.path.open("rb")
        size = self.dtype.itemsize
        data = os.pread(self._file.fileno(), (stop - start) * size, start * size)
        return np.frombuffer(data, self.dtype)

    def rows(self, numbers: Any) -> Any:
        """Return the rows of these numbers, in their order."""
        import numpy as np

        found = np.empty(len(numbers), self.dtype)
        chunk = numbers // CHUNK
        for which in np.unique(chunk).tolist():
            here = np.flatnonzero(chunk == which)
            wanted = numbers[here]
            first = int(wanted.min())
            found[here] = self.read(first, int(wanted.max()) + 1)[wanted - first]
        return found

    def chunks(self, size: int = CHUNK) -> Iterator[tuple[int, Any]]:
        """Yield the rows in order, `size` at a time, each time with the number of the first."""
        for start in range(0, len(self), size):
            yield start, self.read(start, min(start + size, len(self)))

    def column(self, name: str) -> Any:
        """Return one column of all rows."""
        import numpy as np

        found = np.empty(len(self), self.dtype[name])
        for start, rows in self.chunks():
            found[start : start + len(rows)] = rows[name]
        return found

    def close(self) -> None:
        """Close the file, which opens again when it is read."""
        if self._file is not None:
            self._file.close()
            self._file = None


def begin(folder: Path) -> None:
    """Make `folder` an empty one, whatever an interrupted run left in it."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
