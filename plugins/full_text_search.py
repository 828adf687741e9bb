"""Finds passages by their words: SQLite FTS5, Porter stems, BM25."""

from __future__ import annotations

import math
import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from whetstone.core.values.plugin import SettingsSection
from whetstone.hookspecs import SettingsReader, hookimpl

if TYPE_CHECKING:
    import sqlite3

    from whetstone.core.values.passage import PassageIndex, Retriever, Shelf

LAYOUT = "1"
"""Changes when the index is made differently, so that an older one is made anew."""

SHARE = 0.6
"""A passage bears on a message when it holds this share of its words, weighed by rarity."""

ENOUGH = 2.5
"""Of a long message's words no more is asked than a share of what this many of the rarest words weigh."""

ROWS = 2_500, 60_000
"""The rarest words of a message are ranked by, as long as they bring no more passages than half of the
shelf; at least and at most so many."""

_MATCH = "SELECT rowid FROM passages WHERE passages MATCH ?"
_COUNT = "SELECT count(*) FROM passages WHERE passages MATCH ?"
_ACCENTS = re.compile("[\u0300-\u036f]+")


class FullTextSettings(BaseModel):
    """`[full_text_search]` of `whetstone.toml`.

    `share` is how much of a message's words, weighed by rarity, a passage must hold to bear on it (of a
    long message: of as many as are enough to say what it is about). The default leaves questions in
    other words than the texts' to a retriever that understands them; with no other one in use, 0.25
    finds more.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    share: float = Field(default=SHARE, ge=0, le=1)


class FullTextSearch:
    """A retriever that ranks passages by BM25 over stemmed words."""

    name = "full_text_search"

    def __init__(self, share: float = SHARE) -> None:
        self._share = share

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
        return FullTextIndex(connection, len(shelf.passages), self._share)


class FullTextIndex:
    """One shelf's FTS5 table. Safe to use from several threads."""

    def __init__(self, connection: sqlite3.Connection, passages: int, share: float) -> None:
        self._share = share
        self._connection = connection
        self._passages = passages
        self._lock = threading.Lock()

    def search(self, query: str, limit: int) -> Sequence[int]:
        """Return the passages that hold their share of the content words of `query`, by BM25."""
        from whetstone.core.text.words import content_words, is_unspaced

        with self._lock:
            counts = {word: self._count(word) for word in map(_plain, content_words(query)) if word}
            held = sorted((word for word in counts if counts[word]), key=counts.__getitem__)
            ranked = self._ranked(held, counts, limit)
            covered = dict.fromkeys(ranked, 0.0)
            for word in held:
                for passage in self._among(word, ranked):
                    covered[passage] += self._weight(counts[word])
        # a character or two of a script without spaces need not be a word that could be missing
        asked = held + [word for word in counts if not counts[word] and not is_unspaced(word)]
        whole = sum(self._weight(counts[word]) for word in asked)
        least = self._share * min(whole, ENOUGH * self._weight(1))
        return [passage for passage in ranked if covered[passage] >= least]

    def _count(self, word: str) -> int:
        found = self._connection.execute(_COUNT, (_quoted(word),)).fetchone()
        return int(found[0])

    def _weight(self, count: int) -> float:
        """BM25's weight of a word by the passages that hold it; a word in none weighs as one in one."""
        count = max(count, 1)
        return math.log1p((self._passages - count + 0.5) / (count + 0.5))

    def _ranked(self, rarest_first: Sequence[str], counts: dict[str, int], limit: int) -> list[int]:
        chosen: list[str] = []
        rows = 0
        most = min(max(ROWS[0], self._passages // 2), ROWS[1])
        for word in rarest_first:
            rows += counts[word]
            if chosen and rows > most:
                break
            chosen.append(_quoted(word))
        if not chosen:
            return []
        found = self._connection.execute(f"{_MATCH} ORDER BY rank LIMIT ?", (" OR ".join(chosen), limit))
        return [row[0] for row in found]

    def _among(self, word: str, passages: Sequence[int]) -> list[int]:
        """Return those of `passages` that hold `word`."""
        marks = ", ".join("?" * len(passages))
        found = self._connection.execute(f"{_MATCH} AND rowid IN ({marks})", (_quoted(word), *passages))
        return [row[0] for row in found]


def _quoted(word: str) -> str:
    """Return a word of `words`, which holds no quote, as an FTS5 string that has no syntax in it."""
    return f'"{word}"'


def _plain(text: str) -> str:
    """Return the words of `text` without accents, a space between them."""
    from whetstone.core.text.words import words

    said = " ".join(words(text))
    return said if said.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFD", said))


def _fill(connection: sqlite3.Connection, shelf: Shelf) -> None:
    connection.execute(
        "CREATE VIRTUAL TABLE passages USING fts5(title, text, content='', "
        "tokenize=\"porter unicode61 remove_diacritics 0 categories 'L* N* M*'\")"
    )
    with connection:
        connection.executemany(
            "INSERT INTO passages (rowid, title, text) VALUES (?, ?, ?)",
            (
                (place, _plain(passage.title), _plain(passage.text))
                for place, passage in enumerate(shelf.passages)
            ),
        )
        connection.execute("INSERT INTO passages (passages) VALUES ('optimize')")


@hookimpl
def whetstone_settings() -> Iterable[SettingsSection]:
    """Bring the table `[full_text_search]`."""
    return [SettingsSection("full_text_search", FullTextSettings)]


@hookimpl
def whetstone_retrievers(settings: SettingsReader) -> Iterable[Retriever]:
    """Bring full-text search."""
    return [FullTextSearch(settings.section("full_text_search").share)]
