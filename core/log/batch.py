"""A stretch of the log on its way into the index."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from whetstone.core.log import postings
from whetstone.core.log.answered import Places
from whetstone.core.log.lines import decode, is_damaged, key_of, lines_of
from whetstone.core.log.schema import State, packed, unpacked
from whetstone.core.log.terms import LONGEST, terms

if TYPE_CHECKING:
    from sqlite3 import Connection

    from whetstone.core.values.turn import Record

MOST_BYTES = 48 * 2**20
"""A batch ends after this much of the log, or with a block of records."""

TITLE = 72
"""A title is cut to this many characters."""

_OPEN = (
    "SELECT number, title, titled, personas, others, records, turns, started_at, ended_at, leaf "
    "FROM conversations WHERE id = ?"
)
_KEEP = "INSERT OR REPLACE INTO conversations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(slots=True)
class _Talk:
    """A conversation, as far as it was read."""

    number: int
    id: str
    fresh: bool = True
    title: str = ""
    titled: int = 0
    personas: list[str] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)
    records: int = 0
    turns: int = 0
    started_at: str = ""
    ended_at: str = ""
    leaf: int | None = None

    def add(self, record: Record) -> None:
        if not self.records:
            self.started_at = record.at
        self.records += 1
        self.ended_at = record.at
        if record.kind == "title":
            self.title, self.titled = _cut(record.text), 2
        elif record.kind == "turn":
            if record.persona and record.persona not in self.personas:
                self.personas.append(record.persona)
            elif record.role != "user" and not record.persona and record.speaker:
                self.others[record.speaker] = self.others.get(record.speaker, 0) + 1
            if record.role == "user":
                self.turns += 1
                if not self.titled:
                    self.title, self.titled = _cut(" ".join(record.text.split())), 1


class Batch:
    """Reads on from where the index is, and writes what it found in one go."""

    def __init__(self, connection: Connection, state: State) -> None:
        self._connection = connection
        self.state = state
        self._block = state.records // postings.BLOCK
        self._old_block = state.records % postings.BLOCK > 0
        self._places = Places(connection)
        self._talks: dict[str, _Talk] = {}
        self._records: list[tuple[int, int, int, int, int]] = []
        self._words: defaultdict[bytes, list[int]] = defaultdict(list)

    def read(self, log: BinaryIO, size: int) -> None:
        """Read the next lines of the first `size` bytes of `log`; `state.seen` says how far that was.

        A last line without an end is left for the next time, unless it is a record as it is.
        """
        state = self.state
        begun = state.start
        state.seen, state.torn = size, 0
        for start, end, line in lines_of(log, begun, size):
            record = decode(line)
            if record is None and not line.endswith(b"\n"):
                state.torn = int(is_damaged(line))
                return
            state.start = end
            if record is not None:
                self._add(record, start, end - start)
            elif is_damaged(line):
                state.damaged += 1
            if state.start - begun > MOST_BYTES or state.records // postings.BLOCK > self._block:
                state.seen = end
                return

    def write(self) -> None:
        """Put what was read into the tables."""
        self.state.answered += self._places.write()
        self._connection.executemany("INSERT INTO records VALUES (?, ?, ?, ?, ?)", self._records)
        self._connection.executemany(_KEEP, (_row(talk) for talk in self._talks.values()))
        self._connection.executemany(
            "INSERT OR IGNORE INTO talks VALUES (?, ?)",
            ((packed(persona), talk.number) for talk in self._talks.values() for persona in talk.personas),
        )
        self._write_words()

    def _add(self, record: Record, start: int, length: int) -> None:
        talk = self._talk(record.conversation)
        talk.add(record)
        key = key_of(record.id)
        number = self.state.records
        self.state.records += 1
        self._records.append((number, talk.number, key, start, length))
        if record.kind != "turn":
            self._select(talk, record)
            return
        talk.leaf = key
        self.state.turns += 1
        self.state.user_messages += record.role == "user"
        self._places.add(talk.number, talk.fresh, key, number, record)
        place = number % postings.BLOCK
        held = self._words
        for word in terms(record.text):
            held[word].append(place)

    def _select(self, talk: _Talk, event: Record) -> None:
        if event.kind == "selected" and event.parent_id is not None:
            key = key_of(event.parent_id)
            if self._places.knows(talk.number, talk.fresh, key):
                talk.leaf = key

    def _talk(self, conversation: str) -> _Talk:
        talk = self._talks.get(conversation)
        if talk is None:
            row = self._connection.execute(_OPEN, (packed(conversation),)).fetchone()
            if row is None:
                talk = _Talk(self.state.conversations, conversation)
                self.state.conversations += 1
            else:
                number, title, titled, personas, others, records, turns, started_at, ended_at, leaf = row
                talk = _Talk(
                    number=number,
                    id=conversation,
                    fresh=False,
                    title=unpacked(title),
                    titled=titled,
                    personas=json.loads(personas),
                    others=json.loads(others),
                    records=records,
                    turns=turns,
                    started_at=unpacked(started_at),
                    ended_at=unpacked(ended_at),
                    leaf=leaf,
                )
            self._talks[conversation] = talk
        return talk

    def _write_words(self) -> None:
        block, rows = self._block, []
        for word, places in self._cut_words().items():
            distinct = places if len(places) == 1 else list(dict.fromkeys(places))
            old = self._places_in(block, word) if self._old_block else None
            new = postings.pack(distinct) if old is None else postings.joined(old, distinct)
            rows.append((block, word, new))
        rows.sort()
        self._connection.executemany("INSERT OR REPLACE INTO words VALUES (?, ?, ?)", rows)

    def _cut_words(self) -> dict[bytes, list[int]]:
        """Return the places of each word, of too long ones by their beginning."""
        for word in [word for word in self._words if len(word) > LONGEST]:
            cut = word[:LONGEST]
            self._words[cut] = sorted({*self._words.get(cut, ()), *self._words.pop(word)})
        return self._words

    def _places_in(self, block: int, word: bytes) -> bytes | None:
        row = self._connection.execute(
            "SELECT places FROM words WHERE block = ? AND word = ?", (block, word)
        ).fetchone()
        return row[0] if row else None


def _row(talk: _Talk) -> tuple[object, ...]:
    return (
        talk.number,
        packed(talk.id),
        packed(talk.title),
        talk.titled,
        json.dumps(talk.personas).encode(),
        json.dumps(talk.others).encode(),
        talk.records,
        talk.turns,
        packed(talk.started_at),
        packed(talk.ended_at),
        talk.leaf,
    )


def _cut(title: str) -> str:
    return title if len(title) <= TITLE else title[: TITLE - 1].rstrip() + "…"
