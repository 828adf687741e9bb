"""The tables of the log's index, and the one row that says how far it is."""

from __future__ import annotations

import zlib
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING
from unicodedata import unidata_version

if TYPE_CHECKING:
    from sqlite3 import Connection

TABLES = """
CREATE TABLE conversations (
    number INTEGER PRIMARY KEY, id BLOB UNIQUE, title BLOB, titled INTEGER, personas BLOB,
    others BLOB, records INTEGER, turns INTEGER, started_at BLOB, ended_at BLOB, leaf INTEGER
);
CREATE INDEX latest ON conversations (ended_at, number);
CREATE TABLE talks (persona BLOB, conversation INTEGER, PRIMARY KEY (persona, conversation)) WITHOUT ROWID;
CREATE TABLE records (
    number INTEGER PRIMARY KEY, conversation INTEGER, key INTEGER, start INTEGER, length INTEGER
);
CREATE INDEX of_conversation ON records (conversation);
CREATE TABLE nodes (
    conversation INTEGER, key INTEGER, marks INTEGER, parent INTEGER, number INTEGER, said INTEGER,
    reply INTEGER, voiced INTEGER, turn INTEGER,
    PRIMARY KEY (conversation, key)
) WITHOUT ROWID;
CREATE TABLE words (block INTEGER, word BLOB, places BLOB, PRIMARY KEY (block, word)) WITHOUT ROWID;
"""
"""Texts are kept as bytes, since what a log holds need not be well-formed Unicode.

`records` says where in the log each one stands, in the order of the log; `key` is `lines.key_of` its id.
`words` says which records of a block hold a word (see postings.py).
`nodes` are the messages of a conversation as a tree, see answered.py: `number` is the last record with that
id and `said` the first with words; of what stands below it, `reply` is the last message of another speaker,
`voiced` the last with words of the user's own, and `turn` the last of these that was replied to.
`others` counts the messages of each speaker who is neither the user nor a persona (JSON).
`titled` is 0 without a title, 1 with the first message as title, 2 with a title that was given; `leaf` is
the key of the turn at the end of the branch that is read.
"""


LAYOUT = zlib.crc32(f"6 {unidata_version} {TABLES}".encode())
"""Another one when the tables change, or what counts as a word or as the user's own words (raise the number):
the index is made anew."""


@dataclass(slots=True)
class State:
    """How far the index is, of which log, and what it counted.

    The log was read up to byte `start`, which ends a record, and looked at up to byte `seen`: behind
    `start` may be a torn line. `head` and `tail` are digests of the log's first line and of its last bytes
    before `start`, `crc` is the checksum of all bytes before `start`, `inode` and `changed` (nanoseconds)
    are of the log's file as it was then. `seal` (seconds) is the time that the index's own file was given
    when it was last written: another one says that somebody else wrote in it.
    """

    layout: int = LAYOUT
    seal: int = 0
    head: bytes = b""
    tail: bytes = b""
    crc: int = 0
    start: int = 0
    seen: int = 0
    torn: int = 0
    inode: int = 0
    changed: int = 0
    records: int = 0
    turns: int = 0
    user_messages: int = 0
    conversations: int = 0
    damaged: int = 0
    answered: int = 0


_NAMES = [field.name for field in fields(State)]


def create(connection: Connection) -> None:
    """Make the tables of an empty index."""
    connection.execute(f"CREATE TABLE state ({', '.join(_NAMES)})")
    for statement in TABLES.split(";"):
        connection.execute(statement)
    save(connection, State())


def load(connection: Connection) -> State | None:
    """Return the state; `None` where the index is empty or of another layout.

    Raises:
        sqlite3.DatabaseError: the file is no database, or damaged.
    """
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone():
        return None
    columns = [row[1] for row in connection.execute("PRAGMA table_info(state)")]
    rows = connection.execute("SELECT * FROM state").fetchall()
    if columns != _NAMES or len(rows) != 1 or rows[0][0] != LAYOUT:
        return None
    return State(*rows[0])


def save(connection: Connection, state: State) -> None:
    """Put `state` in place of the one before."""
    connection.execute("DELETE FROM state")
    connection.execute(f"INSERT INTO state VALUES ({', '.join('?' * len(_NAMES))})", astuple(state))


def packed(text: str) -> bytes:
    """Return `text` as it is kept in the tables."""
    return text.encode("utf-8", "surrogatepass")


def unpacked(data: bytes) -> str:
    """Return the text that `packed` made `data` of."""
    return data.decode("utf-8", "surrogatepass")
