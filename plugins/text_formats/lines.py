"""Paragraphs out of lines: which line ends are layout, and which are the text's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

_WORD = re.compile(r"[^\W\d_]{4,}(?:-[^\W\d_]{2,})*")
_CAPITAL = re.compile(r"[\"'“‘«„(\[—-]*\s*[A-ZÀ-ÞΑ-ΩА-Я]")
_ENDS = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
_LEADERS = re.compile(r"(?:\. ?){3,}\s*[\divxlc]+$|\s{3,}\d+$")
_BLANK = re.compile(r"\n[ \t]*\n")

LEAST_WIDTH = 45
"""Lines that are full at fewer characters are not those of running text."""

MOST_WORDS = 100_000
"""So many words of the sample are known when a divided word is put together."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a file are set.

    `width` is how long a full line is (0 where lines are whole paragraphs), `wrapped` whether most lines are
    full, so that their ends say nothing, `blank` whether empty lines divide paragraphs, `indented` whether a
    first line is set in, `words` are words of the file in small letters, by which divided ones are put
    together.
    """

    width: int = 0
    wrapped: bool = False
    blank: bool = True
    indented: bool = False
    words: frozenset[str] = field(default=frozenset(), repr=False)


def layout_of(sample: str) -> Layout:
    """Return the layout of a file from a sample of it."""
    lines = [line.rstrip() for line in sample.split("\n")]
    full = [line for line in lines if line]
    if not full:
        return Layout()
    words = frozenset(islice((word[0].lower() for word in _WORD.finditer(sample)), MOST_WORDS))
    lengths = sorted(map(len, full))
    blanks = sample.count("\n\n") + len(_BLANK.findall(sample[:100_000]))
    long = [length for length in lengths if length > 130]
    if len(long) > 0.1 * len(full) or sum(long) > 0.5 * sum(lengths):
        return Layout(blank=blanks > 0.15 * len(full), words=words)
    width = lengths[int(0.95 * (len(lengths) - 1))]
    blank = blanks > 0.02 * len(full)
    inner = [(line, below) for line, below in pairwise(lines) if line and below]
    solid = sum(len(line) + len(below.split(" ", 1)[0]) >= width - 8 for line, below in inner)
    inset = sum(
        line[0] in " \t\u3000" and before[:1] not in (" ", "\t", "\u3000")
        for before, line in pairwise(lines)
        if line
    )
    return Layout(
        width,
        width >= LEAST_WIDTH and solid > 0.5 * len(inner),
        blank,
        inset > 0.05 * len(full) and not blank,
        words,
    )


def joined(lines: Sequence[str], layout: Layout) -> str:
    """Return the lines of one paragraph as its text, with a line feed where a line is the text's own."""
    if len(lines) == 1:
        return " ".join(lines[0].split())
    if layout.wrapped and layout.width >= 60 and _is_solid(lines, layout):
        return " ".join(" ".join(lines).split())
    if not layout.wrapped or _is_verse(lines, layout) or any(map(_LEADERS.search, lines)):
        return "\n".join(" ".join(line.split()) for line in lines if line.strip())
    made = " ".join(lines[0].split())
    before = len(lines[0].rstrip())
    longest = max(len(line.rstrip()) for line in lines)
    reach = longest if 0.6 * layout.width <= longest < layout.width else layout.width
    for line in lines[1:]:
        words = " ".join(line.split())
        if not words:
            continue
        room = reach - before - 1 - len(words.split(" ", 1)[0])
        own_line = room > max(8, reach // 6)
        made = f"{made}\n{words}" if own_line else join_lines(made, words, layout.words)
        before = len(line.rstrip())
    return made


def join_lines(above: str, below: str, known: frozenset[str]) -> str:
    """Return two lines of a sentence in one, and a word that was divided between them whole."""
    if above.endswith("\xad"):
        return above[:-1] + below
    if not above.endswith("-") or above.endswith("--") or not below[:1].isalpha():
        return f"{above} {below}"
    start = re.search(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$", above)
    end = re.match(r"[^\W\d_]+", below)
    if start is None or end is None:
        return f"{above} {below}" if above.endswith(" -") else above + below
    if below[0].isupper():
        return above + below
    whole = f"{start[1]}{end[0]}".lower()
    divided = f"{start[1]}-{end[0]}".lower()
    if divided in known and whole not in known:
        return above + below
    parts_known = (
        start[1].lower() in known and end[0].lower() in known and len(start[1]) > 3 and len(end[0]) > 3
    )
    if whole in known or not parts_known:
        return above[:-1] + below
    return above + below


def _is_solid(lines: Sequence[str], layout: Layout) -> bool:
    """Return whether all lines but the last are full, without a word divided: prose without a doubt."""
    above = lines[:-1]
    if min(map(len, above)) < layout.width - 14 or any(line[-1] in "-\xad" for line in above):
        return False
    return sum(line[0].isupper() for line in lines) < 0.7 * len(lines) or len(lines) == 2


def _is_verse(lines: Sequence[str], layout: Layout) -> bool:
    """Return whether each line is one of its own: set in and ragged, or begun with capitals throughout."""
    body = lines[1:]
    capitals = sum(_CAPITAL.match(line.lstrip()) is not None for line in body)
    longest = max(len(line.rstrip()) for line in lines)
    if len(lines) >= 3 and capitals >= 0.8 * len(body) and longest < max(60, 0.95 * layout.width + 1):
        return True
    inset = sum(line[:2] in ("  ", "\t") or line[:1] == "\t" for line in lines)
    return inset == len(lines) and longest < 0.9 * layout.width and capitals >= 0.5 * len(body)


def ends_sentence(line: str) -> bool:
    """Return whether a line ends like a sentence."""
    return _ENDS.search(line.rstrip()) is not None


def often(items: Sequence[str], least: int) -> frozenset[str]:
    """Return what stands among `items` at least so often."""
    return frozenset(item for item, count in Counter(items).items() if count >= least)
