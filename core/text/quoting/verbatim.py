"""Whether a quotation stands word for word in the sources, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from whetstone.core.text.quoting.canonical import Aligned, canonical
from whetstone.core.text.words import is_unspaced

_EDGES = " '.,;:!?…—-。，；：！？、()[]"
_BRACKETED = re.compile(r"^['\s]*\[(\w)\](?=\w)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation stands: `text` counts the texts that were searched, from 0.

    `start` and `end` count characters of that text; `end` may lie in a later one, counted on from this
    text's beginning with one character between texts.
    """

    text: int
    start: int
    end: int


def find_all(quotes: Iterable[str], texts: Iterable[str]) -> dict[str, Place]:
    """Return the first place of each of `quotes` that stands in `texts`; the others are not in the result.

    A quotation stands there when its words do, from the beginning of a word to the end of one, whatever
    the white space, the style of quotation marks and dashes, hyphens inside words and at line ends, the
    case of its first letter, and the punctuation at its two ends. One that was shortened with an ellipsis
    does not stand there. Consecutive texts follow on another, so a quotation may begin in one and end in
    the next. The texts are read once and two are held at a time.
    """
    wanted = {quote: needle for quote in dict.fromkeys(quotes) if (needle := _needle(quote))}
    within = {quote: frozenset(needle.split(" ")[1:-1]) for quote, needle in wanted.items()}
    places: dict[str, Place] = {}
    tail = _Tail()
    longest = max(map(len, wanted.values()), default=0)
    for number, text in enumerate(texts):
        if not wanted:
            break
        joined = tail.before(number, text)
        here = canonical(joined)
        spoken = set(here.split(" "))
        likely = ((quote, needle) for quote, needle in wanted.items() if within[quote] <= spoken)
        found = {quote: at for quote, needle in likely if (at := _at(needle, here)) is not None}
        if found:
            aligned = Aligned(joined)
            for quote, at in found.items():
                last = aligned.origin(at + len(wanted.pop(quote)) - 1) + 1
                places[quote] = tail.place(aligned.origin(at), last)
        tail.keep(number, text, 2 * longest + 64)
    return places


class Verbatim:
    """Texts in which quotations are looked up again and again; all of them are held in memory.

    `find_all` is for texts that are too large for that.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)
        self._canonical = [canonical(text) for text in self._texts]

    def find(self, quote: str) -> Place | None:
        """Return where `quote` stands inside one of the texts, as `find_all` understands it, else `None`."""
        needle = _needle(quote)
        if not needle:
            return None
        for number, text in enumerate(self._canonical):
            if (at := _at(needle, text)) is not None:
                aligned = Aligned(self._texts[number])
                return Place(number, aligned.origin(at), aligned.origin(at + len(needle) - 1) + 1)
        return None


def invented(quotes: Sequence[str], texts: Iterable[str]) -> list[str]:
    """Return those of `quotes` that do not stand in `texts`, in their order."""
    found = find_all(quotes, texts)
    return [quote for quote in quotes if quote not in found]


class _Tail:
    """The end of the texts before this one, in front of it."""

    def __init__(self) -> None:
        self._text = ""
        self._pieces: list[tuple[int, int]] = []  # where texts begin in `joined`, and their numbers

    def before(self, number: int, text: str) -> str:
        joined = f"{self._text}\n{text}" if self._pieces else text
        self._pieces.append((len(joined) - len(text), number))
        return joined

    def place(self, start: int, end: int) -> Place:
        begins, number = next(piece for piece in reversed(self._pieces) if piece[0] <= start)
        return Place(number, start - begins, end - begins)

    def keep(self, number: int, text: str, size: int) -> None:
        joined = f"{self._text}\n{text}" if len(self._pieces) > 1 else text
        cut = max(0, len(joined) - size)
        self._text = joined[cut:]
        self._pieces = [(begins - cut, number) for begins, number in self._pieces if begins >= 0]
        while len(self._pieces) > 1 and self._pieces[1][0] <= 0:
            del self._pieces[0]


def _needle(quote: str) -> str:
    return _BRACKETED.sub(r"\1", canonical(quote)).strip(_EDGES)


def _at(needle: str, text: str) -> int | None:
    """Return where `needle` begins in `text`, as whole words, in whichever case its first letter is."""
    return min(
        (
            at
            for first in dict.fromkeys((needle[0].lower(), needle[0].upper()))
            for at in _first(first + needle[1:], text)
        ),
        default=None,
    )


def _first(needle: str, text: str) -> Iterator[int]:
    at = text.find(needle)
    while at >= 0:
        if _is_edge(text, at) and _is_edge(text, at + len(needle)):
            yield at
            return
        at = text.find(needle, at + 1)


def _is_edge(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return True
    before, after = text[at - 1], text[at]
    return not (before.isalnum() and after.isalnum()) or is_unspaced(before) or is_unspaced(after)
