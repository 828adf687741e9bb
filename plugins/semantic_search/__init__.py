"""Finds passages by meaning: the sentence model MiniLM, offline, where the extra `semantic` is installed."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from whetstone.hookspecs import hookimpl

if TYPE_CHECKING:
    from whetstone.core.values.passage import PassageIndex, Retriever, Shelf
    from whetstone.plugins.semantic_search.encoder import Encoder
    from whetstone.plugins.semantic_search.parts import Parts

LAYOUT = "1"
"""Changes when the rows are computed or laid out differently."""


class SemanticSearch:
    """A retriever that ranks passages by what they say as a whole, whichever words they say it in.

    It takes part only where the settings name it.
    """

    name = "semantic_search"

    def __init__(self) -> None:
        self._encoder: Encoder | None = None
        self._lock = threading.Lock()

    def unavailable(self) -> str:
        """Return which parts of the extra `semantic` are missing and how to get them; empty when none is."""
        from whetstone.plugins.semantic_search.parts import missing

        return missing()

    def open(self, shelf: Shelf) -> PassageIndex:
        """Return the index of `shelf`, from its cache where that is whole.

        Raises:
            FileNotFoundError: a part of the extra `semantic` is not installed.
        """
        from whetstone.core.kept import keep, recall
        from whetstone.plugins.semantic_search.index import SemanticIndex, build
        from whetstone.plugins.semantic_search.parts import Parts

        parts = Parts.find()
        path = shelf.cache / "semantic_search.cache"
        stamp = f"{LAYOUT} {parts.name} {len(shelf.passages)} {shelf.key}"
        data = recall(path, stamp)
        encoder = self._loaded(parts)
        if data is None:
            data = build(shelf.passages, encoder)
            keep(path, stamp, data)
        return SemanticIndex(data, len(shelf.passages), encoder)

    def _loaded(self, parts: Parts) -> Encoder:
        from whetstone.plugins.semantic_search.encoder import Encoder

        with self._lock:
            if self._encoder is None:
                self._encoder = Encoder(parts)
            return self._encoder


@hookimpl
def whetstone_retrievers() -> Iterable[Retriever]:
    """Bring search by a sentence model, for settings that name it."""
    return [SemanticSearch()]
