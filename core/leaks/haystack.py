"""What is searched: all readings of some files as one run of letters, and which piece each of them is in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from whetstone.core.leaks.contents import Contents, Piece
from whetstone.core.leaks.folding import RUN, WORD, folded

GRAM = 16
"""Bytes of a run that suffice to compare it without the spaces between its words."""

END = b"\x00"
"""Between two streams; no word has it."""


class Haystack:
    """Letters of pieces, folded.

    Attributes:
        letters: of all streams, with `END` between two; nothing between words.
        spaced: the same with a space before and after each word.
        pieces: in the order in which they stand in `letters`.
    """

    def __init__(self, contents: Contents) -> None:
        letters, spaced = bytearray(END), bytearray(END)
        self.pieces: list[Piece] = []
        self._begin: list[int] = []
        self._begin_spaced: list[int] = []
        self._word_starts: list[int] = []
        self._weights: list[int] = []
        for stream in contents.streams:
            spaced += b" "
            for piece in stream:
                found = folded(piece.text)
                if not found.letters:
                    continue
                self.pieces.append(piece)
                self._begin.append(len(letters))
                self._begin_spaced.append(len(spaced))
                words = found.words()
                self._word_starts += (found.starts + len(letters)).tolist()
                self._weights += [WORD] * len(words) if found.weights is None else found.weights.tolist()
                letters += found.letters
                spaced += b"".join(word + b" " for word in words)
            letters += END
            spaced += END
        self.letters, self.spaced = bytes(letters), bytes(spaced)
        self._word_starts.append(len(self.letters))

    @cached_property
    def short_runs(self) -> frozenset[bytes]:
        """Runs of words with fewer than `GRAM` bytes, with a space between two words."""
        found = set()
        starts, weights = self._word_starts, self._weights
        for first in range(len(weights)):
            last, weight = first, 0
            while last < len(weights) and weight < RUN * WORD and starts[last] < starts[first] + GRAM:
                weight += weights[last]
                last += 1
            if weight >= RUN * WORD:
                run = (self.letters[starts[at] : starts[at + 1]].rstrip(END) for at in range(first, last))
                found.add(b" ".join(run))
        return frozenset(found)

    def words_between(self, first: int, last: int) -> int:
        """Return how many words begin in a stretch of `letters`; of characters, as many as they weigh."""
        at, until = (bisect_right(self._word_starts, place - 1) for place in (first, last))
        return max(1, sum(self._weights[at:until]) // WORD)

    def begins(self, place: int) -> bool:
        """Return whether a word begins at this byte of `letters`, or the letters end there."""
        at = bisect_right(self._word_starts, place) - 1
        return (at >= 0 and self._word_starts[at] == place) or self.letters[place : place + 1] == END

    def words_of(self, first: int, last: int) -> list[bytes]:
        """Return the words of `letters` that have part in a stretch of it, whole."""
        at = max(0, bisect_right(self._word_starts, first) - 1)
        found = []
        while at < len(self._weights) and self._word_starts[at] < last:
            found.append(self.letters[self._word_starts[at] : self._word_starts[at + 1]].rstrip(END))
            at += 1
        return found

    def pieces_between(self, first: int, last: int) -> list[Piece]:
        """Return the pieces that have part in a stretch of `letters`."""
        at = max(0, bisect_right(self._begin, first) - 1)
        return self.pieces[at : max(at + 1, bisect_right(self._begin, last - 1))]

    def spans(self) -> Iterator[tuple[int, int]]:
        """Yield where in `letters` each piece begins and ends."""
        for first, last in pairwise([*self._begin, len(self.letters)]):
            yield first, first + len(self.letters[first:last].rstrip(END))

    def is_inside(self, stretches: Sequence[tuple[int, int]], piece: Piece, first: int, last: int) -> bool:
        """Return whether characters of `piece` (one of `pieces`) lie inside one of `stretches`."""
        at = self._begin[self._numbers[id(piece)]] + len(folded(piece.text[:first]).letters)
        end = at + len(folded(piece.text[first:last]).letters)
        return any(begin <= at and end <= until for begin, until in stretches)

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {id(piece): number for number, piece in enumerate(self.pieces)}

    def piece_at(self, place: int) -> Piece:
        """Return the piece in which this byte of `letters` stands."""
        return self.pieces[max(0, bisect_right(self._begin, place) - 1)]

    def piece_at_spaced(self, place: int) -> Piece:
        """Return the piece in which this byte of `spaced` stands."""
        return self.pieces[max(0, bisect_right(self._begin_spaced, place) - 1)]

    def place_of_spaced(self, place: int) -> int:
        """Return where the piece's word at this byte of `spaced` stands in `letters`."""
        at = max(0, bisect_right(self._begin_spaced, place) - 1)
        before = self.spaced[self._begin_spaced[at] : place]
        return self._begin[at] + len(before) - before.count(b" ")


def places(hay: bytes, needle: bytes, most: int = 1_000) -> Iterable[int]:
    """Yield where `needle` stands in `hay`, the first `most` times."""
    at = hay.find(needle)
    while at >= 0 and most:
        yield at
        most -= 1
        at = hay.find(needle, at + 1)
