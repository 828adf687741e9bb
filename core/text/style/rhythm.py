"""How long sentences, paragraphs and words run."""

from __future__ import annotations

from collections import Counter
from math import sqrt
from typing import Any

from whetstone.core.text.counts import Counts


def rhythm(counts: Counts) -> dict[str, Any]:
    """Return the lengths of sentences, paragraphs and words."""
    found: dict[str, Any] = {}
    for name, unit in (("sentences", "words_per_sentence"), ("paragraphs", "words_per_paragraph")):
        found |= {
            f"{unit}_{what}": value for what, value in spread(counts.lengths.get(name, Counter())).items()
        }
    words = counts.numbers["words"]
    if words:
        found["letters_per_word_mean"] = round(counts.numbers["letters"] / words, 2)
    return found


def spread(lengths: Counter[int]) -> dict[str, Any]:
    """Return mean, median, deciles and burstiness of what a histogram tells; nothing of an empty one.

    Burstiness is (s - m) / (s + m) of deviation and mean (Goh and Barabasi, 2008): -1 for lengths that are
    all the same, 0 for lengths as of random breaks.
    """
    total = lengths.total()
    if not total:
        return {}
    mean = sum(length * times for length, times in lengths.items()) / total
    deviation = sqrt(sum(times * (length - mean) ** 2 for length, times in lengths.items()) / total)
    return {
        "mean": round(mean, 1),
        "median": quantile(lengths, 0.5),
        "deciles": [quantile(lengths, tenth / 10) for tenth in range(1, 10)],
        "burstiness": round((deviation - mean) / (deviation + mean), 2) if mean else 0.0,
    }


def quantile(lengths: Counter[int], share: float) -> int:
    """Return the least length that `share` of all do not exceed."""
    wanted = share * lengths.total()
    so_far = 0
    for length, times in sorted(lengths.items()):
        so_far += times
        if so_far >= wanted:
            return length
    return 0
