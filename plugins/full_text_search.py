"""Finds passages by their words: SQLite FTS5, Porter stems, BM25."""

from __future__ import annotations

import os
import re
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

QUERY_TERMS = 64
"""A longer message is searched by this many of its words, from its beginning and its end."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)


class FullTextSearch:
    """A retriever that ranks passages by BM25 over stemmed words.

    Scripts that do not set spaces between words are indexed by single characters and pairs.
    """

    name = "full_text_search"

    def open(self, shelf: Shelf) -> PassageIndex:
        """Return the index of `shelf`, from its cache where that is whole; in memory where it is not writable."""
        path = shelf.cache / "full_text.sqlite"
        connection = _opened(path, shelf)
        if connection is None:
            connection = _built(path, shelf)
        return FullTextIndex(connection)


class FullTextIndex:
    """One shelf's FTS5 table."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def search(self, query: str, limit: int) -> Sequence[int]:
        """Return the passages that hold a content word of `query`, by BM25."""
        match = match_expression(query)
        if not match:
            return []
        with self._lock:
            rows = self._connection.execute(
                "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?", (match, limit)
            ).fetchall()
        return [row[0] for row in rows]


def match_expression(query: str) -> str:
    """Return an FTS5 expression that matches any content word of `query`; empty where it has none."""
    from whetstone.core.text.words import content_words

    terms: dict[str, None] = {}
    for word in content_words(query):
        terms.update(dict.fromkeys(_UNSPACED.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", word).split()))
    chosen = list(terms)
    if len(chosen) > QUERY_TERMS:
        chosen = chosen[: QUERY_TERMS // 2] + chosen[-QUERY_TERMS // 2 :]
    return " OR ".join(f'"{term}"' for term in chosen)


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(max(1, len(run) - 1))]


def _indexed(text: str) -> str:
    if text.isascii():
        return text
    return _UNSPACED.sub(lambda run: f" {' '.join([*run[0], *_pairs(run[0])])} ", text)


def _stamp(shelf: Shelf) -> list[tuple[str, str]]:
    return [("key", shelf.key), ("layout", LAYOUT), ("passages", str(len(shelf.passages)))]


def _opened(path: Path, shelf: Shelf) -> sqlite3.Connection | None:
    """Return a connection to the cached index, or `None` where it is missing, damaged or another one's."""
    import sqlite3

    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    except sqlite3.Error:
        return None
    try:
        if connection.execute("SELECT name, value FROM stamp ORDER BY name").fetchall() == _stamp(shelf):
            connection.execute("SELECT rowid FROM passages WHERE passages MATCH 'the' ORDER BY rank LIMIT 1")
            return connection
    except sqlite3.Error:
        pass
    connection.close()
    return None


def _built(path: Path, shelf: Shelf) -> sqlite3.Connection:
    """Build the index beside its place and move it there; keep it in memory where that cannot be."""
    import sqlite3

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=path.name, suffix=".new", dir=path.parent)
        os.close(handle)
    except OSError:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(connection, shelf)
        return connection
    new = Path(name)
    connection = sqlite3.connect(new)
    try:
        _fill(connection, shelf)
    finally:
        connection.close()
    new.replace(path)
    opened = _opened(path, shelf)
    if opened is None:
        raise OSError(f"the index that was just written to {path} cannot be read back")
    return opened


def _fill(connection: sqlite3.Connection, shelf: Shelf) -> None:
    connection.executescript(
        """
        PRAGMA journal_mode = OFF;
        PRAGMA synchronous = OFF;
        CREATE VIRTUAL TABLE passages USING fts5(
            title, text, content='',
            tokenize="porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
        );
        CREATE TABLE stamp (name TEXT PRIMARY KEY, value TEXT);
        """
    )
    with connection:
        connection.executemany(
            "INSERT INTO passages (rowid, title, text) VALUES (?, ?, ?)",
            (
                (place, _indexed(passage.title), _indexed(passage.text))
                for place, passage in enumerate(shelf.passages)
            ),
        )
        connection.execute("INSERT INTO passages (passages) VALUES ('optimize')")
        connection.executemany("INSERT INTO stamp VALUES (?, ?)", _stamp(shelf))


@hookimpl
def whetstone_retrievers() -> Iterable[Retriever]:
    """Bring full-text search."""
    return [FullTextSearch()]
