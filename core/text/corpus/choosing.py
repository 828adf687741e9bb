"""Choosing passages by their hashes: a sample spread over works, and runs of neighbours to hold out."""

from __future__ import annotations

from hashlib import sha256
from math import ceil
from typing import Any

RUN = 4
"""Neighbouring passages that are held out together."""

FEWEST = 5
"""Nothing is held out of fewer passages."""

Ints = Any


def spread_sample(numbers: Ints, ids: Ints, works: Ints, limit: int, seed: int) -> list[int]:
    """Return at most `limit` of `numbers`, ascending; `ids` are theirs, `works` those of all numbers."""
    import numpy as np

    if len(numbers) <= limit:
        return [int(number) for number in numbers]
    work = works[numbers]
    keys = mixed(ids, seed)
    quota = _quotas(np.bincount(work), limit)
    order = np.lexsort((keys, work))
    ordered = work[order]
    rank = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    chosen = order[rank < quota[ordered]]
    left = limit - len(chosen)
    if left > 0:
        rest = order[rank >= quota[ordered]]
        chosen = np.append(chosen, rest[np.lexsort((rest, keys[rest]))][:left])
    return [int(number) for number in np.sort(numbers[chosen])]


def _quotas(sizes: Ints, limit: int) -> Ints:
    import numpy as np

    roots = np.sqrt(sizes)
    return np.minimum(sizes, np.floor(limit * roots / roots.sum()).astype(np.int64))


def runs(new: Ints, ids: Ints, works: Ints, share: float, most: int) -> list[int]:
    """Return the numbers of the passages to hold out, ascending.

    `new` says where no neighbour stands before. The works give a run each in turn, until each gave its share
    (rounded up) or there are enough.
    """
    import numpy as np

    count = len(ids)
    wanted = min(most, max(1, int(share * count))) if count >= FEWEST and share > 0 else 0
    if not wanted:
        return []
    place = np.arange(count)
    within = place - np.maximum.accumulate(np.where(new, place, 0))
    starts = np.flatnonzero(within % RUN == 0)
    ends = np.append(starts[1:], count)
    left = [ceil(share * size) for size in np.bincount(works).tolist()]
    chosen: list[int] = []
    for run in _in_turn(mixed(ids[starts], 0), works[starts]).tolist():
        start, end = int(starts[run]), int(ends[run])
        room = min(left[works[start]], wanted - len(chosen), end - start)
        if room > 0:
            chosen += range(start, start + room)
            left[works[start]] -= room
        if len(chosen) == wanted:
            break
    return sorted(chosen)


def _in_turn(keys: Ints, works: Ints) -> Ints:
    """Return an order in which every work's first comes before any work's second, each by its key."""
    import numpy as np

    order = np.lexsort((keys, works))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - np.searchsorted(works[order], works[order])
    return np.lexsort((np.arange(len(order)), keys, rank))


def mixed(ids: Ints, seed: int) -> Ints:
    """Return the ids as 64 mixed bits, otherwise for each seed (the finalizer of SplitMix64)."""
    import numpy as np

    start = int.from_bytes(sha256(f"whetstone {seed}".encode()).digest()[:8], "little")
    keys = (ids ^ np.uint64(start)) * np.uint64(0x9E3779B97F4A7C15)
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))
