"""Finds passages by meaning: static word embeddings, offline, from the files in wordllama's package."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from whetstone.hookspecs import hookimpl

if TYPE_CHECKING:
    from whetstone.core.values.passage import PassageIndex, Retriever, Shelf
    from whetstone.plugins.static_embeddings.embedder import Embedder

LAYOUT = "1"
"""Changes when the tables are computed differently (also: other words, other stop words)."""


class StaticEmbeddings:
    """A retriever that ranks passages by what their words mean, whichever words they are."""

    name = "static_embeddings"

    def __init__(self) -> None:
        self._embedder: Embedder | None = None
        self._lock = threading.Lock()

    def open(self, shelf: Shelf) -> PassageIndex:
        """Return the index of `shelf`, from its cache where that is whole.

        Raises:
            FileNotFoundError: wordllama is not installed, or its files lie elsewhere.
        """
        from whetstone.core.kept import keep, recall
        from whetstone.plugins.static_embeddings.embedder import Embedder
        from whetstone.plugins.static_embeddings.index import EmbeddingIndex, Tables, build

        with self._lock:
            if self._embedder is None:
                self._embedder = Embedder.load()
        path = shelf.cache / "static_embeddings.cache"
        stamp = f"{LAYOUT} {self._embedder.name} {len(shelf.passages)} {shelf.key}"
        data = recall(path, stamp)
        if data is None:
            tables = build(shelf.passages, self._embedder)
            keep(path, stamp, tables.to_bytes())
        else:
            tables = Tables.from_bytes(data)
        return EmbeddingIndex(tables, self._embedder)


@hookimpl
def whetstone_retrievers() -> Iterable[Retriever]:
    """Bring search by static embeddings."""
    return [StaticEmbeddings()]
