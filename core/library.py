"""The passages of a persona's library, and how those that bear on a message are found."""

from __future__ import annotations

import hashlib
import operator
import os
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from whetstone.core.errors import PluginError, near
from whetstone.core.text.passages import split_passages
from whetstone.core.values.passage import OptionalRetriever, Passage, PassageIndex, Retriever, Shelf
from whetstone.core.values.plugin import PluginRecord

RANK_CONSTANT = 10
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009, who take 60)."""

POOL = 20
"""How many passages each retriever is asked for, at the least, before the rankings are fused."""

LONGEST_QUERY = 4_000
"""A longer message is searched by its first and last characters, this many in all."""

KEPT_SHELVES = 100
"""How many libraries' indexes stay in the cache folder."""

Texts = Mapping[str, str] | Callable[[], Mapping[str, str]]
"""Texts by file name, or a function that reads them when they are needed."""


def chosen_retrievers(
    brought: Mapping[str, Retriever], wanted: Sequence[str] | None, absent: Callable[[], str]
) -> list[Retriever]:
    """Return those of the retrievers that plugins `brought` which the settings name in `wanted`.

    `None` is all that are not optional. `absent` says in words which plugins are not there.

    Raises:
        PluginError: one that is named was not brought, or lacks something that it needs.
    """
    if wanted is None:
        return [retriever for retriever in brought.values() if not isinstance(retriever, OptionalRetriever)]
    for name in wanted:
        if name not in brought:
            raise PluginError(
                f"retrieval.retrievers: no plugin brings a retriever called {name!r}"
                f"{near(name, brought)}{absent()}"
            )
        retriever = brought[name]
        if isinstance(retriever, OptionalRetriever) and (lacking := retriever.unavailable()):
            raise PluginError(f"retrieval.retrievers: {lacking}")
    return [brought[name] for name in dict.fromkeys(wanted)]


def library_of(
    found: Sequence[tuple[PluginRecord, Retriever]],
    wanted: Sequence[str] | None,
    cache: Path,
    absent: Callable[[], str],
) -> Library:
    """Return the search by those of the retrievers that were `found` which the settings name in `wanted`.

    One that raises later is noted in its plugin's record.

    Raises:
        PluginError: see `chosen_retrievers`.
    """
    records = {retriever.name: record for record, retriever in found}

    def failed(retriever: Retriever, error: Exception) -> None:
        what = f"the retriever {retriever.name} raised {type(error).__name__}: {error}"
        records[retriever.name].blame(what)

    chosen = chosen_retrievers({retriever.name: retriever for _, retriever in found}, wanted, absent)
    return Library(chosen, cache, failed)


@dataclass(frozen=True, slots=True)
class _OpenShelf:
    passages: tuple[Passage, ...]
    indexes: tuple[tuple[Retriever, PassageIndex], ...]


