"""Passages of a persona's library, and how they are found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a library text.

    `source` is the text's file name, `title` its first line, and `text` is exactly the characters
    `start` to `end` of it. `score` is the fused score of the search that found it, 0 otherwise.
    """

    source: str
    title: str
    start: int
    end: int
    text: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Shelf:
    """All passages of one persona, in order, as a retriever gets them.

    `key` names this content: equal keys have equal passages. `cache` is a folder where the retriever
    may keep what it computed, under names of its own; it may be emptied at any time.
    """

    key: str
    passages: Sequence[Passage]
    cache: Path


@runtime_checkable
class PassageIndex(Protocol):
    """One shelf, ready to be searched."""

    def search(self, query: str, limit: int) -> Sequence[int]:
        """Return at most `limit` indexes into the shelf's passages, the best first."""


@runtime_checkable
class Retriever(Protocol):
    """Finds passages that bear on a message. Returned by `whetstone_retrievers`."""

    name: str

    def open(self, shelf: Shelf) -> PassageIndex:
        """Return the index of `shelf`: read from its cache where that is whole, else built and kept."""


@runtime_checkable
class OptionalRetriever(Protocol):
    """A retriever that takes part only where `[retrieval] retrievers` names it.

    For one that needs more than Whetstone brings (an extra, a large model, a server). It also has all
    that a `Retriever` has.
    """

    def unavailable(self) -> str:
        """Return the sentence that says what is missing and how to get it; empty when it can work.

        No heavy import, no network. Where the settings name the retriever and this is not empty, the
        sentence is the error that the user sees.
        """
