"""Searching a collection through the product's own library, with each retriever and with several fused."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean

from benchmarks.retrieval.collection import Collection
from benchmarks.retrieval.measures import DEPTH, ndcg, recall
from whetstone.core.library import Library
from whetstone.core.values.passage import PassageIndex, Retriever, Shelf

PASSAGES = 100
"""How many passages a search returns, so that ten documents are among them even where each has several."""


@dataclass
class Measured:
    """A retriever that opens a shelf once and remembers what it found, and how long each took in seconds.

    So a fusion costs no second search: what its retrievers took is added to what fusing takes.
    """

    retriever: Retriever
    name: str = ""
    opened: dict[str, PassageIndex] = field(default_factory=dict)
    found: dict[tuple[str, int], tuple[Sequence[int], float]] = field(default_factory=dict)
    build_seconds: float = 0.0
    spent: float = 0.0

    def __post_init__(self) -> None:
        self.name = self.name or self.retriever.name

    def open(self, shelf: Shelf) -> PassageIndex:
        """Return this, once the shelf's index is ready."""
        if shelf.key not in self.opened:
            start = time.perf_counter()
            self.opened[shelf.key] = self.retriever.open(shelf)
            self.build_seconds = time.perf_counter() - start
        self.index = self.opened[shelf.key]
        return self

    def search(self, query: str, limit: int) -> Sequence[int]:
        """Return what the retriever finds; `spent` grows by the time that took when it was first asked."""
        if (query, limit) not in self.found:
            start = time.perf_counter()
            ranking = self.index.search(query, limit)
            self.found[query, limit] = ranking, time.perf_counter() - start
        ranking, seconds = self.found[query, limit]
        self.spent += seconds
        return ranking


@dataclass(frozen=True, slots=True)
class Row:
    """What one retriever, or some fused, did. `index_seconds` and `index_bytes` are 0 for fusions."""

    name: str
    ndcg: float
    recall: float
    query_seconds: Sequence[float]
    index_seconds: float = 0.0
    index_bytes: int = 0


class Bench:
    """One collection, split into passages as a persona's library is, and the rankings of its documents.

    A document is one or several passages, and its rank is that of its best one.
    """

    def __init__(self, collection: Collection, cache: Path, tell: Callable[[str], None]) -> None:
        self._collection = collection
        self._cache = cache
        self._tell = tell
        self._ids = list(collection.documents)
        self._texts = {_sign(number): collection.documents[id] for number, id in enumerate(self._ids)}
        self._places = {_sign(number): id for number, id in enumerate(self._ids)}

    def alone(self, measured: Measured) -> Row:
        """Index the collection with one retriever and ask it every query."""
        self._tell(f"{measured.name}: reading {len(self._texts):,} documents")
        before = self._kept()
        library = self._library([measured])
        library.open("all", self._texts)
        size = self._kept() - before
        return self._asked(library, [measured], measured.name, measured.build_seconds, size)

    def fused(self, several: Sequence[Measured]) -> Row:
        """Ask every query of some retrievers that were asked alone before, fused as the product does it."""
        return self._asked(self._library(several), several, " + ".join(each.name for each in several))

    def _asked(
        self,
        library: Library,
        measured: Sequence[Measured],
        name: str,
        index_seconds: float = 0.0,
        index_bytes: int = 0,
    ) -> Row:
        library.open("all", self._texts)
        self._tell(f"{name}: asking {len(self._collection.judged):,} queries")
        scores: list[tuple[float, float]] = []
        seconds = []
        for query, grades in self._collection.judged.items():
            ranking, took = self._ranking(library, measured, query)
            seconds.append(took)
            scores.append((ndcg(ranking, grades), recall(ranking, grades)))
        gains, recalls = zip(*scores, strict=True)
        return Row(name, fmean(gains), fmean(recalls), seconds, index_seconds, index_bytes)

    def _ranking(self, library: Library, measured: Sequence[Measured], query: str) -> tuple[list[str], float]:
        """Return the best documents for a query, and the seconds that finding them takes."""
        text = self._collection.queries[query]
        asked_before = {each.name: (text, PASSAGES) in each.found for each in measured}
        for each in measured:
            each.spent = 0.0
        start = time.perf_counter()
        passages = library.search("all", self._texts, text, PASSAGES)
        took = time.perf_counter() - start
        took += sum(each.spent for each in measured if asked_before[each.name])
        documents = dict.fromkeys(self._places[passage.source] for passage in passages)
        if self._collection.documents.get(query) == text:
            documents.pop(query, None)
        return list(documents)[:DEPTH], took

    def _library(self, retrievers: Sequence[Measured]) -> Library:
        def failed(retriever: Retriever, error: Exception) -> None:
            raise RuntimeError(f"the retriever {retriever.name} failed") from error

        return Library(retrievers, self._cache, failed)

    def _kept(self) -> int:
        return sum(path.stat().st_size for path in self._cache.rglob("*") if path.is_file())


def _sign(number: int) -> str:
    """Return a file name for a document without a letter or a digit, so that it says nothing about it.

    (The name of a text without a heading counts as its title.)
    """
    return f"{number:b}".translate({ord("0"): "-", ord("1"): "_"})


def percentile(seconds: Sequence[float], share: float) -> float:
    """Return the time that `share` (0 to 1) of the queries stay within, in milliseconds."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


def combinations(names: Mapping[str, Measured]) -> list[list[Measured]]:
    """Return which retrievers to fuse: words with each of the others, and all together."""
    words = "full_text_search"
    pairs = [[words, other] for other in names if words in names and other != words]
    wanted = [*pairs, *([list(names)] if len(names) > 2 else [])]
    if words not in names and len(names) > 1:
        wanted = [list(names)]
    return [[names[name] for name in each] for each in wanted]
