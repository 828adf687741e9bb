"""Phrases that come back, and what is set off by commas, found by hashing runs of words."""

from __future__ import annotations

from collections import Counter
from typing import Any

from whetstone.core.text.counts import Counts
from whetstone.core.text.style import tokens
from whetstone.core.text.style.tokens import TokenTable

Ints = Any

LONGEST_PHRASE = 5
LONGEST_SET_OFF = 4
_FACTOR = 0x9E3779B97F4A7C15
_MIX = 0xFF51AFD7ED558CCD


def run_hashes(hashes: Ints, size: int) -> Ints:
    """Return a hash for each run of `size` neighbours; there are `size - 1` fewer than `hashes`."""
    import numpy as np

    count = max(0, len(hashes) - size + 1)
    mixed = np.zeros(count, np.uint64)
    for place in range(size):
        mixed = (mixed ^ hashes[place : place + count]) * np.uint64(_FACTOR)
        mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(_MIX)
    return mixed ^ (mixed >> np.uint64(32))


def count_phrases(table: TokenTable, stream: Any, counts: Counts) -> None:
    """Count the phrases of two to five words, between marks, that stand twice or more in sampled sheets."""
    import numpy as np

    *_, hashes, _ = table.arrays()
    kept = stream.sampled & stream.wanted
    clause = clauses(stream)
    real = np.flatnonzero(kept & (stream.word > 0))
    words, clause, part = stream.word[real], clause[real], stream.part[real]
    counts.numbers["words_in_sample"] = len(words)
    promising = np.ones(len(words), bool)
    for size in range(2, LONGEST_PHRASE + 1):
        count = len(words) - size + 1
        if count < 1:
            return
        starts = np.flatnonzero(
            (clause[:count] == clause[size - 1 :]) & promising[:count] & promising[1 : count + 1]
            if size > 2
            else clause[:count] == clause[1:]
        )
        keys = run_hashes(hashes[words], size)[starts]
        _, first, which, times = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
        again = times[which] >= 2
        names = {
            int(group): " ".join(table.words[word] for word in words[starts[first[group]] :][:size])
            for group in np.flatnonzero(times > 1)
        }
        for number in np.unique(part[starts[again]]):
            here = np.bincount(which[again & (part[starts] == number)])
            found = {names[int(group)]: int(here[group]) for group in np.flatnonzero(here)}
            counts.phrases[number].add(found)
        promising = np.zeros(len(words), bool)
        promising[starts[again]] = True


def count_set_off(table: TokenTable, stream: Any) -> Counter[str]:
    """Count the up to four words between two commas, or a comma and another mark, in sampled sheets."""
    import numpy as np

    *_, hashes, _ = table.arrays()
    kept = np.flatnonzero(stream.sampled)
    if not len(kept):
        return Counter()
    word, flags, wanted = stream.word[kept], stream.flags[kept], stream.wanted[kept]
    after = flags & tokens.SET_OFF_AFTER > 0
    before = flags & tokens.SET_OFF_BEFORE > 0
    comma = flags & tokens.COMMA > 0
    paragraph = stream.paragraph[kept]
    ends = np.append(paragraph[1:] != paragraph[:-1], True)
    cut = np.flatnonzero(after | ends | np.append(before[1:], True))
    start, end = np.append(0, cut[:-1] + 1), cut
    length = end - start + 1
    led = np.append(False, (comma & ~ends)[cut[:-1]])
    fits = (length <= LONGEST_SET_OFF) & (led | comma[end]) & wanted[end] & (word[end] > 0)
    found: Counter[str] = Counter()
    for size in range(1, LONGEST_SET_OFF + 1):
        starts = start[fits & (length == size)]
        if not len(starts):
            continue
        keys = run_hashes(hashes[word], size)[starts]
        _, first, times = np.unique(keys, return_index=True, return_counts=True)
        for place, n in zip(starts[first].tolist(), times.tolist(), strict=True):
            phrase = " ".join(table.words[number] for number in word[place : place + size])
            found[phrase] += n
    return found


def clauses(stream: Any) -> Ints:
    """Return for each piece the number of the stretch between marks that it stands in."""
    import numpy as np

    after = stream.flags & tokens.SET_OFF_AFTER > 0
    before = stream.flags & tokens.SET_OFF_BEFORE > 0
    new = np.append(True, after[:-1]) | before
    new |= np.append(True, stream.paragraph[1:] != stream.paragraph[:-1])
    return np.cumsum(new)
