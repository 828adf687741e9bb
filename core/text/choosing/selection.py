"""Choosing excerpts by a stated objective: what represents an author best inside a budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.text.choosing.greedy import Picked, greedy
from whetstone.core.text.choosing.objective import Objective, Weights
from whetstone.core.text.choosing.overlap import Overlaps
from whetstone.core.text.one_thread import one_thread
from whetstone.core.text.topics.themes import Themes
from whetstone.core.values.text import Excerpt

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

POOL = 3_000
"""Excerpts that are weighed, at the most; the best of each theme and work by turns."""

SAMPLE = 2_000
"""Excerpts that stand for all of them when it is measured how well the chosen cover the whole."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """An excerpt that was chosen.

    `index` is its place among those given, `gain` what it added to the objective when it was taken, and
    `reasons` how much of that came from `coverage`, `spread` and `quality`.
    """

    index: int
    gain: float
    reasons: Mapping[str, float]


def choose(
    excerpts: Sequence[Excerpt],
    themes: Themes,
    quality: Sequence[float],
    budget: int,
    cost: Sequence[int],
    most: int | None = None,
    already: Sequence[int] = (),
    weights: Weights | None = None,
) -> list[Chosen]:
    """Return the excerpts that together make the objective largest inside `budget`, the first taken first.

    The objective of a set S is a weighted sum of three parts, each monotone and submodular (Lin and
    Bilmes 2011) and about 1 for a good choice:

    - coverage, the mean over the excerpts j of max over i in S of the quality of i times the likeness of
      i and j in the themes' space (facility location): what the author keeps returning to counts as
      often as they do, and is covered by passages that are good in themselves;
    - spread, the sum over themes, works and sections of the root of the worth chosen from each (themes
      weighted by the root of their size), so that the second from one place adds less than the first;
    - quality, the sum of the worth of all.

    An excerpt's worth is its `quality` (0 to 1: distinctive, standing alone), times its cost where the
    budget binds more than `most` does: the quality of what the budget is spent on, short or long.

    The objective is made large by the greedy algorithm, with gains per cost, with gains as they are and
    by quality alone, lazily (Minoux 1978); the best of the three is taken, which is at least
    (1 - 1/e) / 2 of the best there is (Leskovec et al. 2007) where only the budget binds. No two are
    taken that overlap or share most of their word pairs: a guard against redundancy like that of maximal
    marginal relevance (Carbonell and Goldstein 1998). `cost` counts each excerpt's tokens and `most`
    bounds how many are taken. Those of `already` are taken as chosen, at no cost, and are not returned.
    Equal gains go to the lower index. Of many excerpts a pool of `POOL` is weighed, against a sample of
    `SAMPLE`.
    """
    held = dict.fromkeys(already)
    fit = [index for index in range(len(excerpts)) if cost[index] <= budget and index not in held]
    pool = _pool(excerpts, themes, quality, fit)
    members = [*held, *pool]
    worth, expected = _worth(quality, cost, members, pool, budget, most)
    objective = Objective(
        [excerpts[index] for index in members],
        [themes.of[index] for index in members],
        themes.sizes,
        likeness=_likeness(themes, quality, members),
        worth=worth,
        expected=expected,
        weights=weights or Weights(),
    )
    picked = greedy(
        objective,
        [quality[index] for index in members],
        [cost[index] for index in members],
        budget,
        most,
        Overlaps([excerpts[index] for index in members]),
        fixed=len(held),
    )
    return [_told(members[pick.member], pick) for pick in picked]


def _likeness(themes: Themes, quality: Sequence[float], members: Sequence[int]) -> NDArray[np.float32]:
    """Return how well each of `members` covers each excerpt of an even sample, from 0 to 1."""
    import numpy as np

    rows = themes.vectors[list(members)] * np.clip(np.array([quality[one] for one in members]), 0, 1)[:, None]
    sample = themes.vectors[:: -(-len(themes.of) // SAMPLE) or 1]
    with one_thread():
        return np.asarray(np.maximum(rows.astype(np.float32) @ sample.T, 0), np.float32)


def _worth(
    quality: Sequence[float],
    cost: Sequence[int],
    members: Sequence[int],
    pool: Sequence[int],
    budget: int,
    most: int | None,
) -> tuple[list[float], float]:
    """Return the worth of each of `members`, and that of a good choice, in middling excerpts of quality 1."""
    middling = max(1, sorted(cost[index] for index in pool)[len(pool) // 2]) if pool else 1
    number = len(pool) if most is None else min(most, len(pool))
    spent = budget / middling
    if spent <= number:
        return [max(0.0, quality[index]) * cost[index] / middling for index in members], max(1.0, spent)
    return [max(0.0, quality[index]) for index in members], max(1.0, float(number))


def _told(index: int, pick: Picked) -> Chosen:
    return Chosen(
        index, round(sum(pick.parts.values()), 6), {part: round(gain, 6) for part, gain in pick.parts.items()}
    )


def _pool(
    excerpts: Sequence[Excerpt], themes: Themes, quality: Sequence[float], fit: Sequence[int]
) -> list[int]:
    """Return the best `POOL` of `fit`, taken by turns from each work's share of each theme."""
    shelves: dict[tuple[int, str], list[int]] = {}
    for index in fit:
        shelves.setdefault((themes.of[index], excerpts[index].work), []).append(index)
    ranked: list[tuple[int, float, int]] = []
    for shelf in shelves.values():
        shelf.sort(key=lambda index: (-quality[index], index))
        ranked += [(turn, -quality[index], index) for turn, index in enumerate(shelf)]
    return sorted(index for _, _, index in sorted(ranked)[:POOL])
