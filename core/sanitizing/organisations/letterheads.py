"""Organisations by where they stand: between a name and an address, or right before a house number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.sanitizing.organisations.capital_runs import is_public, is_telling, named_after
from whetstone.core.sanitizing.organisations.words import JOB_TITLES, STOPPERS

SCORE = 0.7

_HOUSED = re.compile(r"(?<!\w)(?:at|bei|chez)(?: the)? (?=[^\W\d_a-z])")
_HOUSE = re.compile(r", ?(?:\d{1,6}[a-z]?,? ){1,3}[^\W\d_]")
_MARKS = " \t}{*|>-–—•,"
_WORD = re.compile(r"[^\W_](?:[\w.'’&/-]*[^\W_])?\.?")
_NUMBER = re.compile(r"\d")


def letterheads(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield the start, end and score of them."""
    for match in _HOUSED.finditer(text):
        end = named_after(text, match.end())
        if end > match.end() and _HOUSE.match(text, end):
            yield match.end(), end, SCORE
    if text.count("\n") >= 2:
        yield from _between(text)


def _between(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield a line of some words below the line of a name and above one with a number or that name again."""
    place = 0
    lines: list[tuple[int, str]] = []
    for line in text.split("\n"):
        bare = line.strip(_MARKS)
        lines.append((place + line.find(bare), bare))
        place += len(line) + 1
    lines = [line for line in lines if line[1]]
    for at, (start, line) in enumerate(lines[1:-1], 1):
        above, below = lines[at - 1][1], lines[at + 1][1]
        named = _is_name(above) or (at > 1 and _is_name(lines[at - 2][1]) and not _NUMBER.search(above))
        again = line in (above, lines[at - 2][1] if at > 1 else above)
        if named and not again and _is_firm(line) and (below == above or _is_address(below)):
            yield start, start + len(line), SCORE


def _is_name(line: str) -> bool:
    said = line.split()
    return (
        2 <= len(said) <= 4
        and all(_WORD.fullmatch(word) and not _NUMBER.search(word) for word in said)
        and (line.islower() or all(word[0].isupper() or len(word) < 4 for word in said))
    )


def _is_firm(line: str) -> bool:
    said = line.lower().split()
    if (
        not 1 <= len(said) <= 7
        or len(line) < 4
        or line[-1] in ":!?;"
        or not line[0].isalnum()
        or _NUMBER.match(line)
    ):
        return False
    known = any(word.strip(".,") in JOB_TITLES or word in STOPPERS for word in said)
    return not known and is_telling(said) and not is_public(said)


def _is_address(line: str) -> bool:
    return _NUMBER.match(line) is not None or line.lower().startswith(("po box", "p.o.", "unit ", "suite "))