class Library:
    """Searches personas' libraries with several retrievers and fuses what they find.

    Safe to use from several threads. `cache` is a folder of its own, which may be missing, unwritable or
    emptied at any time. `on_error` is told of a retriever that raised, which is then left out: of a shelf
    when it could not open it, of one search when it could not search. At most `open_shelves` stay in
    memory.
    """

    def __init__(
        self,
        retrievers: Sequence[Retriever],
        cache: Path,
        on_error: Callable[[Retriever, Exception], None],
        *,
        open_shelves: int = 8,
    ) -> None:
        self._retrievers = tuple(retrievers)
        self._cache = cache
        self._on_error = on_error
        self._open_shelves = open_shelves
        self._shelves: OrderedDict[str, Future[_OpenShelf]] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, key: str, texts: Texts) -> None:
        """Get the texts named by `key` (a persona's content hash) ready, so that the first search is quick.

        Equal keys must mean equal texts. Opening again costs nothing.
        """
        self._shelf(key, texts)

    def search(self, key: str, texts: Texts, query: str, limit: int) -> list[Passage]:
        """Return at most `limit` passages that bear on `query`, the best first, each with its score.

        The score is the sum over the retrievers of 1 / (10 + rank). A passage that stands in several
        texts is returned once. Nothing is returned where no retriever found anything that bears on the
        query, as in a greeting.
        """
        if limit <= 0 or not self._retrievers or not query.strip():
            return []
        shelf = self._shelf(key, texts)
        query = _shortened(query)
        pool = max(POOL, limit)
        scores: dict[int, float] = {}
        for retriever, index in shelf.indexes:
            try:
                ranking = _checked(index.search(query, pool), len(shelf.passages))[:pool]
            except Exception as error:
                self._on_error(retriever, error)
                continue
            for rank, place in enumerate(ranking, start=1):
                scores[place] = scores.get(place, 0.0) + 1 / (RANK_CONSTANT + rank)
        best: dict[str, Passage] = {}
        for place in sorted(scores, key=lambda place: (-scores[place], place)):
            passage = shelf.passages[place]
            best.setdefault(passage.text, replace(passage, score=scores[place]))
            if len(best) == limit:
                break
        return list(best.values())

    def _shelf(self, key: str, texts: Texts) -> _OpenShelf:
        with self._lock:
            future = self._shelves.get(key)
            mine = future is None
            if future is None:
                future = self._shelves[key] = Future()
            self._shelves.move_to_end(key)
            while len(self._shelves) > self._open_shelves:
                self._shelves.popitem(last=False)
        if mine:
            try:
                future.set_result(self._read(key, texts))
            except BaseException as error:
                with self._lock:
                    if self._shelves.get(key) is future:
                        del self._shelves[key]
                future.set_exception(error)
        return future.result()

    def _read(self, key: str, texts: Texts) -> _OpenShelf:
        library = texts() if callable(texts) else texts
        passages = tuple(
            passage for source in sorted(library) for passage in split_passages(source, library[source])
        )
        if not passages:
            return _OpenShelf((), ())
        named = _digest(passages)
        shelf = Shelf(named, passages, self._cache / named)
        _tidy(self._cache, shelf.cache)
        indexes = []
        for retriever in self._retrievers:
            try:
                indexes.append((retriever, retriever.open(shelf)))
            except Exception as error:
                self._on_error(retriever, error)
        return _OpenShelf(passages, tuple(indexes))


def index_folder(cache: Path, texts: Mapping[str, str]) -> Path | None:
    """Return where in the folder `cache` the indexes of a library's `texts` lie; `None` where it has none."""
    passages = [passage for source in sorted(texts) for passage in split_passages(source, texts[source])]
    return cache / _digest(passages) if passages else None


def _digest(passages: Sequence[Passage]) -> str:
    """Return a name for exactly these passages, so that an index of others is never taken for theirs."""
    hashed = hashlib.blake2b(digest_size=16)
    for passage in passages:
        place = f"{passage.source}\0{passage.title}\0{passage.start}\0{len(passage.text)}\0"
        hashed.update((place + passage.text).encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


def _tidy(cache: Path, used: Path) -> None:
    """Note that the folder `used` is in use, and remove those that were not for the longest time."""
    with suppress(OSError):
        used.mkdir(parents=True, exist_ok=True)
        os.utime(used)
        folders = sorted(cache.iterdir(), key=lambda folder: folder.stat().st_mtime)
        for folder in folders[:-KEPT_SHELVES]:
            shutil.rmtree(folder, ignore_errors=True)


def _shortened(query: str) -> str:
    """Return a long message's beginning and end, where what it asks is most often said."""
    half = LONGEST_QUERY // 2
    return query if len(query) <= LONGEST_QUERY else f"{query[:half]} {query[-half:]}"


def _checked(ranking: Sequence[int], passages: int) -> list[int]:
    """Return the ranking as distinct plain ints, held to the shelf.

    Raises:
        IndexError: it names a passage that is not there.
    """
    found = [operator.index(passage) for passage in ranking]
    for passage in found:
        if not 0 <= passage < passages:
            raise IndexError(f"passage {passage} of {passages} was returned")
    return list(dict.fromkeys(found))
