"""Making a monotone submodular objective large under a budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from whetstone.core.text.choosing.objective import Objective
from whetstone.core.text.choosing.overlap import Overlaps


@dataclass(frozen=True, slots=True)
class Picked:
    """A member that was taken, and what each part of the objective grew by."""

    member: int
    parts: Mapping[str, float]


def greedy(
    objective: Objective,
    cost: Sequence[int],
    budget: int,
    most: int | None,
    overlaps: Overlaps,
    fixed: int = 0,
) -> list[Picked]:
    """Return the better of two greedy choices, by gain and by gain per cost; the first `fixed` are in both.

    A gain never grows while others are chosen, so only the member in front is reckoned anew (Minoux 1978).
    """
    both = [_take(objective, cost, budget, most, overlaps, fixed, scaled) for scaled in (True, False)]
    return max(both, key=lambda picked: round(sum(sum(pick.parts.values()) for pick in picked), 9))


def _take(
    objective: Objective,
    cost: Sequence[int],
    budget: int,
    most: int | None,
    overlaps: Overlaps,
    fixed: int,
    scaled: bool,
) -> list[Picked]:
    objective.clear()
    taken = list(range(fixed))
    for member in taken:
        objective.add(member)

    def entry(member: int, round_: int) -> tuple[float, int, int, dict[str, float]]:
        parts = objective.gains(member)
        worth = sum(parts.values()) / (max(1, cost[member]) if scaled else 1)
        return -round(worth, 12), member, round_, parts

    heap = [entry(member, 0) for member in range(fixed, len(cost)) if cost[member] <= budget]
    heapify(heap)
    picked: list[Picked] = []
    left = budget
    while heap and (most is None or len(picked) < most):
        worth, member, seen, parts = heappop(heap)
        if cost[member] > left:
            continue
        if seen < len(picked):
            heappush(heap, entry(member, len(picked)))
        elif worth < 0 and not overlaps.redundant(member, taken):
            objective.add(member)
            taken.append(member)
            picked.append(Picked(member, parts))
            left -= cost[member]
    return picked
