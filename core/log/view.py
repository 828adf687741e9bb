"""Questions to an index that is as far as the log is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from whetstone.core.log import postings
from whetstone.core.log.answered import ROOT
from whetstone.core.log.lines import decode, key_of
from whetstone.core.log.schema import State, packed, unpacked
from whetstone.core.log.terms import Query, Term
from whetstone.core.log.tree import Tree
from whetstone.core.log.turns import Branches, Place, places

if TYPE_CHECKING:
    from sqlite3 import Connection

    from whetstone.core.values.turn import Record

_LAST = b"\xf4\x8f\xbf\xbf"  # sorts behind every character
_LISTED = "SELECT id, title, personas, others, turns, started_at, ended_at FROM conversations"
_TURN = "SELECT 1 FROM nodes WHERE conversation = ? AND key = ? AND number IS NOT NULL"
_EVENT = "SELECT 1 FROM records WHERE conversation = ? AND key = ?"
_OF = "conversation = (SELECT number FROM conversations WHERE id = ?)"
_PARENT = f"SELECT parent FROM nodes WHERE {_OF} AND key = ? AND number IS NOT NULL"
_LATEST_FIRST = "ORDER BY ended_at DESC, number DESC LIMIT ? OFFSET ?"
_WITH = "WHERE number IN (SELECT conversation FROM talks WHERE persona = ?)"
_NODES = "SELECT key, parent, number FROM nodes WHERE conversation = ? AND number IS NOT NULL"
_LEAF = "SELECT number, leaf FROM conversations WHERE id = ?"


class Stale(Exception):
    """The index says what the log does not: it is damaged, or the log was changed under it."""


@dataclass(frozen=True, slots=True)
class ConversationInfo:
    """A line of `whetstone history list`. `turns` counts the user's messages; times are UTC, ISO 8601.

    `speakers` are those who are neither the user nor a persona, those with the most messages first.
    """

    id: str
    title: str
    personas: tuple[str, ...]
    speakers: tuple[str, ...]
    turns: int
    started_at: str
    ended_at: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What is in the log, in numbers.

    `turns` are messages of either side and `user_messages` the user's own, edits included. `answered` are
    the user's turns, as `whetstone.core.turns.own_turns` yields them: the places at which words of the
    user's own stand beside a message of another speaker's, before or after it; edits and retries share a
    place. `damaged` lines are no records.
    """

    turns: int
    user_messages: int
    answered: int
    conversations: int
    damaged: int


