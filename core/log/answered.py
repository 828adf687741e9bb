"""Counts the places where the user's messages stand beside one of another speaker's.

Messages are nodes of a tree. The messages of the user's that share a parent, and a conversation, are edits
of one another and stand at one place, which the parent's node stands for (the root's where there is none).
The place is answered when the parent is another speaker's message, or a message at it has a child that is.
Marks on the nodes tell this in whatever order the records come, at two nodes' cost for each record.
"""

from __future__ import annotations

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

_GET = "SELECT marks, parent FROM nodes WHERE conversation = ? AND key = ?"
_PUT = "INSERT OR REPLACE INTO nodes VALUES (?, ?, ?, ?)"


class Places:
    """The nodes that one batch of records touches. `counted` is how many places it found answered.

    A message without words is no message here, and of several records with one id the first counts.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._nodes: dict[tuple[int, int], list[int]] = {}
        self.counted = 0

    def add(self, conversation: int, fresh: bool, key: int, turn: Record) -> None:
        """Take in a record of kind `turn`. Of a `fresh` conversation nothing is in the tables yet."""
        if not turn.text.strip():
            return
        node = self._node(conversation, key, fresh)
        if node[0] & (_MINE | _THEIRS):
            return
        parent = _ROOT if turn.parent_id is None else key_of(turn.parent_id)
        above = self._node(conversation, parent, fresh)
        node[1] = parent
        if turn.role == "user":
            node[0] |= _MINE
            above[0] |= _ASKED
            if above[0] & _THEIRS or node[0] & _REPLIED:
                self._count(above)
        else:
            node[0] |= _THEIRS
            above[0] |= _REPLIED
            if node[0] & _ASKED:
                self._count(node)
            if above[0] & _MINE:
                self._count(self._node(conversation, above[1], fresh))

    def write(self) -> None:
        """Put the nodes into the tables."""
        self._connection.executemany(_PUT, ((*place, *self._nodes[place]) for place in sorted(self._nodes)))

    def _node(self, conversation: int, key: int, fresh: bool) -> list[int]:
        node = self._nodes.get((conversation, key))
        if node is None:
            found = None if fresh else self._connection.execute(_GET, (conversation, key)).fetchone()
            node = self._nodes[conversation, key] = [*found] if found else [0, _ROOT]
        return node

    def _count(self, place: list[int]) -> None:
        if not place[0] & _COUNTED:
            place[0] |= _COUNTED
            self.counted += 1
