"""What two sequences have in common, in order, within a bounded effort.

`difflib` finds what a reader would call the same, but may take cubic time. So equal ends are set aside,
long stretches are first divided at items that stand exactly once on either side (patience diff, Bram
Cohen), and what is asked of `difflib` has a price that is known beforehand.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

STRETCH = 2_000_000
"""The highest price of one stretch; a longer one is divided first, or left as wholly changed."""

Block = tuple[int, int, int]
"""Equal items: their place before, their place after, how many."""

_Range = tuple[int, int, int, int]


class Effort:
    """How much work may still be done, in steps of which a core makes some ten million a second."""

    def __init__(self, steps: int = 30_000_000) -> None:
        self.left = steps

    def spend(self, steps: int) -> bool:
        """Take `steps` away, and return whether there were that many."""
        if steps > self.left:
            return False
        self.left -= steps
        return True


def equal_blocks(before: Sequence[str], after: Sequence[str], effort: Effort) -> list[Block]:
    """Return what stands in both, in order and without overlap; the last block is empty, at both ends.

    Where the effort is exhausted, some equal items are missed.
    """
    found: list[Block] = [(len(before), len(after), 0)]
    ranges: list[_Range] = [(0, len(before), 0, len(after))]
    while ranges:
        inner = _without_equal_ends(before, after, ranges.pop(), found)
        a, a_end, b, b_end = inner
        if a == a_end or b == b_end:
            continue
        left, right = before[a:a_end], after[b:b_end]
        steps = price(left, right)
        if steps <= STRETCH and effort.spend(steps):
            matcher = SequenceMatcher(None, left, right, autojunk=False)
            found += [(a + i, b + j, size) for i, j, size in matcher.get_matching_blocks() if size]
        elif effort.spend(len(left) + len(right)):
            anchors = [(a + i, b + j) for i, j in _anchors(left, right)]
            starts = [(a, b), *anchors] if anchors else []
            ends = [*anchors, (a_end, b_end)]
            ranges += [(i, i_end, j, j_end) for (i, j), (i_end, j_end) in zip(starts, ends, strict=False)]
    return sorted(found)


def gaps(blocks: Sequence[Block]) -> list[tuple[slice, slice]]:
    """Return what lies between the blocks of `equal_blocks`: where before, and where after."""
    found = []
    a = b = 0
    for i, j, size in blocks:
        if i > a or j > b:
            found.append((slice(a, i), slice(b, j)))
        a, b = i + size, j + size
    return found


def _without_equal_ends(
    before: Sequence[str], after: Sequence[str], inside: _Range, found: list[Block]
) -> _Range:
    a, a_end, b, b_end = inside
    size = 0
    while a + size < a_end and b + size < b_end and before[a + size] == after[b + size]:
        size += 1
    if size:
        found.append((a, b, size))
    a, b = a + size, b + size
    size = 0
    while a < a_end - size and b < b_end - size and before[a_end - size - 1] == after[b_end - size - 1]:
        size += 1
    if size:
        found.append((a_end - size, b_end - size, size))
    return a, a_end - size, b, b_end - size


def price(left: Sequence[str], right: Sequence[str]) -> int:
    """Return an upper bound of the steps of `difflib`: each match found looks at all equal pairs again."""
    counts = Counter(right)
    pairs = sum(counts[item] for item in left if item in counts)
    return (len(left) + pairs) * min(len(left), len(right), pairs + 1)


def _anchors(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Return the longest ascending run of items that stand once in `left` and once in `right`."""
    once_left, once_right = (Counter(side) for side in (left, right))
    places = {item: place for place, item in enumerate(right) if once_right[item] == 1}
    pairs = [
        (place, places[item]) for place, item in enumerate(left) if item in places and once_left[item] == 1
    ]
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for number, (_, place) in enumerate(pairs):
        at = bisect_left(tails, place)
        previous.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [number]
    run = []
    number = ends[-1] if ends else -1
    while number >= 0:
        run.append(pairs[number])
        number = previous[number]
    return run[::-1]
