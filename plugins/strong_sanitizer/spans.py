"""From words and what the model thinks of them to spans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from whetstone.core.values.sanitizing import Span
from whetstone.plugins.strong_sanitizer.completing import completed
from whetstone.plugins.strong_sanitizer.countries import countries_in
from whetstone.plugins.strong_sanitizer.doubting import is_none
from whetstone.plugins.strong_sanitizer.labels import KINDS, NUMBERS
from whetstone.plugins.strong_sanitizer.words import Dress, Word, readable, words_of

if TYPE_CHECKING:
    from whetstone.plugins.strong_sanitizer.model import Read

AGAIN = 0.5
"""A name of which the model is this sure goes wherever else it stands in the text."""

_NAME = re.compile(r"[ \u00a0]?|['’-]")
_INITIAL = re.compile(r"(?<!\w)\w\.[ \u00a0]?")
_NUMBER = re.compile(r"[\s().+/-]{0,3}")
_OTHER = re.compile(r"[ \t\u00a0]{0,2}|[,.'’/-][ \u00a0]?|,? ?\n ?,? ?")
_PERSON = next(place for place, kind in enumerate(KINDS) if kind.type == "PERSON")


def spans_in(text: str, read: Read) -> list[Span]:
    """Return the spans of `text`, sorted and without overlaps.

    A word is as probable as its likeliest token, and goes as a whole: where it reaches its kind's `alone`,
    or `beside` next to a word that goes, or where it is a name of which the model is sure elsewhere in the
    text. Words of one kind with nothing but a blank or such between them are one span; "Apt." and a house
    number go with the street after them. Countries are known by name.
    """
    text = readable(text)
    words = list(words_of(text, read))
    spans: list[Span] = []
    for word, kind in zip(words, _chosen(text, words), strict=True):
        if kind >= 0 and (KINDS[kind].type not in NUMBERS or _has_digit(text[word.start : word.end])):
            score = min(KINDS[kind].most, max(float(word.row[kind]), 0.01))
            type = "HANDLE" if text[word.start - 1 : word.start] == "@" else KINDS[kind].type
            spans.append(Span(word.start, word.end, type, score))
    whole = list(completed(text, _joined(text, spans)))
    everything = sorted((*whole, *countries_in(text, whole)), key=lambda span: span.start)
    return [span for span in _joined(text, everything) if not is_none(text, span)]


def _chosen(text: str, words: Sequence[Word]) -> list[int]:
    """Return for each word the kind it is taken for, or -1."""
    chosen = [_best(word) for word in words]
    sure = {
        _folded(text, word)
        for word, kind in zip(words, chosen, strict=True)
        if kind == _PERSON and word.row[kind] >= AGAIN and word.dress != Dress.SMALL
    }
    for place, word in enumerate(words):
        if chosen[place] < 0 and word.end - word.start > 2 and _folded(text, word) in sure:
            chosen[place] = _PERSON
    places = range(len(words))
    for here, near in (
        *zip(places[1:], places, strict=False),
        *zip(places[-2::-1], places[::-1], strict=False),
    ):
        kind = chosen[near]
        if kind >= 0 > chosen[here] and words[here].row[kind] >= KINDS[kind].beside[words[here].dress]:
            left, right = words[min(here, near)], words[max(here, near)]
            if _touching(text, left.end, right.start, KINDS[kind].type):
                chosen[here] = kind
    return chosen


def _best(word: Word) -> int:
    reached = [kind for kind, each in enumerate(KINDS) if word.row[kind] >= each.alone[word.dress]]
    return max(reached, key=lambda kind: (float(word.row[kind]), -kind)) if reached else -1


def _folded(text: str, word: Word) -> str:
    return text[word.start : word.end].casefold()


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return `spans`, sorted as they are, with those made one that belong together."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        numbers = last is not None and last.type in NUMBERS and span.type in NUMBERS
        if last and (numbers or last.type == span.type) and _touching(text, last.end, span.start, span.type):
            joined[-1] = Span(last.start, span.end, last.type, max(last.score, span.score))
        else:
            joined.append(span)
    return joined


def _touching(text: str, end: int, start: int, type: str) -> bool:
    """Return whether what stands between `end` and `start` holds two words of `type` together."""
    if type == "PERSON" and _INITIAL.fullmatch(text, max(0, end - 1), start):
        return True
    return bool(
        (_NAME if type == "PERSON" else _NUMBER if type in NUMBERS else _OTHER).fullmatch(text, end, start)
    )


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))
