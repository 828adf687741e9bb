"""Making a monotone submodular objective large under a budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from whetstone.core.text.choosing.objective import Objective
from whetstone.core.text.choosing.overlap import Overlaps

_Entry = tuple[float, int, int, Mapping[str, float]]


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
    greed = _Greed(objective, cost, budget, most, overlaps, fixed)
    choices = [greed.take(order) for order in orders]
    return max(choices, key=lambda picked: round(sum(sum(pick.parts.values()) for pick in picked), 9))


@dataclass
class _Greed:
    """What is common to the choices; `first` are the gains of all members while only the fixed are held."""

    objective: Objective
    cost: Sequence[int]
    budget: int
    most: int | None
    overlaps: Overlaps
    fixed: int

    def __post_init__(self) -> None:
        self._begin()
        self.first = self.objective.all_gains()

    def take(self, order: Callable[[int, float], float]) -> list[Picked]:
        """Return what is taken, the member first whose gain stands highest in `order`."""
        self._begin()

        def entry(member: int, seen: int, parts: Mapping[str, float]) -> _Entry:
            return -round(order(member, sum(parts.values())), 12), member, seen, parts

        heap = [
            entry(member, 0, parts)
            for member, parts in enumerate(self.first)
            if member >= self.fixed and self.cost[member] <= self.budget
        ]
        heapify(heap)
        picked: list[Picked] = []
        left = self.budget
        while heap and (self.most is None or len(picked) < self.most):
            _, member, seen, parts = heappop(heap)
            if self.cost[member] > left:
                continue
            if seen < len(picked):
                heappush(heap, entry(member, len(picked), self.objective.gains(member)))
            elif sum(parts.values()) > 0 and not self.overlaps.redundant(member):
                self._hold(member)
                picked.append(Picked(member, parts))
                left -= self.cost[member]
        return picked

    def _begin(self) -> None:
        self.objective.clear()
        self.overlaps.clear()
        for member in range(self.fixed):
            self._hold(member)

    def _hold(self, member: int) -> None:
        self.objective.add(member)
        self.overlaps.take(member)
