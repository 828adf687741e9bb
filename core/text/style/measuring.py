"""Counting the style of some texts, which is a pure function and runs in any process."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from whetstone.core.text.counts import Counts, Tally
from whetstone.core.text.passages import Span, paragraphs
from whetstone.core.text.style import tokens
from whetstone.core.text.style.phrases import count_phrases, count_set_off
from whetstone.core.text.style.spacing import spaced
from whetstone.core.text.style.tokens import KINDS, table

Ints = Any  # a numpy array of whole numbers; numpy is imported where it is used

LONGEST = 400
"""Longer sentences, paragraphs and words are counted as this long."""

LONGEST_LABEL = 40
"""A line that names a speaker is shorter than this, and made of words with capitals."""

WINDOW = 100
"""Words in a window of the moving-average type-token ratio (Covington and McFall, 2010)."""

_NAMED = re.compile(r"(?:@\S+|[^\s:]{2,30}:)\s+(?=\S)")

_table = table()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text to be counted.

    `part` is where its words are counted. `wanted` are the stretches of it that count, in order and apart, or
    `None` for all: a sentence and a paragraph count where they end. `sampled` says whether its phrases, what
    commas set off, and the variety of its words are counted too.
    """

    text: str
    part: int
    wanted: tuple[Span, ...] | None = None
    sampled: bool = True


class Stream(NamedTuple):
    """The pieces of some sheets one after the other, as arrays of one value a piece."""

    row: Ints
    word: Ints
    flags: Ints
    paragraph: Ints
    part: Ints
    wanted: Ints
    sampled: Ints


def measure_sheets(sheets: Sequence[Sheet]) -> Counts:
    """Return what is counted in `sheets`."""
    global _table
    _table = table()
    counts = Counts()
    stream = _read(sheets, counts)
    if len(stream.row):
        _count_words(stream, counts)
    if counts.numbers["words"] or stream.word.any():
        ends = _sentence_ends(stream)
        starts = _count_sentences(stream, ends, counts)
        _count_paragraphs(stream, ends, counts)
        _count_capitals(stream, starts, counts)
        counts.tallies["set_off"] = Tally(seen=count_set_off(_table, stream))
        count_phrases(_table, stream, counts)
    return counts


def _read(sheets: Sequence[Sheet], counts: Counts) -> Stream:
    import numpy as np

    rows: list[int] = []
    lengths, labels = [], []
    paragraph = 0
    for sheet in sheets:
        for number, start, end, wanted, labelled in _pieces(sheet):
            text, links = spaced(sheet.text[start:end])
            found = _table.rows(text)
            rows += found
            lengths.append(len(found))
            labels.append((paragraph + number, sheet.part, wanted, sheet.sampled))
            if wanted:
                counts.numbers["characters"] += end - start
                counts.numbers["links"] += links
                counts.numbers["labels"] += labelled
        paragraph = labels[-1][0] + 1 if labels else 0
    row = np.array(rows, np.int64)
    words, flags, *_ = _table.arrays()
    told = np.array(labels, np.int64).reshape(-1, 4)
    each = np.repeat(told, lengths, axis=0) if labels else told
    in_paragraph, part, is_wanted, sampled = each.T
    return Stream(row, words[row], flags[row], in_paragraph, part, is_wanted > 0, sampled > 0)


def _pieces(sheet: Sheet) -> Iterator[tuple[int, int, int, bool, bool]]:
    """Yield the paragraphs with their numbers, cut where what is wanted begins or ends.

    A name before it is left out: in a line of its own, or with a colon, or a sign of address. Told are the
    number, start and end, whether it is wanted, and whether a name stood before it.
    """
    bounds = [at for span in sheet.wanted or () for at in span]
    for number, (first, end) in enumerate(paragraphs(sheet.text)):
        start = first + _label(sheet.text, first, end)
        if sheet.wanted is None:
            yield number, start, end, True, start > first
            continue
        cuts = bounds[bisect_right(bounds, start) : bisect_left(bounds, end)]
        for at, to in pairwise([start, *cuts, end]):
            yield number, at, to, bisect_right(bounds, at) % 2 == 1, at == start > first


