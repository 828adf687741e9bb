"""Collects what was found, and tells where without telling what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from whetstone.core.leaks.contents import Piece
from whetstone.core.leaks.report import Kind, LeakFinding

_ORDER: tuple[Kind, ...] = ("canary", "removed", "copied", "found again")


class Findings:
    """Findings by kind, type and place; one that several readings of a place show counts once.

    A key of JSON or a name of a file in which something was found is told by its number, here and wherever
    it leads to a place.
    """

    def __init__(self, files: Iterable[str]) -> None:
        self._files = {name: number for number, name in enumerate(sorted(files), 1)}
        self._found: defaultdict[tuple[Kind, str, Piece], int] = defaultdict(int)
        self._words: defaultdict[tuple[Kind, str, Piece], int] = defaultdict(int)
        self._hidden_keys: dict[tuple[str, tuple[str | int, ...]], None] = {}
        self._hidden_names: set[str] = set()

    def add(self, kind: Kind, pieces: Sequence[Piece], *, type: str = "", words: int = 0) -> None:
        """Note something that begins in the first of `pieces` and goes on in the others."""
        key = (kind, type, pieces[0])
        self._found[key] += 1
        self._words[key] = max(words, self._words[key])
        for piece in pieces:
            if piece.reading == "key":
                self._hidden_keys.setdefault((piece.file, piece.path))
            elif piece.reading == "name":
                self._hidden_names.add(piece.file)

    def told(self, hidden_by: Findings | None = None) -> tuple[LeakFinding, ...]:
        """Return the findings, the worst first; names that `hidden_by` does not tell are not told either."""
        if hidden_by is not None:
            self._hidden_keys = hidden_by._hidden_keys | self._hidden_keys
            self._hidden_names |= hidden_by._hidden_names
        seen = {(kind, type, p.file) for kind, type, p in self._found if p.reading != "raw"}
        merged: dict[tuple[Kind, str, str, str], tuple[int, int]] = {}
        for (kind, type, piece), count in self._found.items():
            if piece.reading == "raw" and (kind, type, piece.file) in seen:
                continue
            key = (kind, type, self.name_of(piece.file), self._place(piece))
            words, most = merged.get(key, (0, 0))
            merged[key] = (max(words, self._words[kind, type, piece]), max(most, count))
        found = [
            LeakFinding(kind, file, place, type, words, count)
            for (kind, type, file, place), (words, count) in merged.items()
        ]
        return tuple(
            sorted(found, key=lambda one: (_ORDER.index(one.kind), one.file, _natural(one.place), one.type))
        )

    def name_of(self, file: str) -> str:
        """Return the name of `file`, or its number where the name itself must not be told."""
        if file not in self._hidden_names:
            return file
        folder = f"{file.split('/')[0]}/" if "/" in file else ""
        return f"{folder}(file {self._files[file]})"

    def _place(self, piece: Piece) -> str:
        if piece.reading == "name":
            return "its name"
        path = piece.path
        if not path:
            place = "the whole of it"
        elif len(path) == 1 and isinstance(path[0], int):
            place = f"line {path[0]}"
        else:
            place = self._in_json(piece.file, path)
            place = f"the key {place}" if piece.reading == "key" else place
        return f"{place} (encoded)" if piece.reading == "decoded" else place

    def _in_json(self, file: str, path: tuple[str | int, ...]) -> str:
        told = ""
        for depth, step in enumerate(path, 1):
            if isinstance(step, int):
                told += f"[{step}]"
            elif (file, path[:depth]) in self._hidden_keys:
                told += f".(key {list(self._hidden_keys).index((file, path[:depth])) + 1})"
            else:
                told += f".{step}"
        return told.removeprefix(".")


def _natural(place: str) -> list[tuple[int, str]]:
    return [(int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", place)]
