"""What changed between two texts, sentence by sentence, and within a sentence word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from whetstone.core.text.choosing.trimming import trimmed
from whetstone.core.text.passages import paragraphs, sentences
from whetstone.core.text.quoting.alignment import Effort, equal_blocks, gaps, price

ALIKE = 0.5
"""Two sentences are one that was changed when this much of their words is the same; else they are two."""

_PAIRS = 400
"""In a longer stretch (sentences before times sentences after), sentences are paired in order."""

_PAIRING = 1_000
_PARAGRAPH = 200
_WINDOW = 8_192
"""Prices in steps: of looking at two sentences, of a paragraph; and what is split at once, in characters."""

_ENDS = ".!?…。．！？｡؟۔।॥።"
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff"
_WORDS = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a changed sentence: in both, or only before (`removed`), or only after (`added`)."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence that was added, removed, or changed; `pieces`, in single spaces, then tell where."""

    change: Literal["added", "removed", "changed"]
    before: str | None
    after: str | None
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The changes of a text, in order. A difference in white space alone is none.

    Stretches that were too long to be compared by sentence are counted in lines: `lines_removed` and
    `lines_added` are those that stand on one side only.
    """

    sentences: tuple[SentenceChange, ...] = ()
    lines_removed: int = 0
    lines_added: int = 0


def rewriting(before: str, after: str, effort: Effort) -> Rewriting:
    """Return how `before` became `after`.

    Paragraphs are compared first, then the sentences of those that differ. Where `effort` runs out in the
    middle, a sentence that only moved may be told as removed and added.
    """
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[SentenceChange] = []
    removed = added = 0
    for here, there in gaps(equal_blocks([_plain(p) for p in old], [_plain(p) for p in new], effort)):
        left, right = trimmed(old[here], new[there])
        if effort.spend(sum(map(_price_of_splitting, (*left, *right)))):
            found += _changed_sentences(_sentences(left), _sentences(right), effort)
        else:
            gone, come = _lines(left), _lines(right)
            removed += (gone - come).total()
            added += (come - gone).total()
    return Rewriting(tuple(found), removed, added)


def changed_words(before: str, after: str, effort: Effort) -> tuple[Piece, ...]:
    """Return `before` and `after` laid over each other, word by word."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    a = b = 0
    for i, j, size in equal_blocks(old, new, effort):
        pieces += _piece("removed", old[a:i]) + _piece("added", new[b:j]) + _piece("same", old[i : i + size])
        a, b = i + size, j + size
    return tuple(pieces)


def _piece(kind: Literal["same", "removed", "added"], words: Sequence[str]) -> list[Piece]:
    return [Piece(kind, "".join(words))] if words else []


def _changed_sentences(old: list[str], new: list[str], effort: Effort) -> list[SentenceChange]:
    found: list[SentenceChange] = []
    for here, there in gaps(equal_blocks([_plain(s) for s in old], [_plain(s) for s in new], effort)):
        left, right = old[here], new[there]
        a = b = 0
        for i, j in [*_pairs(left, right, effort), (len(left), len(right))]:
            found += [SentenceChange("removed", sentence, None) for sentence in left[a:i]]
            found += [SentenceChange("added", None, sentence) for sentence in right[b:j]]
            if i < len(left) and j < len(right):
                pieces = changed_words(_plain(left[i]), _plain(right[j]), effort)
                found.append(SentenceChange("changed", left[i], right[j], pieces))
            a, b = i + 1, j + 1
    return found


def _pairs(left: Sequence[str], right: Sequence[str], effort: Effort) -> list[tuple[int, int]]:
    """Return which sentences are alike, in order, such that they are as alike as possible altogether."""
    rows, columns = len(left), len(right)
    if rows * columns > _PAIRS:
        return [(n, n) for n in range(min(rows, columns)) if _likeness(left[n], right[n], effort)]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    alike = [[_likeness(one, other, effort) for other in right] for one in left]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            paired = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    found = []
    i = j = 0
    while i < rows and j < columns:
        if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _likeness(one: str, other: str, effort: Effort) -> float:
    """Return from 0 to 1 how much of two sentences' words is the same; 0 where that is less than `ALIKE`."""
    if not effort.spend(_PAIRING):
        return 0.0
    left, right = (_WORDS.findall(_plain(sentence).casefold()) for sentence in (one, other))
    left, right = ([word for word in words if not word.isspace()] for words in (left, right))
    if not effort.spend(price(left, right)):
        return 0.0
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    alike = matcher.ratio()
    return alike if alike >= ALIKE else 0.0


def _price_of_splitting(paragraph: str) -> int:
    """Return the price of finding the sentences: within a window, each end is held against all others."""
    ends = sum(map(paragraph.count, _ENDS))
    together = ends * min(_WINDOW, len(paragraph)) // len(paragraph)
    return _PARAGRAPH + len(paragraph) + ends * together // 6


def _paragraphs(text: str) -> list[str]:
    return [text[start:end] for start, end in paragraphs(text)]


def _sentences(some: Sequence[str]) -> list[str]:
    found = []
    for paragraph in some:
        pieces = (paragraph[start:end].strip() for start, end in sentences(paragraph, (0, len(paragraph))))
        found += [piece for piece in pieces if piece]
    return found


def _lines(some: Sequence[str]) -> Counter[str]:
    return Counter(_plain(line) for paragraph in some for line in paragraph.splitlines())


def _plain(text: str) -> str:
    return " ".join(text.split())