def _label(text: str, start: int, end: int) -> int:
    """Return the length of what names a speaker or a listener before a paragraph, 0 where nothing does."""
    named = _NAMED.match(text, start, end)
    if named:
        return named.end() - start
    line = text[start : min(end, start + LONGEST_LABEL)]
    first = line.find("\n") + 1
    return first if first and line[: first - 1].replace(" ", "").isalpha() and line[:first].istitle() else 0


def _count_words(stream: Stream, counts: Counts) -> None:
    import numpy as np

    *_, kinds, _, lengths = _table.arrays()
    marks = np.bincount(stream.row[stream.wanted], minlength=len(kinds)) @ kinds.astype(np.int64)
    counts.marks = +Counter(dict(zip(KINDS, map(int, marks), strict=True)))
    real = stream.wanted & (stream.word > 0)
    words, part = stream.word[real], stream.part[real]
    counts.numbers["words"] = len(words)
    counts.numbers["letters"] = int(lengths[words].sum())
    counts.numbers["words_in_capitals"] = int((stream.flags[real] & tokens.SHOUTED > 0).sum())
    counts.lengths["words"] = _histogram(lengths[words])
    for number in np.unique(part):
        counts.parts[number].add(_tally(words[part == number]))
    new, windows = first_in_windows(words[stream.sampled[real]])
    counts.numbers["new_in_windows"] = new
    counts.numbers["words_in_windows"] = windows * WINDOW
    found: Counter[str] = Counter()
    for row, times in zip(*np.unique(stream.row[stream.wanted], return_counts=True), strict=True):
        if row in _table.emoji:
            found[_table.emoji[row]] += int(times)
    counts.tallies["emoji"] = Tally(seen=found)


def first_in_windows(words: Ints) -> tuple[int, int]:
    """Return how many words are the first of their kind in a window, over all windows, and their number.

    Divided by the windows' size, their ratio is the moving-average type-token ratio.
    """
    import numpy as np

    count = len(words)
    windows = count - WINDOW + 1
    if windows < 1:
        return 0, 0
    order = np.argsort(words, kind="stable")
    before = np.full(count, -1, np.int64)
    same = words[order][1:] == words[order][:-1]
    before[order[1:][same]] = order[:-1][same]
    place = np.arange(count)
    lowest = np.maximum(np.maximum(place - WINDOW + 1, before + 1), 0)
    highest = np.minimum(place, windows - 1)
    return int(np.maximum(highest - lowest + 1, 0).sum()), windows


def _sentence_ends(stream: Stream) -> Ints:
    """Return the places of the pieces that end a sentence.

    A sentence ends at its mark where no small letter follows; a paragraph that begins with a small letter is
    by someone who does not write capitals, so there a small letter is no sign. It ends with its paragraph.
    """
    import numpy as np

    *_, ends, _, _, _ = _table.arrays()
    end = ends[stream.row]
    last = np.append(stream.paragraph[1:] != stream.paragraph[:-1], True)
    first = np.append(True, last[:-1])
    small = stream.flags & tokens.SMALL > 0
    casual = small[np.flatnonzero(first)][np.cumsum(first) - 1]
    quoted = stream.flags & tokens.CLOSED > 0
    followed = np.append(small[1:], False) & ~(casual & ~quoted)
    abbreviated = (end == tokens.STOP) & (stream.flags & tokens.ABBREVIATION > 0)
    found = np.flatnonzero(last | ((end > 0) & ~followed & ~abbreviated))
    so_far = np.cumsum(stream.word > 0)[found]
    return found[np.diff(so_far, prepend=0) > 0]


