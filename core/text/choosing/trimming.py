"""Setting aside what two long stretches of text have in common at their beginnings and ends."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from whetstone.core.text.passages import sentences

LONG = 2_000
"""Shorter stretches, in characters, are left whole."""

_AROUND = 2_048


def trimmed(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the paragraphs without the sentences that are the same at the beginnings and ends of long ones.

    Where as many stand on both sides, each is held to its counterpart; else the first ones' beginnings and
    the last ones' ends are. A text without sentence ends is cut at fixed lengths, which a change would
    shift to the text's end: so all that is the same has to go before anything is cut.
    """
    old, new = list(before), list(after)
    if not old or not new:
        return old, new
    paired = len(old) == len(new)
    for place in range(len(old)) if paired else (0,):
        start = _common_start(old[place], new[place])
        old[place], new[place] = old[place][start:], new[place][start:]
    for place in range(len(old)) if paired else (-1,):
        end = _common_end(old[place], new[place])
        old[place], new[place] = (text[: len(text) - end] for text in (old[place], new[place]))
    return [text for text in old if text], [text for text in new if text]


def _common_start(one: str, other: str) -> int:
    """Return how much may go: whole sentences, such that the first difference lies in the next one."""
    most = min(len(one), len(other))
    if most <= LONG:
        return 0
    same = bisect_left(range(most), True, key=lambda size: one[: size + 1] != other[: size + 1])
    around = (max(0, same - _AROUND), min(len(one), same + _AROUND))
    return max((start for start, _ in sentences(one, around) if start <= same), default=0)


def _common_end(one: str, other: str) -> int:
    most = min(len(one), len(other))
    if max(len(one), len(other)) <= LONG:
        return 0
    same = bisect_left(range(most), True, key=lambda size: one[-size - 1 :] != other[-size - 1 :])
    longer = max(one, other, key=len)
    place = len(longer) - same
    around = (max(0, place - _AROUND), min(len(longer), place + _AROUND))
    ends = (end for _, end in sentences(longer, around) if end >= place)
    return len(longer) - min(ends, default=len(longer))
