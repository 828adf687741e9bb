"""Which messages are the user's turns, as the index tells it: one for each place that was counted."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.log.answered import REPLIED, ROOT, SEVERAL, THEIRS, VOICED

if TYPE_CHECKING:
    from sqlite3 import Connection

_TURNS = (
    "SELECT r.number, r.conversation, n.key, n.marks, n.parent, n.reply, "
    "p.marks, p.said, p.voiced, p.turn FROM records r "
    "CROSS JOIN nodes n ON n.conversation = r.conversation AND n.key = r.key "
    "CROSS JOIN nodes p ON p.conversation = n.conversation AND p.key = n.parent "
    f"WHERE r.number BETWEEN ? AND ? AND n.said = r.number AND n.marks & {VOICED} "
    f"AND (n.marks & {REPLIED} OR p.marks & {THEIRS}) ORDER BY r.number"
)
_STEP = "SELECT marks, parent, number FROM nodes WHERE conversation = ? AND key = ?"
_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class Place:
    """The records of a turn, by their numbers: the message, the one before it and the one after it.

    `before` and `after` are another speaker's, or `None`; one of them is there.
    """

    number: int
    before: int | None
    after: int | None


class Branches:
    """Which of several versions of a message lies on the latest branch of its conversation.

    It remembers this of the conversations asked for last, from one view of a log to the next.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[int, dict[int, int]] = OrderedDict()

    def forget(self) -> None:
        """Forget all of it."""
        self._known.clear()

    def version(self, connection: Connection, conversation: int, place: int) -> int | None:
        """Return the key of the one at `place`; `None` where that is on no such branch."""
        if conversation not in self._known:
            self._known[conversation] = _walk(connection, conversation)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return self._known[conversation].get(place)


def _walk(connection: Connection, conversation: int) -> dict[int, int]:
    """Go from the leaf to the root, and return the version taken at each place that has several."""
    key, left = connection.execute(
        "SELECT leaf, records FROM conversations WHERE number = ?", (conversation,)
    ).fetchone()
    taken: dict[int, int] = {}
    below: int | None = None
    while key is not None and left >= 0:
        marks, parent, number = _node(connection, conversation, key)
        if below is not None and marks & SEVERAL:
            taken.setdefault(key, below)
        left -= 1
        below, key = key, (None if number is None else parent)
    return taken


def _node(connection: Connection, conversation: int, key: int) -> tuple[int, int, int | None]:
    """Return the marks of a message, its parent's key, and the number of its record, if there is one."""
    row = connection.execute(_STEP, (conversation, key)).fetchone()
    return row if row else (0, ROOT, None)


def places(connection: Connection, branches: Branches, first: int, last: int) -> list[Place]:
    """Return the turns among the records numbered `first` to `last`, in the order of the log.

    Where a message has several versions, that on the latest branch is the turn, else the last one written;
    one without words of the user's own, or that stands beside nobody's message, is none.
    """
    found = []
    for row in connection.execute(_TURNS, (first, last)):
        number, conversation, key, marks, place, reply, above, said, voiced, turn = row
        follows = bool(above & THEIRS)
        if above & SEVERAL:
            chosen = branches.version(connection, conversation, place)
            if chosen is not None and _is_turn(*_node(connection, conversation, chosen), place, follows):
                speaks = chosen == key
            else:
                speaks = number == (voiced if follows else turn)
            if not speaks:
                continue
        found.append(Place(number, said if follows else None, reply if marks & REPLIED else None))
    return found


def _is_turn(marks: int, parent: int, number: int | None, place: int, follows: bool) -> bool:
    """Return whether a message stands at `place` with words of the user's own, beside another's message."""
    return number is not None and parent == place and bool(marks & VOICED and (follows or marks & REPLIED))
