"""Finds passages by their words: SQLite FTS5, Porter stems, BM25."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from whetstone.hookspecs import hookimpl

if TYPE_CHECKING:
    import sqlite3

    from whetstone.core.values.passage import PassageIndex, Retriever, Shelf

LAYOUT = "1"
"""Changes when the index is made differently, so that an older one is made anew."""

FLOOR = 0.25
"""A passage bears on a message when it holds this share of the message's words, weighed by rarity."""

ROWS = 2_500
"""The rarest words of a message are ranked by, as long as they bring no more passages than this."""

_MATCH = "SELECT rowid FROM passages WHERE passages MATCH ? "


class FullTextSearch:
    """A retriever that ranks passages by BM25 over stemmed words.

    Its rankings count half in the fusion: words that are rare and shared find names and phrases, and
    mislead where a question is put in other words than the text (measured, see docs/decisions.md).
    """

    name = "full_text_search"
    weight = 0.5

    def open(self, shelf: Shelf) -> PassageIndex:
        """Return the index of `shelf`, in memory: from its cache where that is whole, else built and kept.

        Raises:
            sqlite3.OperationalError: this Python's SQLite has no FTS5.
        """
        import sqlite3

        from whetstone.core.kept import keep, recall

        path = shelf.cache / "full_text_search.cache"
        stamp = f"{LAYOUT} {sqlite3.sqlite_version} {len(shelf.passages)} {shelf.key}"
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        if not hasattr(connection, "deserialize"):  # where SQLite was built without it
            _fill(connection, shelf)
        elif (data := recall(path, stamp)) is not None:
            connection.deserialize(data)
        else:
            _fill(connection, shelf)
            keep(path, stamp, connection.serialize())
        return FullTextIndex(connection, len(shelf.passages))


class FullTextIndex:
    """One shelf's FTS5 table. Safe to use from several threads."""

    def __init__(self, connection: sqlite3.Connection, passages: int) -> None:
        self._connection = connection
        self._passages = passages
        self._lock = threading.Lock()

    def search(self, query: str, limit: int) -> Sequence[int]:
        """Return the passages that hold `FLOOR` of the content words of `query`, by BM25."""
        from whetstone.core.text.words import content_words, is_unspaced

        with self._lock:
            held = {word: self._holding(word) for word in content_words(query)}
            weights = {
                word: self._weight(count)
                for word, count in held.items()
                if count or not (is_unspaced(word) and len(word) > 1)  # two characters need not be a word
            }
            ranked = self._ranked(
                [word for word in sorted(held, key=held.__getitem__) if held[word]], held, limit
            )
            covered = dict.fromkeys(ranked, 0.0)
            for word in filter(held.__getitem__, weights):
                for passage in self._of(word, ranked):
                    covered[passage] += weights[word]
        least = FLOOR * sum(weights.values())
        return [passage for passage in ranked if covered[passage] >= least]

    def _holding(self, word: str) -> int:
        counted = self._connection.execute(_MATCH.replace("rowid", "count(*)"), (_quoted(word),))
        return int(counted.fetchone()[0])

    def _weight(self, count: int) -> float:
        """BM25's weight of a word by the passages that hold it; a word in none weighs as one in one."""
        count = max(count, 1)
        return math.log1p((self._passages - count + 0.5) / (count + 0.5))

    def _ranked(self, rarest_first: Sequence[str], held: dict[str, int], limit: int) -> list[int]:
        chosen: list[str] = []
        rows = 0
        for word in rarest_first:
            rows += held[word]
            if chosen and rows > ROWS:
                break
            chosen.append(_quoted(word))
        if not chosen:
            return []
        found = self._connection.execute(_MATCH + "ORDER BY rank LIMIT ?", (" OR ".join(chosen), limit))
        return [row[0] for row in found]

    def _of(self, word: str, passages: Sequence[int]) -> list[int]:
        marks = ", ".join("?" * len(passages))
        return [
            row[0]
            for row in self._connection.execute(f"{_MATCH}AND rowid IN ({marks})", (_quoted(word), *passages))
        ]


def _quoted(word: str) -> str:
    """Return a word of `words`, which holds no quote, as an FTS5 string that has no syntax in it."""
    return f'"{word}"'


def _fill(connection: sqlite3.Connection, shelf: Shelf) -> None:
    from whetstone.core.text.words import words

    connection.executescript(
        """
        CREATE VIRTUAL TABLE passages USING fts5(
            title, text, content='',
            tokenize="porter unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
        );
        """
    )
    with connection:
        connection.executemany(
            "INSERT INTO passages (rowid, title, text) VALUES (?, ?, ?)",
            (
                (place, " ".join(words(passage.title)), " ".join(words(passage.text)))
                for place, passage in enumerate(shelf.passages)
            ),
        )
        connection.execute("INSERT INTO passages (passages) VALUES ('optimize')")


@hookimpl
def whetstone_retrievers() -> Iterable[Retriever]:
    """Bring full-text search."""
    return [FullTextSearch()]