def _count_sentences(stream: Stream, ends: Ints, counts: Counts) -> Ints:
    """Count the sentences, and return the places of their first words."""
    import numpy as np

    *_, marks, _, _, _ = _table.arrays()
    real = np.flatnonzero(stream.word > 0)
    so_far = np.cumsum(stream.word > 0)[ends]
    began = np.append(0, so_far[:-1])
    starts = real[began]
    kept = stream.wanted[ends]
    length, first = (so_far - began)[kept], stream.word[starts][kept]
    kind = _last_mark(stream, marks, ends)[kept]
    counts.numbers["sentences"] = len(first)
    counts.numbers["sentences_in_sample"] = int((kept & stream.sampled[ends]).sum())
    counts.numbers["questions"] = int((kind == tokens.QUESTION).sum())
    counts.numbers["exclamations"] = int((kind == tokens.EXCLAMATION).sum())
    counts.lengths["sentences"] = _histogram(length)
    counts.tallies["openers"] = Tally(seen=_tally(first))
    counts.tallies["question_openers"] = Tally(seen=_tally(first[kind == tokens.QUESTION]))
    second = stream.word[real[np.minimum(began + 1, len(real) - 1)]][kept]
    pairs = (first * len(_table.words) + second)[length > 1]
    found, times = np.unique(pairs, return_counts=True)
    counts.tallies["openers_2"] = Tally(
        seen=Counter(
            {
                f"{_table.words[pair // len(_table.words)]} {_table.words[pair % len(_table.words)]}": int(n)
                for pair, n in zip(found.tolist(), times, strict=True)
            }
        )
    )
    return starts


def _last_mark(stream: Stream, marks: Ints, ends: Ints) -> Ints:
    """Return the end mark of each sentence; one that stands apart from its word (`quoi ?`) counts too."""
    import numpy as np

    kind = marks[stream.row[ends]]
    after = np.minimum(ends + 1, len(stream.row) - 1)
    apart = (kind == 0) & (stream.word[after] == 0) & (stream.paragraph[after] == stream.paragraph[ends])
    return np.where(apart, marks[stream.row[after]], kind)


def _count_paragraphs(stream: Stream, sentence_ends: Ints, counts: Counts) -> None:
    import numpy as np

    *_, marks, _, _, _ = _table.arrays()
    last = np.flatnonzero(np.append(stream.paragraph[1:] != stream.paragraph[:-1], True))
    first = np.append(0, last[:-1] + 1)
    so_far = np.cumsum(stream.word > 0)[last]
    length = np.diff(so_far, prepend=0)
    kept = stream.wanted[last] & (length > 0)
    counts.numbers["paragraphs"] = int(kept.sum())
    counts.numbers["paragraphs_begin_small"] = int((stream.flags[first][kept] & tokens.SMALL > 0).sum())
    counts.numbers["paragraphs_without_end_mark"] = int((marks[stream.row[last]][kept] == 0).sum())
    counts.lengths["paragraphs"] = _histogram(length[kept])


def _count_capitals(stream: Stream, starts: Ints, counts: Counts) -> None:
    """Count what has a capital where no sentence begins, and how the English "I" is written."""
    import numpy as np

    inside = np.ones(len(stream.row), bool)
    inside[starts] = False
    capital = stream.flags & tokens.CAPITAL > 0
    quoted = stream.flags & tokens.OPENS > 0
    named = stream.wanted & inside & capital & ~quoted & (stream.word > 0)
    counts.tallies["capitalised"] = Tally(seen=_tally(stream.word[named]))
    own = stream.wanted & (stream.word == _table.number_of("i"))
    counts.numbers["i_small"] = int((own & ~capital).sum())
    counts.numbers["i_capital"] = int((own & capital).sum())


def _tally(words: Ints) -> Counter[str]:
    import numpy as np

    times = np.bincount(words)
    found = np.flatnonzero(times)
    return Counter(
        dict(zip((_table.words[word] for word in found.tolist()), times[found].tolist(), strict=True))
    )


def _histogram(lengths: Ints) -> Counter[int]:
    import numpy as np

    times = np.bincount(np.minimum(lengths, LONGEST)) if len(lengths) else np.array([], int)
    return Counter({int(length): int(times[length]) for length in np.flatnonzero(times)})
