"""Choosing excerpts by a stated objective: what represents an author best inside a budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from whetstone.core.text.choosing.greedy import Picked, greedy
from whetstone.core.text.choosing.objective import Objective, Weights
from whetstone.core.text.choosing.overlap import Overlaps
from whetstone.core.text.themes import Themes
from whetstone.core.values.text import Excerpt

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
    Bilmes 2011):

    - coverage, the facility location sum over the excerpts j of max over i in S of the likeness of i and
      j in the themes' space: what the author keeps returning to counts as often as they do;
    - spread, the sum over themes, works and sections of the root of the quality chosen from each (themes
      weighted by the root of their size), so that the second from one place is worth less than the first;
    - quality, the sum of `quality` (0 to 1 each: distinctive, standing alone).

    It is made large by the greedy algorithm twice, with gains as they are and with gains per cost, lazily
    (Minoux 1978); the better of both is taken, which is at least (1 - 1/e) / 2 of the best there is
    (Leskovec et al. 2007) where only the budget binds. No two are taken that overlap or share most of
    their words (a guard against redundancy like that of maximal marginal relevance, Carbonell and
    Goldstein 1998). `cost` counts each excerpt's tokens and `most` bounds how many are taken. Those of
    `already` are taken as chosen, at no cost, and are not returned. Equal gains go to the lower index.
    Of many excerpts a pool of `POOL` is weighed, against a sample of `SAMPLE`.
    """
    weights = weights or Weights()
    held = list(dict.fromkeys(already))
    pool = _pool(excerpts, themes, quality, [index for index, tokens in enumerate(cost) if tokens <= budget])
    pool = [index for index in pool if index not in set(held)]
    members = held + pool
    sample = range(0, len(excerpts), -(-len(excerpts) // SAMPLE) or 1)
    objective = Objective(
        excerpts, themes, quality, members, sample, weights, _expected(cost, pool, budget, most)
    )
    picked = greedy(
        objective,
        [cost[index] for index in members],
        budget,
        most,
        Overlaps([excerpts[index] for index in members]),
        fixed=len(held),
    )
    return [_told(members[pick.member], pick) for pick in picked]


def _told(index: int, pick: Picked) -> Chosen:
    return Chosen(
        index, round(sum(pick.parts.values()), 6), {part: round(gain, 6) for part, gain in pick.parts.items()}
    )


def _expected(cost: Sequence[int], pool: Sequence[int], budget: int, most: int | None) -> int:
    """Return about how many will be chosen, by the median cost, to scale the parts of the objective."""
    costs = sorted(cost[index] for index in pool) or [1]
    return max(
        1, min(len(pool), most if most is not None else len(pool), budget // max(1, costs[len(costs) // 2]))
    )


def _pool(
    excerpts: Sequence[Excerpt], themes: Themes, quality: Sequence[float], fit: Iterable[int]
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
