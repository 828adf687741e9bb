"""The overlap rule: what several sanitizers find in one text becomes stretches that do not overlap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from whetstone.core.values.sanitizing import Span

_ONE_BLANK = re.compile(r"[ \u00a0]")
_EDGES = " \t\r\n\u00a0,;"


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch that goes, and who found it.

    `start`, `end`, `type` and `score` are as in `Span`; `sanitizers` are the names of all that found part of
    it, the one whose type it has first.
    """

    start: int
    end: int
    type: str
    score: float
    sanitizers: tuple[str, ...]


def merged(text: str, spans: Iterable[tuple[str, Span]]) -> list[Found]:
    """Return the stretches of `text` that go, in their order; `spans` come with their sanitizers' names.

    Spans that share a character become one stretch, from the first's start to the last's end: what any
    sanitizer calls personal goes. Its type is that of the span with the highest score, then the longest,
    then the first by name of the type. Two persons with one blank between them are one name.
    """
    found: list[Found] = []
    for group in _groups(spans):
        best = min(group, key=lambda one: (-one[1].score, one[1].start - one[1].end, one[1].type, one[0]))
        names = dict.fromkeys((best[0], *sorted(name for name, _ in group)))
        start, end = group[0][1].start, max(span.end for _, span in group)
        start, end = _trimmed(text, start, end)
        if start < end:
            found.append(Found(start, end, best[1].type, best[1].score, tuple(names)))
    return list(_names_joined(text, found))


def _groups(spans: Iterable[tuple[str, Span]]) -> Iterator[list[tuple[str, Span]]]:
    group: list[tuple[str, Span]] = []
    end = 0
    for name, span in sorted(spans, key=lambda one: (one[1].start, -one[1].end)):
        if group and span.start >= end:
            yield group
            group = []
        group.append((name, span))
        end = max(end, span.end) if len(group) > 1 else span.end
    if group:
        yield group


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def _names_joined(text: str, found: list[Found]) -> Iterator[Found]:
    last: Found | None = None
    for one in found:
        if last is None:
            last = one
        elif last.type == one.type == "PERSON" and _ONE_BLANK.fullmatch(text[last.end : one.start]):
            who = tuple(dict.fromkeys(last.sanitizers + one.sanitizers))
            last = Found(last.start, one.end, "PERSON", min(last.score, one.score), who)
        else:
            yield last
            last = one
    if last is not None:
        yield last
