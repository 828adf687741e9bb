"""What all built-in rules share: a module with a function that finds, imported when it is first needed."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module

from whetstone.core.sanitizing.line_ends import with_line_ends
from whetstone.core.values.sanitizing import Span, Tier
from whetstone.plugins.sanitizers.unspaced import set_apart

Find = Callable[[str], Iterable[Span]]


class Rules:
    """A sanitizer whose rules stand in the module `name` of this package, as a function `find(text)`."""

    tier: Tier = "rules"

    def __init__(self, name: str) -> None:
        self.name = name
        self._find: Find | None = None

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return the spans of each text; where two rules of the module overlap, the surer stays."""
        if self._find is None:
            self._find = import_module(f"{__package__}.{self.name}").find
        find = self._find
        return [apart((*find(text), *_set_apart(find, text))) for text in map(with_line_ends, texts)]


def _set_apart(find: Find, text: str) -> Iterator[Span]:
    """Yield what is found where a space stands between a number and letters of a script without spaces."""
    if (apart_from := set_apart(text)) is not None:
        spaced, places = apart_from
        for span in find(spaced):
            yield Span(places[span.start], places[span.end - 1] + 1, span.type, span.score)


def apart(spans: Iterable[Span]) -> list[Span]:
    """Return `spans` without overlaps: the highest score stays, then the longest, then the first."""
    found = sorted(spans, key=lambda span: (-span.score, span.start - span.end, span.start))
    kept: list[Span] = []
    for span in found:
        place = bisect(kept, span.start, key=lambda other: other.start)
        before_ends = place == 0 or kept[place - 1].end <= span.start
        if before_ends and (place == len(kept) or span.end <= kept[place].start):
            kept.insert(place, span)
    return kept
