"""From words and what the model thinks of them to spans."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from whetstone.core.values.sanitizing import Span
from whetstone.plugins.strong_sanitizer.completing import completed
from whetstone.plugins.strong_sanitizer.countries import countries_in
from whetstone.plugins.strong_sanitizer.labels import KINDS, NUMBERS
from whetstone.plugins.strong_sanitizer.words import Dress, Word, readable, words_of

if TYPE_CHECKING:
    from whetstone.plugins.strong_sanitizer.model import Read

AGAIN = 0.5
"""A name of which the model is this sure goes wherever else it stands in the text."""

_BETWEEN = re.compile(r"[ \t\u00a0]{1,2}|[,.'’/-][ \u00a0]?|,? ?\n ?,? ?")
_NAME = re.compile(r"[ \u00a0]|\.[ \u00a0]|['’-]")
_NUMBER = re.compile(r"[\s().+/-]{1,3}")
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
    chosen = _chosen(text, words)
    spans: list[Span] = []
    for word, kind in zip(words, chosen, strict=True):
        if kind >= 0 and (KINDS[kind].type not in NUMBERS or _has_digit(text[word.start : word.end])):
            score = min(KINDS[kind].most, max(float(word.row[kind]), 0.01))
            type = "HANDLE" if text[word.start - 1 : word.start] == "@" else KINDS[kind].type
            _add(text, spans, Span(word.start, word.end, type, score))
    whole: list[Span] = []
    for span in sorted((*completed(text, spans), *countries_in(text, spans)), key=lambda span: span.start):
        _add(text, whole, span)
    return [span for span in whole if span.type != "ADDRESS" or _says_where(text[span.start : span.end])]


def _chosen(text: str, words: list[Word]) -> list[int]:
    """Return for each word the kind it is taken for, or -1."""
    chosen = [_best(word) for word in words]
    sure = {
        text[word.start : word.end].casefold()
        for word, kind in zip(words, chosen, strict=True)
        if kind == _PERSON
        and word.row[kind] >= AGAIN
        and word.dress != Dress.SMALL
        and word.end - word.start > 2
    }
    for place, word in enumerate(words):
        if chosen[place] < 0 and text[word.start : word.end].casefold() in sure:
            chosen[place] = _PERSON
    for step in (1, -1):
        for place in range(len(words))[::step]:
            near = place - step
            if chosen[place] < 0 and 0 <= near < len(words) and chosen[near] >= 0:
                left, right = sorted((near, place))
                kind, between = chosen[near], text[words[left].end : words[right].start]
                if _enough(words[place], kind) and (_NAME if kind == _PERSON else _BETWEEN).fullmatch(
                    between
                ):
                    chosen[place] = kind
    return chosen


def _best(word: Word) -> int:
    reached = [kind for kind, each in enumerate(KINDS) if word.row[kind] >= each.alone[word.dress]]
    return max(reached, key=lambda kind: (float(word.row[kind]), -kind)) if reached else -1


def _enough(word: Word, kind: int) -> bool:
    return bool(word.row[kind] >= KINDS[kind].beside[word.dress])


def _add(text: str, spans: list[Span], span: Span) -> None:
    """Add `span` after the last of `spans`, as a part of it where the two belong together."""
    last = spans[-1] if spans else None
    type = "" if last is None else _joined(last, span.type, text[last.end : span.start])
    if last is not None and type:
        spans[-1] = Span(last.start, max(last.end, span.end), type, max(last.score, span.score))
    else:
        spans.append(span)


def _joined(last: Span, type: str, between: str) -> str:
    """Return the type of one span made of `last` and what follows it after `between`; empty to keep both."""
    if last.type in NUMBERS and type in NUMBERS and _NUMBER.fullmatch(between):
        return last.type
    if last.type != type:
        return ""
    return type if (_NAME if type == "PERSON" else _BETWEEN).fullmatch(between) else ""


def _says_where(address: str) -> bool:
    """Tell a house number alone, which may be any number, from an address."""
    return len(address) > 4 or any(map(str.isalpha, address))


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))
