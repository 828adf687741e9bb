"""Runs of eight words of a log that stand in a haystack: the log is streamed past it once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from whetstone.core.leaks.folding import BARRIER, RUN, WORD, Folded, folded
from whetstone.core.leaks.haystack import GRAM, Haystack, places
from whetstone.core.leaks.spellings import marked, plainer

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[Any, np.dtype[np.int64]]
    Bits = np.ndarray[Any, np.dtype[np.bool_]]
    Hashes = np.ndarray[Any, np.dtype[np.uint64]]

BATCH = 1 << 20
"""Characters of the log that are looked at together."""

_MOST_PLACES = 64
_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93)


@dataclass(slots=True)
class Streamed:
    """What went past: texts, and bytes of letters and digits."""

    texts: int = 0
    bytes: int = 0


class Copies:
    """The runs of a log in one haystack, found as the log goes past.

    A run is eight words in a row of the log, over the ends of messages too, or as many characters as weigh
    the same. It stands where its letters stand one after another, whatever is between them, so no way to
    set words apart hides it; one of fewer than 16 bytes has to be the same words. Memory is for the
    haystack: some 60 bytes for each of its letters, none for the log.
    """

    def __init__(self, hay: Haystack) -> None:
        self._hay = hay
        self._known: set[bytes] = set()
        self.spans: set[tuple[int, int]] = set()
        self.streamed = Streamed()

    def read(self, log: Iterable[str], watch: Callable[[Folded], None] | None = None) -> None:
        """Let the texts of a log go past; `watch` sees their words too."""
        for plain, batch in _batches(self._counted(log)):
            self._look(batch)
            if watch is not None:
                watch(batch)
            if plain:
                self._look(folded(f"{BARRIER}".join(f" {text} " for text in plain)))

    def stretches(self, excused: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
        """Return where in the letters copies stand, overlapping ones as one; none inside of `excused`."""
        merged: list[tuple[int, int]] = []
        for first, last in sorted(self.spans):
            if any(begin <= first and last <= end for begin, end in excused):
                continue
            if merged and first <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        return merged

    def _counted(self, log: Iterable[str]) -> Iterator[str]:
        for text in log:
            self.streamed.texts += 1
            yield text.replace(BARRIER, " ") if BARRIER in text else text

    def _look(self, words: Folded) -> None:
        import numpy as np

        self.streamed.bytes += len(words.letters)
        starts, ends = _runs(words)
        if not len(starts):
            return
        long = ends - starts >= GRAM
        if not long.all():
            for first, last in zip(starts[~long].tolist(), ends[~long].tolist(), strict=True):
                self._compare(words, first, last)
            starts, ends = starts[long], ends[long]
        keys = hashes_at(words.letters, starts)
        likely = self._grams.likely(keys)
        starts, ends, keys = starts[likely], ends[likely], keys[likely]
        for share in (1.0, 0.5):
            at = starts + ((ends - GRAM - starts) * share).astype(np.int64)
            likely = self._grams.likely(hashes_at(words.letters, at))
            starts, ends, keys = starts[likely], ends[likely], keys[likely]
        for first, last, key in zip(starts.tolist(), ends.tolist(), keys.tolist(), strict=True):
            self._verify(words.letters[first:last], key)

    def _compare(self, words: Folded, first: int, last: int) -> None:
        import numpy as np

        if not self._hay.short_runs:
            return
        at, end = np.searchsorted(words.starts, (first, last))
        run = Folded(words.letters[first:last], words.starts[at:end] - first).words()
        if b" ".join(run) in self._hay.short_runs:
            for place in places(self._hay.spaced, b" " + b" ".join(run) + b" "):
                begin = self._hay.place_of_spaced(place + 1)
                self.spans.add((begin, begin + last - first))

    def _verify(self, run: bytes, key: int) -> None:
        """Note where `run` stands; `key` is the hash of its first bytes."""
        if run in self._known:
            return
        for place in self._grams.places(key):
            if self._hay.letters.startswith(run, place):
                self._known.add(run)
                self.spans.add((place, place + len(run)))

    @cached_property
    def _grams(self) -> Grams:
        return Grams(self._hay.letters)


class Grams:
    """All stretches of `GRAM` bytes of a haystack's letters, by their hash.

    A run that stands there has its beginning, its middle and its end among them.
    """

    def __init__(self, letters: bytes) -> None:
        import numpy as np

        hashes = hashes_at(letters, np.arange(max(0, len(letters) - GRAM + 1)))
        self._width = max(16, min(30, (32 * len(hashes)).bit_length()))
        self._there = np.zeros(1 << self._width, np.bool_)
        self._there[self._slots(hashes)] = True
        self._order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[self._order]

    def likely(self, hashes: Hashes) -> Bits:
        """Return for each hash whether there may be such a stretch: no is certain, yes nearly so."""
        found: Bits = self._there[self._slots(hashes)]
        return found

    def places(self, key: int) -> list[int]:
        """Return where stretches with this hash stand, the first `_MOST_PLACES`."""
        import numpy as np

        sought = np.uint64(key)
        first = int(np.searchsorted(self._hashes, sought))
        last = min(int(np.searchsorted(self._hashes, sought, "right")), first + _MOST_PLACES)
        return [int(place) for place in self._order[first:last]]

    def _slots(self, hashes: Hashes) -> Hashes:
        import numpy as np

        return hashes >> np.uint64(64 - self._width)


def hashes_at(letters: bytes, at: Ints) -> Hashes:
    """Return 64 bits for the `GRAM` bytes at each of the places `at`; two products, mixed."""
    import numpy as np

    padded = letters + bytes(GRAM)
    halves: Hashes = np.ndarray((len(letters) + 9,), "<u8", padded, strides=(1,))
    first, second, third = map(np.uint64, _FACTORS)
    mixed = halves[at] * first ^ (halves[at + 8] * second + third)
    mixed ^= mixed >> np.uint64(29)
    hashed: Hashes = mixed * third
    return hashed


def _batches(log: Iterable[str]) -> Iterator[tuple[list[str], Folded]]:
    """Yield the texts that have markup, without it, and the words of all, from stretches of the log.

    A batch begins with the end of the one before, so that no run is lost between the two.
    """
    texts: list[str] = []
    size, rest = 0, None
    for text in log:
        texts.append(text)
        size += len(text) + 1
        if size >= BATCH:
            yield (batch := _batch(texts, rest))
            rest = _rest(batch[1])
            texts, size = [], 0
    if texts:
        yield _batch(texts, rest)


def _batch(texts: list[str], rest: Folded | None) -> tuple[list[str], Folded]:
    plain = ((text, plainer(text)) for text in marked(texts))
    words = folded("\n".join(texts))
    return [other for text, other in plain if other != text], words if rest is None else _joined(rest, words)


def _joined(one: Folded, other: Folded) -> Folded:
    import numpy as np

    starts = np.concatenate([one.starts, other.starts + len(one.letters)])
    if one.weights is None and other.weights is None:
        return Folded(one.letters + other.letters, starts)
    weights = [
        np.full(len(some.starts), WORD) if some.weights is None else some.weights for some in (one, other)
    ]
    return Folded(one.letters + other.letters, starts, np.concatenate(weights))


def _rest(words: Folded) -> Folded:
    """Return the words with which no whole run begins any more."""
    first = len(_runs(words)[0])
    if first == len(words.starts):
        return Folded(b"", words.starts[:0])
    cut = int(words.starts[first])
    weights = None if words.weights is None else words.weights[first:]
    return Folded(words.letters[cut:], words.starts[first:] - cut, weights)


def _runs(words: Folded) -> tuple[Ints, Ints]:
    """Return where the runs begin and end, in bytes: one from each word on, as long as it needs to be."""
    import numpy as np

    bounds = np.append(words.starts, len(words.letters))
    if words.weights is None:
        return bounds[:-RUN][: max(0, len(words.starts) - RUN + 1)], bounds[RUN:]
    weighed = np.concatenate([[0], np.cumsum(words.weights)])
    last = np.searchsorted(weighed, weighed[:-1] + RUN * WORD)
    whole = last < len(weighed)
    return words.starts[whole], bounds[last[whole]]
