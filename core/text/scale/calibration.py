"""The scale of a style: how near an author's own texts of a length come to it, and those of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CHUNKS = (1, 2, 4, 8, 16, 32)
_WINDOWS = 24


@dataclass(frozen=True, slots=True, eq=False)
class Direction:
    """From other texts to an author's, in the space of standardised roots of relative frequencies.

    A text x is the point (x - centre) / spread, and `towards` is a unit vector. All that is kept of them
    (f each) is what the cosine of many texts is reckoned from: towards / spread, centre / spread²,
    1 / spread², and two constants.
    """

    along: NDArray[np.float32]
    pull: NDArray[np.float32]
    inverse: NDArray[np.float32]
    offset: float
    constant: float

    @classmethod
    def of(
        cls, centre: NDArray[np.float32], spread: NDArray[np.float32], towards: NDArray[np.float32]
    ) -> Direction:
        """Return the direction `towards` (of any length) from `centre`."""
        import numpy as np

        unit = towards / max(float(np.linalg.norm(towards)), 1e-9)
        moved = centre / spread
        return cls(
            along=np.asarray(unit / spread, np.float32),
            pull=np.asarray(moved / spread, np.float32),
            inverse=np.asarray(spread**-2.0, np.float32),
            offset=float(moved @ unit),
            constant=float(moved @ moved),
        )

    def cosines(self, roots: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the cosine of texts with the direction, by the roots of their frequencies (m x f)."""
        import numpy as np

        straight = (roots @ self.along).astype(np.float64) - self.offset
        squares = np.square(roots) @ self.inverse - 2 * (roots @ self.pull) + self.constant
        return np.asarray(straight / np.sqrt(np.maximum(squares, 1e-9)), np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """A direction for texts of one length (characters or words), and the mean cosines of both kinds there."""

    length: float
    direction: Direction
    own: float
    others: float

    def scaled(self, roots: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the cosines on the scale from others (0) to the author (1)."""
        return (self.direction.cosines(roots) - self.others) / max(self.own - self.others, 0.02)


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """The levels of one kind of features, by ascending length."""

    levels: tuple[Level, ...]

    def scaled(self, counts: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how near each row of `counts` is to the author, between the levels around its length.

        Nothing counted is 0.
        """
        import numpy as np

        roots = _roots(counts)
        scores = np.stack([level.scaled(roots) for level in self.levels])
        marks = np.log([level.length for level in self.levels])
        at = np.interp(np.log(np.maximum(counts[:, -1], 1)), marks, np.arange(len(marks)))
        lower = np.minimum(at.astype(np.int64), len(marks) - 1)
        upper = np.minimum(lower + 1, len(marks) - 1)
        columns = np.arange(counts.shape[0])
        share = at - lower
        between = scores[lower, columns] * (1 - share) + scores[upper, columns] * share
        return np.asarray(np.where(counts[:, -1] > 0, between, 0), np.float64)


def calibrated(own: NDArray[np.float32], others: Sequence[NDArray[np.float32]]) -> Calibration:
    """Return the calibration learned from an author's chunks and from several kinds of others'.

    Each chunk is a row of counts; each kind of others counts alike.

    The mean cosines are of windows of one half of the chunks with the direction learned from the other
    half, so that they are what texts get from which nothing was learned.
    """
    least = min(len(own), *map(len, others))
    levels: list[Level] = []
    for size in _CHUNKS:
        if levels and least < 2 * size:
            break
        halves = [(_windows(own[half::2], size), _mixed(others, size, half, 2)) for half in (0, 1)]
        learned = [_learned(*half) for half in halves]
        means = [
            sum(float(learned[1 - half].cosines(_roots(halves[half][kind])).mean()) for half in (0, 1)) / 2
            for kind in (0, 1)
        ]
        whole = _windows(own, size)
        both = _learned(whole, _mixed(others, size, 0, 1))
        levels.append(Level(float(whole[:, -1].mean()), both, *means))
    return Calibration(tuple(levels))


def _mixed(kinds: Sequence[NDArray[np.float32]], size: int, start: int, stride: int) -> NDArray[np.float32]:
    """Return as many windows of each kind, from its chunks `start::stride`."""
    import numpy as np

    windows = [_windows(kind[start::stride], size) for kind in kinds]
    least = min(map(len, windows))
    return np.concatenate([rows[:: len(rows) // least][:least] for rows in windows])


def _windows(chunks: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """Add up `size` chunks each, from places far from one another, as the replies of a window are.

    Where there are too few for windows that share none, each is drawn from all of them.
    """
    import numpy as np

    count = max(1, len(chunks) // size)
    if count < _WINDOWS and len(chunks) > size:
        random = np.random.Generator(np.random.PCG64(size))
        drawn = [random.permutation(len(chunks))[:size] for _ in range(_WINDOWS)]
        return np.asarray(chunks[np.array(drawn)].sum(axis=1), np.float32)
    kept = chunks[: count * size]
    return np.asarray(kept.reshape(-1, count, chunks.shape[1]).sum(axis=0), np.float32)


def _learned(own: NDArray[np.float32], others: NDArray[np.float32]) -> Direction:
    """Return the direction between two kinds of windows.

    No feature is taken to vary less than half of what the root of a frequency does by chance, 1 / (4 n).
    """
    import numpy as np

    mine, theirs = _roots(own), _roots(others)
    centre = theirs.mean(axis=0)
    by_chance = 1 / (8 * max(1.0, float(own[:, -1].mean())))
    spread = np.sqrt(np.maximum((mine.var(axis=0) + theirs.var(axis=0)) / 2, by_chance))
    return Direction.of(centre, spread, (mine.mean(axis=0) - centre) / spread)


def _roots(counts: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    return np.asarray(np.sqrt(counts[:, :-1] / np.maximum(counts[:, -1:], 1)), np.float32)
