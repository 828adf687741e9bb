"""From probabilities of tokens to spans of whole words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from whetstone.core.values.sanitizing import Span
from whetstone.plugins.strong_sanitizer.labels import KINDS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from whetstone.plugins.strong_sanitizer.model import Read

MOST_SURE = 0.89
"""The highest score given: a rule that knows a thing's form, or its check digits, knows better what it is."""

_WORD = re.compile(r"\w+(?:['’.&-]\w+)*")
_BETWEEN = re.compile(r"[ \t\u00a0]{1,2}|[,.'’/-][ \u00a0]?|, ?\n ?|\n", re.UNICODE)
_PERSON = re.compile(r"[ \u00a0]|\. |['’-]")


def spans_in(text: str, read: Read) -> list[Span]:
    """Return the spans of `text`, sorted and without overlaps.

    A word is as probable as its likeliest token. It goes as a whole where it reaches its kind's `alone`, or
    `beside` next to a word that goes. Words of one kind with nothing but a blank or such between them are one
    span, and so are the parts of an address.
    """
    words = list(_words(text, read))
    chosen = _chosen(text, words)
    spans: list[Span] = []
    for (start, end, row), kind in zip(words, chosen, strict=True):
        if kind < 0:
            continue
        score = min(MOST_SURE, max(float(row[kind]), 0.01))
        last = spans[-1] if spans else None
        if last is not None and (type := _joined(last, KINDS[kind].type, text[last.end : start])):
            spans[-1] = Span(last.start, end, type, max(last.score, score))
        else:
            spans.append(Span(start, end, KINDS[kind].type, score))
    return spans


Word = tuple[int, int, "NDArray[np.float16]"]
"""Where a word starts and ends, and how probable each kind is for it."""


def _words(text: str, read: Read) -> Iterator[Word]:
    first, count = 0, len(read.starts)
    for match in _WORD.finditer(text):
        start, end = match.span()
        while first < count and read.ends[first] <= start:
            first += 1
        last = first
        while last < count and read.starts[last] < end:
            last += 1
        if last > first:
            yield start, end, read.probabilities[first:last].max(axis=0)


def _chosen(text: str, words: list[Word]) -> list[int]:
    """Return for each word the kind it is taken for, or -1."""
    chosen = [_best(row, [kind.alone for kind in KINDS]) for _, _, row in words]
    for step in (1, -1):
        order = range(len(words)) if step == 1 else range(len(words) - 1, -1, -1)
        for place in order:
            near = place - step
            if chosen[place] < 0 and 0 <= near < len(words) and chosen[near] >= 0:
                left, right = sorted((near, place))
                kind, row = chosen[near], words[place][2]
                between = text[words[left][1] : words[right][0]]
                if row[kind] >= KINDS[kind].beside and _BETWEEN.fullmatch(between):
                    chosen[place] = kind
    return chosen


def _best(row: NDArray[np.float16], needed: list[float]) -> int:
    reached = [kind for kind, least in enumerate(needed) if row[kind] >= least]
    return max(reached, key=lambda kind: (float(row[kind]), -kind)) if reached else -1


_WHERE = frozenset({"ADDRESS", "PLACE", "POSTCODE"})


def _joined(last: Span, type: str, between: str) -> str:
    """Return the type of one span made of `last` and what follows it after `between`; empty to keep both."""
    if last.type == type == "PERSON":
        return type if _PERSON.fullmatch(between) else ""
    if not _BETWEEN.fullmatch(between):
        return ""
    if last.type in _WHERE and type in _WHERE:
        return last.type if last.type == type else "ADDRESS"
    return type if last.type == type else ""
