"""The plainest reading of which messages of a log are the user's turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Told = dict[str, Any]


def turns_of(records: Sequence[Told], own: Callable[[str], str]) -> list[str]:
    """The ids of the turns, in the order of the log; `own` gives the user's own words of a message."""
    found: list[tuple[int, str]] = []
    for conversation in {r["conversation"] for r in records}:
        inside = [(n, r) for n, r in enumerate(records) if r["conversation"] == conversation]
        found += _turns_in(inside, own)
    return [id for _, id in sorted(found)]


def _turns_in(records: list[tuple[int, Told]], own: Callable[[str], str]) -> list[tuple[int, str]]:
    turns = [(n, r) for n, r in records if r["kind"] == "turn"]
    said: dict[str, tuple[int, Told]] = {}
    for n, r in turns:
        if r["text"].strip():
            said.setdefault(r["id"], (n, r))
    parents = {r["id"]: r["parent_id"] for _, r in turns} | {i: r["parent_id"] for i, (_, r) in said.items()}
    theirs = {i for i, (_, r) in said.items() if r.get("role") != "user"}
    replied = {said[i][1]["parent_id"] for i in theirs}
    places: dict[str | None, list[str]] = {}
    for i, (_, r) in said.items():
        if i not in theirs and own(r["text"]) and (r["parent_id"] in theirs or i in replied):
            places.setdefault(r["parent_id"], []).append(i)
    taken = _branch(records, parents)
    chosen = [next((v for v in versions if v in taken), versions[-1]) for versions in places.values()]
    return [(said[i][0], i) for i in chosen]


def _branch(records: list[tuple[int, Told]], parents: dict[str, str | None]) -> set[str]:
    """The ids from the leaf to the root."""
    known: set[str] = set()
    leaf = None
    for _, record in records:
        if record["kind"] == "turn":
            known.add(leaf := record["id"])
        elif record["kind"] == "selected" and record["parent_id"] in known:
            leaf = record["parent_id"]
    taken: set[str] = set()
    while leaf in parents and leaf not in taken:
        taken.add(leaf)
        leaf = parents[leaf]
    return taken
