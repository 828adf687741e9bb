"""Making a monotone submodular objective large under a budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    quality: Sequence[float],
    cost: Sequence[int],
    budget: int,
    most: int | None,
    overlaps: Overlaps,
    fixed: int = 0,
) -> list[Picked]:
    """Return the best of three choices: by gain per cost, by gain, and by quality; `fixed` are in each.

    A gain never grows while others are chosen, so only the member in front is reckoned anew (Minoux 1978).
    """
    orders: list[Callable[[int, float], float]] = [
        lambda member, gain: gain / max(1, cost[member]),
        lambda member, gain: gain,
        lambda member, gain: quality[member],
    ]
    choices = [_take(objective, order, cost, budget, most, overlaps, fixed) for order in orders]
    return max(choices, key=lambda picked: round(sum(sum(pick.parts.values()) for pick in picked), 9))


def _take(
    objective: Objective,
    order: Callable[[int, float], float],
    cost: Sequence[int],
    budget: int,
    most: int | None,
    overlaps: Overlaps,
    fixed: int,
) -> list[Picked]:
    objective.clear()
    taken = list(range(fixed))
    for member in taken:
        objective.add(member)

    def entry(member: int, seen: int) -> tuple[float, int, int, dict[str, float]]:
        parts = objective.gains(member)
        return -round(order(member, sum(parts.values())), 12), member, seen, parts

    heap = [entry(member, 0) for member in range(fixed, len(cost)) if cost[member] <= budget]
    heapify(heap)
    picked: list[Picked] = []
    left = budget
    while heap and (most is None or len(picked) < most):
        _, member, seen, parts = heappop(heap)
        if cost[member] > left:
            continue
        if seen < len(picked):
            heappush(heap, entry(member, len(picked)))
        elif sum(parts.values()) > 0 and not overlaps.redundant(member, taken):
            objective.add(member)
            taken.append(member)
            picked.append(Picked(member, parts))
            left -= cost[member]
    return picked