class View:
    """One moment of the log, and of its index.

    A `strict` view raises `Stale` where the two do not agree; another one passes over such records.
    """

    def __init__(self, connection: Connection, state: State, log: BinaryIO, strict: bool = True) -> None:
        self._connection = connection
        self._state = state
        self._log = log
        self._strict = strict

    def counts(self) -> Counts:
        """Return what was counted on the way."""
        state = self._state
        return Counts(
            turns=state.turns,
            user_messages=state.user_messages,
            answered=state.answered,
            conversations=state.conversations,
            damaged=state.damaged + state.torn,
        )

    @property
    def state(self) -> State:
        """How far the index is, and of which log."""
        return self._state

    def places(self, first: int, last: int, branches: Branches) -> list[Place]:
        """Return the user's turns among the records numbered `first` to `last`, in the order of the log."""
        return places(self._connection, branches, first, last)

    def record(self, number: int) -> Record | None:
        """Return the record with this number; `None` where it is not to be had and the view is not strict.

        Raises:
            Stale: it is not where the index says.
        """
        row = self._connection.execute(
            "SELECT start, length, key FROM records WHERE number = ?", (number,)
        ).fetchone()
        record = self._read(*row) if row else None
        self._doubt(unless=record is not None)
        return record

    def conversations(
        self, limit: int | None, offset: int = 0, persona: str | None = None
    ) -> list[ConversationInfo]:
        """Return conversations, the latest first: all of them without a `limit`, those with one `persona`."""
        among = () if persona is None else (packed(persona),)
        rows = self._connection.execute(
            f"{_LISTED} {_WITH if among else ''} {_LATEST_FIRST}",
            (*among, -1 if limit is None else limit, offset),
        )
        return [_info(row) for row in rows]

    def about(self, conversation: str) -> ConversationInfo | None:
        """Return what is told of one conversation in the list of them."""
        row = self._connection.execute(f"{_LISTED} WHERE id = ?", (packed(conversation),)).fetchone()
        return _info(row) if row else None

    def titled(self, wanted: Callable[[str], bool]) -> Iterator[ConversationInfo]:
        """Yield the conversations that were given a title which is `wanted`, the latest first."""
        rows = self._connection.execute(f"{_LISTED} WHERE titled = 2 {_LATEST_FIRST}", (-1, 0))
        return (_info(row) for row in rows if wanted(unpacked(row[1])))

    def tree(self, conversation: str) -> Tree:
        """Return the shape of a conversation."""
        row = self._connection.execute(_LEAF, (packed(conversation),)).fetchone()
        number, leaf = row or (None, None)
        nodes = self._connection.execute(_NODES, (number,))
        return Tree({key: (parent, at) for key, parent, at in nodes}, leaf)

    def latest_with(self, persona: str) -> str | None:
        """Return the id of the latest conversation in which `persona` was talked with."""
        row = self._connection.execute(
            "SELECT id FROM conversations INDEXED BY latest WHERE EXISTS "
            "(SELECT 1 FROM talks WHERE persona = ? AND conversation = number) "
            "AND EXISTS (SELECT 1 FROM talks WHERE persona = ?) ORDER BY ended_at DESC, number DESC LIMIT 1",
            (packed(persona), packed(persona)),
        ).fetchone()
        return unpacked(row[0]) if row else None

    def size_of(self, conversations: Iterable[str] | None) -> int:
        """Return how many records these conversations have; the whole log for `None`."""
        if conversations is None:
            return self._state.records
        return sum(
            row[0]
            for conversation in set(conversations)
            for row in self._connection.execute(
                "SELECT records FROM conversations WHERE id = ?", (packed(conversation),)
            )
        )

    def known(self, records: Iterable[Record]) -> set[tuple[str, str]]:
        """Return the conversations and ids of those of `records` that are in the log."""
        found: set[tuple[str, str]] = set()
        numbers: dict[str, int | None] = {}
        ask = self._connection.execute
        for record in records:
            name = record.conversation
            if name not in numbers:
                row = ask("SELECT number FROM conversations WHERE id = ?", (packed(name),)).fetchone()
                numbers[name] = row[0] if row else None
            if (number := numbers[name]) is None:
                continue
            if ask(_TURN if record.kind == "turn" else _EVENT, (number, key_of(record.id))).fetchone():
                found.add((name, record.id))
        return found

    def parent(self, conversation: str, key: int) -> int | None:
        """Return the key of the turn that the one with this key follows; `None` where it follows none."""
        row = self._connection.execute(_PARENT, (packed(conversation), key)).fetchone()
        return row[0] if row and row[0] != ROOT else None

    def records(self, conversation: str) -> list[Record]:
        """Return the records of one conversation in the order of the log.

        Raises:
            Stale: they are not where the index says.
        """
        rows = self._connection.execute(
            "SELECT start, length, key FROM records WHERE conversation = "
            "(SELECT number FROM conversations WHERE id = ?) ORDER BY number",
            (packed(conversation),),
        ).fetchall()
        read = (self._read(*row) for row in rows)
        found = [record for record in read if record is not None and record.conversation == conversation]
        self._doubt(unless=len(found) == len(rows))
        return found

    def branch(self, conversation: str, latest: int | None, leaf: str | None = None) -> list[Record]:
        """Return the turns of a conversation up to a `leaf`, the oldest first; of these, the `latest`.

        Raises:
            Stale: they are not where the index says.
        """
        row = self._connection.execute(_LEAF, (packed(conversation),)).fetchone()
        path: dict[str, Record] = {}
        key = (row[1] if leaf is None else key_of(leaf)) if row else None
        while key is not None and (latest is None or len(path) < latest):
            found = self._connection.execute(
                "SELECT start, length, records.key FROM nodes JOIN records USING (number) "
                "WHERE nodes.conversation = ? AND nodes.key = ?",
                (row[0], key),
            ).fetchone()
            if found is None:
                break
            record = self._read(*found)
            if record is None or record.conversation != conversation:
                self._doubt()
                break
            if record.id in path:
                break
            path[record.id] = record
            key = None if record.parent_id is None else key_of(record.parent_id)
        return list(path.values())[::-1]

    def search(self, query: Query) -> Iterator[Record]:
        """Yield the messages that hold what `query` asks for, the latest first.

        Raises:
            Stale: a message does not hold what the index says.
        """
        for block in range(self._state.records // postings.BLOCK, -1, -1):
            for place in postings.places_of(self._among(query.terms, block)):
                row = self._connection.execute(
                    "SELECT start, length, key FROM records WHERE number = ?",
                    (block * postings.BLOCK + place,),
                ).fetchone()
                record = self._read(*row) if row else None
                if record is None or not query.named_in(record.text):
                    self._doubt(unless=not query.terms)
                elif record.kind == "turn" and query.spelled_in(record.text):
                    yield record

    def _among(self, wanted: Iterable[Term], block: int) -> int:
        """Return the places of `block` that hold all that is `wanted`, as bits."""
        bits = postings.EVERY
        for term in wanted:
            bits &= self._holding(term, block)
            if not bits:
                break
        return bits

    def _holding(self, term: Term, block: int) -> int:
        rows = self._connection.execute(
            "SELECT places FROM words WHERE block = ? AND word BETWEEN ? AND ?",
            (block, term.word, term.word + _LAST if term.begins else term.word),
        )
        return postings.bits_of([row[0] for row in rows])

    def _read(self, start: int, length: int, key: int) -> Record | None:
        """Return the record that stands there, `None` where that is another one or none."""
        self._log.seek(start)
        record = decode(self._log.read(length))
        return record if record is not None and key_of(record.id) == key else None

    def _doubt(self, unless: bool = False) -> None:
        if self._strict and not unless:
            raise Stale


def _info(row: tuple[Any, ...]) -> ConversationInfo:
    id_, title, personas, others, turns, started_at, ended_at = row
    return ConversationInfo(
        id=unpacked(id_),
        title=unpacked(title),
        personas=tuple(json.loads(personas)),
        speakers=_ranked(json.loads(others)),
        turns=turns,
        started_at=unpacked(started_at),
        ended_at=unpacked(ended_at),
    )


def _ranked(others: dict[str, int]) -> tuple[str, ...]:
    return tuple(sorted(others, key=lambda name: (-others[name], name)))
