"""Finds passages by their words: SQLite FTS5, Porter stems, BM25."""

from __future__ import annotations

import math
import os
import tempfile
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
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
        """Return the index of `shelf`, from its cache where that is whole; in memory where it cannot be kept.

        Raises:
            sqlite3.OperationalError: this Python's SQLite has no FTS5.
        """
        path = shelf.cache / "full_text.sqlite"
        return FullTextIndex(_opened(path, shelf) or _built(path, shelf), len(shelf.passages))


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


def _stamp(shelf: Shelf) -> list[tuple[str, str]]:
    return [("key", shelf.key), ("layout", LAYOUT), ("passages", str(len(shelf.passages)))]


def _opened(path: Path, shelf: Shelf) -> sqlite3.Connection | None:
    """Return a connection to the cached index, or `None` where it is missing, damaged or another one's."""
    import sqlite3

    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
    except sqlite3.Error:
        return None
    try:
        if connection.execute("SELECT name, value FROM stamp ORDER BY name").fetchall() == _stamp(shelf):
            whole = connection.execute("PRAGMA quick_check(1)").fetchone()
            if whole == ("ok",):
                return connection
    except (sqlite3.Error, UnicodeDecodeError):
        pass
    connection.close()
    return None


def _built(path: Path, shelf: Shelf) -> sqlite3.Connection:
    """Build the index beside its place and move it there; in memory where it cannot be kept."""
    import sqlite3

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=path.name, suffix=".new", dir=path.parent)
        os.close(handle)
    except OSError:
        return _filled(sqlite3.connect(":memory:", check_same_thread=False), shelf)
    new = Path(name)
    try:
        _filled(sqlite3.connect(new), shelf).close()
        new.replace(path)
    except (OSError, sqlite3.OperationalError):  # the disk is full, or the folder was emptied meanwhile
        new.unlink(missing_ok=True)
    return _opened(path, shelf) or _filled(sqlite3.connect(":memory:", check_same_thread=False), shelf)


def _filled(connection: sqlite3.Connection, shelf: Shelf) -> sqlite3.Connection:
    from whetstone.core.text.words import words

    connection.executescript(
        """
        PRAGMA journal_mode = OFF;
        PRAGMA synchronous = OFF;
        CREATE VIRTUAL TABLE passages USING fts5(
            title, text, content='',
            tokenize="porter unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
        );
        CREATE TABLE stamp (name TEXT PRIMARY KEY, value TEXT);
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
        connection.executemany("INSERT INTO stamp VALUES (?, ?)", _stamp(shelf))
    return connection


@hookimpl
def whetstone_retrievers() -> Iterable[Retriever]:
    """Bring full-text search."""
    return [FullTextSearch()]
