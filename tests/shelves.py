"""Libraries to search, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from whetstone.core.library import Library
from whetstone.core.values.passage import Passage, Retriever
from whetstone.plugins.full_text_search import FullTextSearch
from whetstone.plugins.static_embeddings import StaticEmbeddings

TEXTS = {
    "bees.txt": "On bees\n\nBees gather nectar and make honey. The hive has one queen.",
    "ships.txt": "On ships\n\nA ship is steered by its rudder. Sailors fear the storm.",
    "wine.txt": "On wine\n\nGrapes are pressed in autumn. The wine ripens in a cellar.",
}


@dataclass
class Desk:
    """A library in a folder, with what its retrievers raised."""

    cache: Path
    retrievers: tuple[Retriever, ...] = field(default_factory=lambda: (FullTextSearch(), StaticEmbeddings()))
    errors: list[tuple[str, Exception]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.library = Library(
            self.retrievers, self.cache, lambda retriever, error: self.errors.append((retriever.name, error))
        )

    def find(self, query: str, texts: Mapping[str, str] = TEXTS, limit: int = 3) -> list[Passage]:
        return self.library.search(repr(sorted(texts.items())), texts, query, limit)

    def sources(self, query: str, texts: Mapping[str, str] = TEXTS, limit: int = 3) -> list[str]:
        return [passage.source for passage in self.find(query, texts, limit)]
