"""How well sanitizing finds what is annotated, what it takes away beside it, and how quick it is.

    python -m benchmarks.sanitizer DATA... [--tier rules|strong] [--peer presidio] [--json] [--misses N]

Each file has lines `{"text": ..., "spans": [{"start": ..., "end": ..., "type": ...}]}`; with `conversation`
and `speaker` beside them, the texts of a conversation are one log, whose names are learned first. Types are
taken under the names of public sets (`benchmarks/sanitizer/kinds.py`). `python -m benchmarks.sanitizer.made
FOLDER` writes data of our own. Per type: precision, recall and F2 by characters, and recall of exact spans;
then texts in which a letter or digit of something annotated is left, characters that were removed and not
annotated, and times.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from benchmarks.sanitizer.rows import Row, read
from benchmarks.sanitizer.scores import Scores


class Finder(Protocol):
    """What is measured. `ready` is the seconds that it took to begin."""

    name: str
    ready: float

    def find(self, rows: Sequence[Row]) -> list[list[tuple[int, int, str]]]:
        """Return start, end and type of what is found in each row."""


class Ours:
    """Whetstone at one tier, in a home of its own."""

    def __init__(self, tier: str) -> None:
        from whetstone import Host

        self.name = f"whetstone, {tier}"
        self._tier = tier
        self._home = tempfile.TemporaryDirectory()
        self._host = Host(self._home.name)
        begun = time.perf_counter()
        self._open([]).scrub(["Write to ada@example.org."])
        self.ready = time.perf_counter() - begun

    def find(self, rows: Sequence[Row]) -> list[list[tuple[int, int, str]]]:
        """Return what is found, each conversation with names of its own."""
        logs: defaultdict[str | None, list[int]] = defaultdict(list)
        for number, row in enumerate(rows):
            logs[row.conversation].append(number)
        found: list[list[tuple[int, int, str]]] = [[] for _ in rows]
        for conversation, numbers in logs.items():
            known = [rows[number] for number in numbers] if conversation is not None else []
            done = self._open(known).scrub([rows[number].text for number in numbers])
            for number, one in zip(numbers, done, strict=True):
                found[number] = [(span.start, span.end, span.type) for span in one.found]
        return found

    def _open(self, rows: Iterable[Row]):  # type: ignore[no-untyped-def]
        from whetstone.core.sanitizing.names.known import KnownNames

        names = KnownNames()
        for row in rows:
            names.learn(row.speaker, row.text)
        return self._host.sanitizing.open(names, tier=self._tier)  # type: ignore[arg-type]


def measured(finder: Finder, rows: Sequence[Row]) -> Scores:
    """Return how `finder` does on `rows`."""
    begun = time.perf_counter()
    found = finder.find(rows)
    seconds = time.perf_counter() - begun
    scores = Scores(finder.name, finder.ready, len(rows) / max(seconds, 1e-9))
    for row, spans in zip(rows, found, strict=True):
        scores.add(row.text, row.spans, spans)
    return scores


def main(arguments: Sequence[str]) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.sanitizer", description=__doc__.split("\n")[0]
    )
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--tier", choices=("rules", "strong"), default="rules")
    parser.add_argument("--peer", choices=("presidio",))
    parser.add_argument("--limit", type=int, help="So many texts, evenly from the whole.")
    parser.add_argument("--json", action="store_true", dest="as_json")
    parser.add_argument(
        "--misses", type=int, default=0, help="Show so many misses and false alarms of each type."
    )
    chosen = parser.parse_args(arguments)
    rows = read(chosen.data)
    if chosen.limit and len(rows) > chosen.limit:
        rows = [rows[number * len(rows) // chosen.limit] for number in range(chosen.limit)]
    finders: list[Finder] = [Ours(chosen.tier)]
    if chosen.peer:
        from benchmarks.sanitizer.peers import Presidio

        finders.append(Presidio())
    results = [measured(finder, rows) for finder in finders]
    if chosen.as_json:
        print(json.dumps([scores.summary() for scores in results], indent=2))
    for scores in () if chosen.as_json else results:
        scores.show(chosen.misses)


if __name__ == "__main__":
    main(sys.argv[1:])
