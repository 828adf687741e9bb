"""What a budget of calls is spent on, and which passages each call is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from whetstone.core.distilling.claims import FACETS, Group, Shown

MOST_PASSAGES = 24
"""A call is shown at most so many passages: in longer lists models lose sight of the middle
(Liu et al., Lost in the Middle, TACL 2024)."""

LEAST_PASSAGES = 4
"""Groups are dealt out over more calls only as long as each is shown so many."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many calls at most go into what. Their sum never exceeds the budget.

    `readings` look at passages, `mergings` make few findings of many, `second_looks` hold findings against
    the passages they cite, `repairs` ask again where an answer was of no use.
    """

    readings: int = 0
    mergings: int = 0
    second_looks: int = 0
    repairs: int = 0

    @property
    def calls(self) -> int:
        """The most calls that this takes."""
        return self.readings + self.mergings + self.second_looks + self.repairs


def plan(budget: int, *, small: bool = False) -> Plan:
    """Return what `budget` calls are spent on. It depends on nothing else, least of all on the corpus.

    A `small` model reads one passage a call and neither merges nor judges: it could not.
    """
    if budget <= 1:
        return Plan(readings=max(0, budget))
    if small:
        repairs = max(1, budget // 8)
        return Plan(readings=budget - repairs, repairs=repairs)
    repairs = max(1, budget // 8)
    each = len(FACETS)
    mergings = each if budget >= 4 * each else 1 if budget >= 4 else 0
    second_looks = each if budget >= 5 * each else 1 if budget >= 8 else 0
    return Plan(budget - repairs - mergings - second_looks, mergings, second_looks, repairs)


def readings(
    groups: Sequence[Group], calls: int, room: int, count_tokens: Callable[[str], int]
) -> list[Group]:
    """Return what each of at most `calls` calls is shown, in at most `room` tokens of passages.

    Where there are more groups than calls, groups share one, each giving its best passages first; where
    there are fewer, large groups are dealt out over several. A passage that alone exceeds the room is
    left out, and one that two groups hold is shown once.
    """
    groups = _without_repetition(groups)
    if not groups or calls < 1:
        return []
    if len(groups) >= calls:
        shared = [groups[call::calls] for call in range(calls)]
        parts = [
            Group(tuple(w for g in some for w in g.words), tuple(in_turn([g.excerpts for g in some])))
            for some in shared
        ]
    else:
        parts = _dealt(groups, calls)
    fitting = (Group(part.words, tuple(_fitting(part.excerpts, room, count_tokens))) for part in parts)
    return [part for part in fitting if part.excerpts]


def in_turn(rows: Sequence[Sequence[Shown]]) -> list[Shown]:
    """Return the first of each row, then the second of each, and so on."""
    return [one for column in zip_longest(*rows) for one in column if one is not None]


def _dealt(groups: Sequence[Group], calls: int) -> list[Group]:
    """Divide the groups into at most `calls` parts: always the one whose parts are largest, once more."""
    parts = [1] * len(groups)
    for _ in range(calls - len(groups)):
        sizes = [len(group.excerpts) / part for group, part in zip(groups, parts, strict=True)]
        largest = sizes.index(max(sizes))
        if sizes[largest] < 2 * LEAST_PASSAGES:
            break
        parts[largest] += 1
    return [
        Group(group.words, tuple(group.excerpts[first::part]))
        for group, part in zip(groups, parts, strict=True)
        for first in range(part)
    ]


def _fitting(excerpts: Sequence[Shown], room: int, count_tokens: Callable[[str], int]) -> list[Shown]:
    kept: list[Shown] = []
    for excerpt in excerpts:
        tokens = count_tokens(excerpt.text) + 16
        if tokens <= room and len(kept) < MOST_PASSAGES:
            kept.append(excerpt)
            room -= tokens
    return kept


def _without_repetition(groups: Sequence[Group]) -> list[Group]:
    seen: set[str] = set()
    kept = []
    for group in groups:
        fresh = []
        for excerpt in group.excerpts:
            if excerpt.id not in seen and excerpt.text.strip():
                seen.add(excerpt.id)
                fresh.append(excerpt)
        if fresh:
            kept.append(Group(group.words, tuple(fresh)))
    return kept
