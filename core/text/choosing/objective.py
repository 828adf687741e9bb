"""The objective by which excerpts are chosen, and what one more would add to it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from whetstone.core.text.themes import Themes
from whetstone.core.values.text import Excerpt

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of the objective counts; each part is about 1 for a good choice."""

    coverage: float = 1.0
    spread: float = 0.6
    quality: float = 0.6


class Objective:
    """The objective over sets of `members` (indices of excerpts), and the set that is chosen so far.

    Members are counted from 0 in the order given.
    """

    def __init__(
        self,
        excerpts: Sequence[Excerpt],
        themes: Themes,
        quality: Sequence[float],
        members: Sequence[int],
        sample: Sequence[int],
        weights: Weights,
        expected: int,
    ) -> None:
        import numpy as np

        rows = themes.vectors[list(members)]
        self._near = np.maximum(rows @ themes.vectors[list(sample)].T, 0)  # members x sample
        self._scale = {
            "coverage": weights.coverage / max(1, len(sample)),
            "spread": weights.spread,
            "quality": weights.quality / expected,
        }
        self._quality = [max(0.0, quality[index]) for index in members]
        self._groups, shares = _groups(excerpts, themes, members, expected)
        self._shares = shares
        self.clear()

    def clear(self) -> None:
        """Choose none."""
        import numpy as np

        self._covered: NDArray[np.float32] = np.zeros(self._near.shape[1], np.float32)
        self._held = dict.fromkeys(self._shares, 0.0)

    def gains(self, member: int) -> dict[str, float]:
        """Return what each part would grow by if `member` were chosen too."""
        import numpy as np

        worth = self._quality[member]
        spread = sum(
            self._shares[group] * (sqrt(self._held[group] + worth) - sqrt(self._held[group]))
            for group in self._groups[member]
        )
        coverage = float(np.maximum(self._near[member] - self._covered, 0).sum(dtype=np.float64))
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
            self._held[group] += self._quality[member]

    def value(self, chosen: Sequence[int]) -> float:
        """Return the objective of a set of members; none is chosen afterwards."""
        self.clear()
        total = 0.0
        for member in chosen:
            total += sum(self.gains(member).values())
            self.add(member)
        self.clear()
        return total


def _groups(
    excerpts: Sequence[Excerpt], themes: Themes, members: Sequence[int], expected: int
) -> tuple[list[tuple[Hashable, ...]], dict[Hashable, float]]:
    """Return each member's groups (its theme, its work, its section), and what each group's root counts.

    The three kinds count alike. They are scaled so that a spread in proportion to the weights comes to
    about 1 when `expected` members of quality 1 are chosen.
    """
    of: list[tuple[Hashable, ...]] = []
    sizes: dict[tuple[str, Hashable], float] = {}
    for index in members:
        excerpt = excerpts[index]
        section = (excerpt.work, excerpt.section)
        of.append((("theme", themes.of[index]), ("work", excerpt.work), ("section", section)))
        sizes["theme", themes.of[index]] = sqrt(themes.sizes[themes.of[index]])
        sizes["work", excerpt.work] = sizes["section", section] = 1.0
    squares: dict[str, float] = {}
    for (kind, _), size in sizes.items():
        squares[kind] = squares.get(kind, 0.0) + size * size
    shares: dict[Hashable, float] = {
        key: size / sqrt(squares[key[0]] * expected) / len(squares) for key, size in sizes.items()
    }
    return of, shares
