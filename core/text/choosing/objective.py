"""The objective by which excerpts are chosen, and what one more would add to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from whetstone.core.values.text import Excerpt

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Group = tuple[str, str]

_ROWS = 256


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of the objective counts; each part is about 1 for a good choice."""

    coverage: float = 1.0
    spread: float = 0.6
    quality: float = 0.6


class Objective:
    """The objective over sets of excerpts, counted from 0, and the set that is chosen so far.

    `themes` holds each excerpt's theme and `sizes` that of each theme; `likeness` (m x n, not negative) is
    how well each covers those that are to be covered. `worth` is what each adds to its groups and to quality,
    and `expected` the worth of a good choice.
    """

    def __init__(
        self,
        excerpts: Sequence[Excerpt],
        themes: Sequence[int],
        sizes: Sequence[int],
        *,
        likeness: NDArray[np.float32],
        worth: Sequence[float],
        expected: float,
        weights: Weights,
    ) -> None:

        self._near = likeness
        self._worth = worth
        self._scale = {
            "coverage": weights.coverage / max(1, likeness.shape[1]),
            "spread": weights.spread,
            "quality": weights.quality / expected,
        }
        self._groups, self._shares = _groups(excerpts, themes, sizes, expected)
        self.clear()

    def clear(self) -> None:
        """Choose none."""
        import numpy as np

        self._covered: NDArray[np.float32] = np.zeros(self._near.shape[1], np.float32)
        self._more = np.empty_like(self._covered)
        self._held = dict.fromkeys(self._shares, 0.0)

    def gains(self, member: int) -> dict[str, float]:
        """Return what each part would grow by if `member` were chosen too."""
        import numpy as np

        more = np.subtract(self._near[member], self._covered, out=self._more)
        np.maximum(more, 0, out=more)
        return self._parts(member, float(np.add.reduce(more, dtype=np.float64)))

    def all_gains(self) -> list[dict[str, float]]:
        """Return the gains of all members."""
        import numpy as np

        coverage: list[float] = []
        for start in range(0, len(self._near), _ROWS):
            near = np.maximum(self._near[start : start + _ROWS] - self._covered, 0)
            coverage += near.sum(axis=1, dtype=np.float64).tolist()
        return [self._parts(member, covered) for member, covered in enumerate(coverage)]

    def _parts(self, member: int, coverage: float) -> dict[str, float]:
        worth, spread = self._worth[member], 0.0
        for group in self._groups[member]:
            held = self._held[group]
            spread += self._shares[group] * (sqrt(held + worth) - sqrt(held))
        return {
            "coverage": self._scale["coverage"] * coverage,
            "spread": self._scale["spread"] * spread,
            "quality": self._scale["quality"] * worth,
        }

    def add(self, member: int) -> None:
        """Choose `member`."""
        import numpy as np

        np.maximum(self._covered, self._near[member], out=self._covered)
        for group in self._groups[member]:
            self._held[group] += self._worth[member]

    def value(self, chosen: Sequence[int]) -> float:
        """Return the objective of a set; none is chosen afterwards."""
        self.clear()
        total = 0.0
        for member in chosen:
            total += sum(self.gains(member).values())
            self.add(member)
        self.clear()
        return total


def _groups(
    excerpts: Sequence[Excerpt], themes: Sequence[int], sizes: Sequence[int], expected: float
) -> tuple[list[tuple[Group, ...]], dict[Group, float]]:
    """Return each excerpt's groups (its theme, its work, its section), and what each group's root counts.

    The three kinds count alike, and are scaled so that an expected worth spread in proportion comes to 1.
    """
    of: list[tuple[Group, ...]] = []
    weight: dict[Group, float] = {}
    for excerpt, theme in zip(excerpts, themes, strict=True):
        section = f"{excerpt.work}\n{excerpt.section}"
        of.append((("theme", str(theme)), ("work", excerpt.work), ("section", section)))
        weight.update(zip(of[-1], (sqrt(sizes[theme]), 1.0, 1.0), strict=True))
    squares: dict[str, float] = {}
    for (kind, _), size in weight.items():
        squares[kind] = squares.get(kind, 0.0) + size * size
    shares = {
        (kind, name): size / sqrt(squares[kind] * expected) / len(squares)
        for (kind, name), size in weight.items()
    }
    return of, shares
