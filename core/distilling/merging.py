"""Few findings of many: the same ones made one, the rest merged by the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from whetstone.core.distilling.answers import Heard
from whetstone.core.distilling.caller import Caller
from whetstone.core.distilling.claims import FACETS, Claim, Facet, Shown
from whetstone.core.distilling.grounding import telling_words
from whetstone.core.distilling.prompts import MERGING_TOKENS, merging
from whetstone.core.text.words import words

SAME = 0.6
"""Two claims of a facet with this much of their telling words in common (Jaccard) are one."""

SAME_ELSEWHERE = 0.8
"""The same for two claims of different facets."""

MOST_OF_A_FACET = 6
"""So many claims of each facet are kept."""

MOST_NOTES = 60
"""A request shows at most so many notes, the same number of each facet."""


@dataclass(frozen=True, slots=True)
class _Task:
    facets: tuple[Facet, ...]
    notes: Mapping[int, Claim]


def merged(caller: Caller, notes: Sequence[Claim], calls: int, passages: Mapping[str, Shown]) -> list[Claim]:
    """Return what the model makes of `notes` in at most `calls` calls, one for all facets or one for each.

    A merged claim cites what its notes cite (`passages` by their ids). Notes whose merged claim did not
    stand up to the checks stay as they are, and so do all notes of a facet of which nothing was made.
    """
    tasks = [task for facets in shares(calls) if len((task := _task(facets, notes)).notes) > 1]
    tokens = caller.reply_tokens(MERGING_TOKENS)
    requests = [
        merging(caller.name, caller.language, task.facets, task.notes, MOST_OF_A_FACET, tokens)
        for task in tasks
    ]
    grounds = [
        caller.ground(
            {n: [passages[id] for id in note.cites] for n, note in task.notes.items()},
            request.messages[0].content,
        )
        for task, request in zip(tasks, requests, strict=True)
    ]
    defaults = [task.facets[0] if len(task.facets) == 1 else None for task in tasks]
    found = caller.heard("merging findings", requests, grounds, defaults)
    made = [claim for one in found for claim in one.claims]
    return without_duplicates([*made, *_left_as_they_are(notes, tasks, found)], caller.name)


def shares(calls: int) -> list[tuple[Facet, ...]]:
    """Return which facets each of `calls` calls is about: each one, or all in one call, or none."""
    if calls >= len(FACETS):
        return [(facet,) for facet in FACETS]
    return [FACETS] if calls else []


def without_duplicates(claims: Iterable[Claim], name: str) -> list[Claim]:
    """Return the claims, the first of those that say the same, citing what all of them cite."""
    kept: list[tuple[Claim, frozenset[str]]] = []
    for claim in claims:
        telling = frozenset(telling_words(claim.text, words(name)))
        for place, (other, theirs) in enumerate(kept):
            if _alike(telling, theirs) >= (SAME if claim.facet == other.facet else SAME_ELSEWHERE):
                cites = tuple(dict.fromkeys((*other.cites, *claim.cites)))
                kept[place] = (replace(other, cites=cites), theirs)
                break
        else:
            kept.append((claim, telling))
    return [claim for claim, _ in kept]


def best(claims: Iterable[Claim], most: int) -> list[Claim]:
    """Return the claims facet by facet, at most `most` of each: those that most passages show, first."""
    some = list(claims)
    return [
        claim
        for facet in FACETS
        for claim in sorted((c for c in some if c.facet == facet), key=lambda c: -len(c.cites))[:most]
    ]


def _task(facets: tuple[Facet, ...], notes: Sequence[Claim]) -> _Task:
    some = best((note for note in notes if note.facet in facets), MOST_NOTES // len(facets))
    return _Task(facets, dict(enumerate(some, 1)))


def _left_as_they_are(notes: Sequence[Claim], tasks: Sequence[_Task], found: Sequence[Heard]) -> list[Claim]:
    given: set[Claim] = set()
    made: set[Facet] = set()
    for task, one in zip(tasks, found, strict=True):
        failed = {number for draft in one.failed for number in draft.numbers}
        given |= {note for number, note in task.notes.items() if number not in failed}
        made |= {claim.facet for claim in one.claims}
    shown = {note for task in tasks for note in task.notes.values()}
    return [note for note in notes if note.facet not in made or note in shown - given]


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    if not one or not other:
        return 1.0 if one == other else 0.0
    return len(one & other) / len(one | other)
