"""Counts the places where the user's messages stand beside one of another speaker's.

Messages are nodes of a tree. The messages of the user's that share a parent, and a conversation, are edits
of one another and stand at one place, which the parent's node stands for (the root's where there is none).
The place is answered when the parent is another speaker's message, or a message at it has a child that is.
Marks on the nodes tell this in whatever order the records come, at two nodes' cost for each record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.log.lines import key_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from whetstone.core.values.turn import Record

_MINE = 1  # this message is the user's
_THEIRS = 2  # it is another speaker's
_ASKED = 4  # it is the parent of a message of the user's
_REPLIED = 8  # it is the parent of another speaker's message
_COUNTED = 16  # the place below it was counted
_ROOT = -1

_GET = "SELECT marks, parent, number FROM nodes WHERE conversation = ? AND key = ?"
_PUT = "INSERT OR REPLACE INTO nodes VALUES (?, ?, ?, ?, ?)"


@dataclass(slots=True)
class _Node:
    """A row of `nodes`."""

    marks: int = 0
    parent: int = _ROOT
    number: int | None = None


class Places:
    """The nodes that one batch of records touches. `counted` is how many places it found answered.

    A node also has the number of its record, the last one where several have its id. A message without
    words is no message here, and of several records with one id the first counts.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._nodes: dict[tuple[int, int], _Node] = {}
        self.counted = 0

    def add(self, conversation: int, fresh: bool, key: int, number: int, turn: Record) -> None:
        """Take in a record of kind `turn`. Of a `fresh` conversation nothing is in the tables yet."""
        node = self._node(conversation, key, fresh)
        node.number = number
        if node.marks & (_MINE | _THEIRS) or not turn.text.strip():
            return
        node.parent = _ROOT if turn.parent_id is None else key_of(turn.parent_id)
        above = self._node(conversation, node.parent, fresh)
        if turn.role == "user":
            node.marks |= _MINE
            above.marks |= _ASKED
            if above.marks & _THEIRS or node.marks & _REPLIED:
                self._count(above)
        else:
            node.marks |= _THEIRS
            above.marks |= _REPLIED
            if node.marks & _ASKED:
                self._count(node)
            if above.marks & _MINE:
                self._count(self._node(conversation, above.parent, fresh))

    def knows(self, conversation: int, fresh: bool, key: int) -> bool:
        """Return whether a turn with this key was taken in."""
        return self._node(conversation, key, fresh).number is not None

    def write(self) -> None:
        """Put the nodes into the tables."""
        rows = (
            (conversation, key, node.marks, node.parent, node.number)
            for (conversation, key), node in sorted(self._nodes.items(), key=_place)
        )
        self._connection.executemany(_PUT, rows)

    def _node(self, conversation: int, key: int, fresh: bool) -> _Node:
        node = self._nodes.get((conversation, key))
        if node is None:
            found = None if fresh else self._connection.execute(_GET, (conversation, key)).fetchone()
            node = self._nodes[conversation, key] = _Node(*found) if found else _Node()
        return node

    def _count(self, place: _Node) -> None:
        if not place.marks & _COUNTED:
            place.marks |= _COUNTED
            self.counted += 1


def _place(item: tuple[tuple[int, int], _Node]) -> tuple[int, int]:
    return item[0]
