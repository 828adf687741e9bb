"""Counts the user's turns: the places where words of theirs stand beside another speaker's message.

Messages are nodes of a tree. The messages of the user's that share a parent, and a conversation, are edits
of one another and stand at one place, which the parent's node stands for (the root's where there is none).
The place holds a turn when a message at it has words of the user's own (`core/text/own_words.py`) and either
follows another speaker's message or has one as a child. Marks on the nodes tell this in whatever order the
records come, at two nodes' cost for each record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.log.lines import key_of
from whetstone.core.text.own_words import own_words

if TYPE_CHECKING:
    from sqlite3 import Connection

    from whetstone.core.values.turn import Record

THEIRS = 1
"""This message is another speaker's."""

VOICED = 2
"""It is the user's and holds words of their own."""

REPLIED = 4
"""It is the parent of another speaker's message."""

SEVERAL = 8
"""It is the parent of several messages with words of the user's own."""

ROOT = -1
"""The key of what stands above the first messages of a conversation."""

_GET = "SELECT marks, parent, number, said, reply, voiced, turn FROM nodes WHERE conversation = ? AND key = ?"
_PUT = "INSERT OR REPLACE INTO nodes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(slots=True)
class _Node:
    """A row of `nodes`."""

    marks: int = 0
    parent: int = ROOT
    number: int | None = None
    said: int | None = None
    reply: int | None = None
    voiced: int | None = None
    turn: int | None = None

    def holds_turn(self) -> bool:
        return self.turn is not None or bool(self.marks & THEIRS and self.voiced is not None)


class Places:
    """The nodes that one batch of records touches.

    A node also has the number of its record, the last one where several have its id. A message without
    words is no message here, and of several records with one id the first counts.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._nodes: dict[tuple[int, int], _Node] = {}
        self._turns_before = 0

    def add(self, conversation: int, fresh: bool, key: int, number: int, turn: Record) -> None:
        """Take in a record of kind `turn`. Of a `fresh` conversation nothing is in the tables yet."""
        node = self._node(conversation, key, fresh)
        node.number = number
        if node.said is not None:
            return
        node.parent = ROOT if turn.parent_id is None else key_of(turn.parent_id)
        if not turn.text.strip():
            return
        node.said = number
        above = self._node(conversation, node.parent, fresh)
        if turn.role != "user":
            node.marks |= THEIRS
            above.marks |= REPLIED
            above.reply = number
            if above.marks & VOICED:
                place = self._node(conversation, above.parent, fresh)
                if place.turn is None or (above.said is not None and above.said > place.turn):
                    place.turn = above.said
        elif own_words(turn.text):
            node.marks |= VOICED
            if above.voiced is not None:
                above.marks |= SEVERAL
            above.voiced = number
            if node.marks & REPLIED:
                above.turn = number

    def knows(self, conversation: int, fresh: bool, key: int) -> bool:
        """Return whether a turn with this key was taken in."""
        return self._node(conversation, key, fresh).number is not None

    def write(self) -> int:
        """Put the nodes into the tables, and return how many turns more there are than before."""
        rows = (
            (
                conversation,
                key,
                node.marks,
                node.parent,
                node.number,
                node.said,
                node.reply,
                node.voiced,
                node.turn,
            )
            for (conversation, key), node in sorted(self._nodes.items(), key=_place)
        )
        self._connection.executemany(_PUT, rows)
        return sum(node.holds_turn() for node in self._nodes.values()) - self._turns_before

    def _node(self, conversation: int, key: int, fresh: bool) -> _Node:
        node = self._nodes.get((conversation, key))
        if node is None:
            found = None if fresh else self._connection.execute(_GET, (conversation, key)).fetchone()
            node = self._nodes[conversation, key] = _Node(*found) if found else _Node()
            if found:
                self._turns_before += node.holds_turn()
        return node


def _place(item: tuple[tuple[int, int], _Node]) -> tuple[int, int]:
    return item[0]
