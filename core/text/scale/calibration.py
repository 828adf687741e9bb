"""The scale of a style: how near an author's own texts of a length come to it, and those of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CHUNKS = (1, 2, 4, 8, 16, 32)
_LEAST_WINDOWS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Direction:
    """From other texts to an author's, in the space of standardised roots of relative frequencies.

    `centre` and `spread` (f each) standardise, `towards` (f) has the length 1.
    """

    centre: NDArray[np.float32]
    spread: NDArray[np.float32]
    towards: NDArray[np.float32]

    def cosines(self, counts: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the cosine of each row of `counts` (m x f + 1, the total last) with the direction."""
        import numpy as np

        rows = (_roots(counts) - self.centre) / self.spread
        lengths = np.maximum(np.linalg.norm(rows, axis=1), 1e-9)
        return np.asarray(rows @ self.towards / lengths, np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """A direction for texts of one length (characters or words), and the mean cosines of both kinds there."""

    length: float
    direction: Direction
    own: float
    others: float

    def scaled(self, counts: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the cosines on the scale from others (0) to the author (1)."""
        return (self.direction.cosines(counts) - self.others) / max(self.own - self.others, 0.02)


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """The levels of one kind of features, by ascending length."""

    levels: tuple[Level, ...]

    def scaled(self, counts: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how near each row of `counts` is to the author, between the levels around its length."""
        import numpy as np

        scores = np.stack([level.scaled(counts) for level in self.levels])
        marks = np.log([level.length for level in self.levels])
        at = np.interp(np.log(np.maximum(counts[:, -1], 1)), marks, np.arange(len(marks)))
        lower = np.minimum(at.astype(np.int64), len(marks) - 1)
        upper = np.minimum(lower + 1, len(marks) - 1)
        columns = np.arange(counts.shape[0])
        share = at - lower
        return np.asarray(scores[lower, columns] * (1 - share) + scores[upper, columns] * share, np.float64)


def calibrated(own: NDArray[np.float32], others: NDArray[np.float32]) -> Calibration:
    """Return the calibration learned from an author's chunks and from others', a row of counts each.

    The mean cosines are of windows of one half of the chunks with the direction learned from the other
    half, so that they are what texts get from which nothing was learned.
    """
    levels: list[Level] = []
    for size in _CHUNKS:
        if levels and min(len(own), len(others)) < 2 * _LEAST_WINDOWS * size:
            break
        halves = [(_windows(own[half::2], size), _windows(others[half::2], size)) for half in (0, 1)]
        learned = [_learned(*half) for half in halves]
        means = [
            sum(float(learned[1 - half].cosines(halves[half][kind]).mean()) for half in (0, 1)) / 2
            for kind in (0, 1)
        ]
        both = _learned(_windows(own, size), _windows(others, size))
        levels.append(Level(float(_windows(own, size)[:, -1].mean()), both, *means))
    return Calibration(tuple(levels))


def _windows(chunks: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """Add up `size` chunks each, from places far from one another, as the replies of a window are."""
    import numpy as np

    count = max(1, len(chunks) // size)
    kept = chunks[: count * size]
    return np.asarray(kept.reshape(-1, count, chunks.shape[1]).sum(axis=0), np.float32)


def _learned(own: NDArray[np.float32], others: NDArray[np.float32]) -> Direction:
    import numpy as np

    mine, theirs = _roots(own), _roots(others)
    centre = theirs.mean(axis=0)
    spread = np.sqrt((mine.var(axis=0) + theirs.var(axis=0)) / 2) + 1e-4
    towards = (mine.mean(axis=0) - centre) / spread
    return Direction(centre, spread, towards / max(float(np.linalg.norm(towards)), 1e-9))


def _roots(counts: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    return np.asarray(np.sqrt(counts[:, :-1] / np.maximum(counts[:, -1:], 1)), np.float32)
