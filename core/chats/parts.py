"""Conversations of the log that turn out to be parts of one that is imported."""

from __future__ import annotations

from collections.abc import Sequence

from whetstone.core.chats.surveying import record_id
from whetstone.core.history import History
from whetstone.core.values.turn import Record


class Parts:
    """Finds which of these conversations a file holds as a whole, and takes them out of the log then.

    Two exports that share nothing are two conversations, until one comes that holds both.
    """

    def __init__(self, history: History, conversations: Sequence[str]) -> None:
        self._history = history
        self._held: dict[str, set[str]] = {one: set() for one in conversations}
        self._taken: list[str] = []

    def take(self, known_by: str) -> None:
        """Take in what the next message of the file is known by."""
        if self._held:
            self._taken.append(known_by)

    def look(self) -> None:
        """See which of what was taken in is in the conversations."""
        taken, self._taken = self._taken, []
        for conversation, held in self._held.items():
            sought = [
                Record(id=record_id(conversation, one), conversation=conversation, at="") for one in taken
            ]
            held |= {id_ for _, id_ in self._history.known(sought)}

    def leave_out(self) -> int:
        """Delete those conversations all of whose messages are in the file, and return how many there were.

        Raises:
            HomeError: the log cannot be written; it is as it was.
        """
        whole = [one for one, held in self._held.items() if held and self._is_whole(one, held)]
        if whole:
            self._history.delete_conversations(whole)
        return len(whole)

    def _is_whole(self, conversation: str, held: set[str]) -> bool:
        records = self._history.records(conversation)
        return all(record.id in held for record in records if record.kind == "turn")
