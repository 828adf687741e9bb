"""`chat_history.log`: every turn as one JSON line, appended and synced, read back as conversations."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn, TypeVar

from whetstone.core.errors import HistoryError, near
from whetstone.core.home import Home
from whetstone.core.log.file import LogFile
from whetstone.core.log.lines import decode, encode, mentions, now
from whetstone.core.log.view import ConversationInfo, Counts
from whetstone.core.shared import shared_property
from whetstone.core.values.turn import Record

if TYPE_CHECKING:
    from whetstone.core.log.index import LogIndex
    from whetstone.core.log.view import View

Answer = TypeVar("Answer")

__all__ = ["ConversationInfo", "Counts", "History", "new_id", "now", "path_to"]

_KNOWN = 500
"""The latest conversations among which one is looked for that a wrong id may have meant."""


class History:
    """The chat log of one home: raw, local, readable by its user alone.

    The first line names the log's generation, which changes when lines are deleted. A torn last line,
    left by a crash, is closed by the next writer and passed over by readers. In a home that cannot be
    written (a read-only file system, another user's folder), `kept` is false and nothing is appended.

    All questions but `records()` are answered by an index, a cache that first reads what was added to
    the log. `progress` is told bytes read and bytes in all when there is more of it than one batch.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._log = LogFile(home)
        self.kept = home.writable()
        self.progress: Callable[[int, int], None] = lambda done, total: None

    def close(self) -> None:
        """Let go of what answers questions; more may be asked."""
        if "_index" in self.__dict__:
            self._index.close()

    def append(self, record: Record) -> None:
        """Write `record` and wait until it is on disk.

        Raises:
            HomeError: the log cannot be written.
        """
        if self.kept:
            self._log.append(record)

    def extend(self, records: Sequence[Record]) -> list[Record]:
        """Append those of `records` that are not there, wait until they are on disk, and return them.

        A record is there where its conversation has one of its id. No other process adds it meanwhile.

        Raises:
            HomeError: the log cannot be written; none of them is in it.
        """
        with self._home.locked("history"):
            known = self._index.ask(lambda view: view.known(records))
            fresh: dict[tuple[str, str], Record] = {}
            for record in records:
                if (record.conversation, record.id) not in known:
                    fresh.setdefault((record.conversation, record.id), record)
            if fresh:
                self._log.write(fresh.values())
        return list(fresh.values())

    def known(self, records: Sequence[Record]) -> set[tuple[str, str]]:
        """Return the conversations and ids of those of `records` that are there."""
        return self._index.ask(lambda view: view.known(records))

    def records(self, conversation: str | None = None) -> Iterator[Record]:
        """Yield the records in the order in which they were written, of one conversation or of all.

        Lines that are no records (torn, foreign) are passed over; see `damaged_lines`.
        """
        if conversation is None:
            return self._log.records()
        return iter(self._index.ask(lambda view: view.records(conversation)))

    def counts(self) -> Counts:
        """Return what is in the log, in numbers."""
        return self._index.ask(lambda view: view.counts())

    def ask(self, question: Callable[[View], Answer]) -> Answer:
        """Return what `question` makes of the log as it is now; it may be called again on a fresh index.

        Raises:
            HomeError: the log cannot be read, or there is no room for an index anywhere.
        """
        return self._index.ask(question)

    def damaged_lines(self) -> int:
        """Return how many lines of the log are no records."""
        return self.counts().damaged

    def conversations(
        self, limit: int | None = None, offset: int = 0, persona: str | None = None
    ) -> list[ConversationInfo]:
        """Return the conversations, the latest first, `offset` of them left out; those with one `persona`.

        With a `limit`, no more than that are returned.
        """
        return self._index.ask(lambda view: view.conversations(limit, offset, persona))

    def about(self, conversation: str) -> ConversationInfo:
        """Return what the list of conversations tells of one.

        Raises:
            HistoryError: no such conversation.
        """
        found = self._index.ask(lambda view: view.about(conversation))
        return found or self.no_such(conversation)

    def latest_with(self, persona: str) -> str | None:
        """Return the id of the latest conversation in which the persona with this id was talked with."""
        return self._index.ask(lambda view: view.latest_with(persona))

    def search(self, words: Sequence[str], limit: int) -> list[Record]:
        """Return the latest messages that hold all of `words`, the latest first.

        A word finds those that begin with it, whatever their case and accents. One with punctuation in it,
        and a run of a script without spaces, is found as it is written. There is no syntax in `words`.
        """
        from itertools import islice

        from whetstone.core.log.terms import query_of

        query = query_of(words)
        return self._index.ask(lambda view: list(islice(view.search(query), limit)))

    def branch(self, conversation: str, latest: int | None = None, leaf: str | None = None) -> list[Record]:
        """Return the turns from the start of `conversation` to a `leaf`, oldest first.

        The leaf is the turn with that id, else the one that a `selected` event names last, else the one
        written last. With `latest`, no more than that many turns before the leaf are read.

        Raises:
            HistoryError: no such conversation, or no such turn in it.
        """
        turns = self._index.ask(lambda view: view.branch(conversation, latest, leaf))
        return turns or self.no_such(conversation, leaf)

    def size_of(self, conversations: Collection[str] | None) -> int:
        """Return how many records these conversations have in all; the whole log for `None`."""
        return self._index.ask(lambda view: view.size_of(conversations))

    def delete(self, wanted: Callable[[Record], bool]) -> int:
        """Delete the records for which `wanted` says yes, and return how many there were.

        The log is written anew under its lock, with a new generation; every other line is kept as it is.
        The index is deleted before, since their words are in it, and so is what `left_over` tells of.
        """
        return self._delete(lambda line: (record := decode(line)) is not None and wanted(record))

    def delete_conversations(self, conversations: Collection[str]) -> int:
        """Delete all records of these conversations, as `delete` does, and return how many there were."""
        among = mentions(conversations)

        def wanted(line: bytes) -> bool:
            record = decode(line) if among(line) else None
            return record is not None and record.conversation in conversations

        return self._delete(wanted)

    def relink(self, parents: Mapping[tuple[str, str], str]) -> None:
        """Let turns, named by conversation and id, follow others, named by their ids.

        The log is written anew as by `delete`; every other line, and all else in these, is kept as it is.
        """
        among = mentions({conversation for conversation, _ in parents})

        def change(line: bytes) -> bytes | None:
            record = decode(line) if among(line) else None
            parent = parents.get((record.conversation, record.id)) if record is not None else None
            if record is None or parent is None or record.kind != "turn":
                return None
            return encode(record.model_copy(update={"parent_id": parent}))

        with self._home.locked("history"):
            self._log.sweep()
            spans, instead = self._log.changes(change)
            if instead:
                with self._index.gone():
                    self._log.rewrite(spans, instead)

    def left_over(self) -> bool:
        """Return whether a deletion that was killed left an unfinished copy of the log, words and all."""
        if not self._log.drafts():
            return False
        with self._home.locked("history"):
            return bool(self._log.drafts())

    def no_such(self, conversation: str, turn: str | None = None) -> NoReturn:
        """Say that a conversation, or a turn of it, is not in the log.

        Raises:
            HistoryError: always; near ids are named.
        """
        known = [info.id for info in self.conversations(_KNOWN)]
        if turn is not None and conversation in known:
            raise HistoryError(f"no message {turn!r} is there in the conversation {conversation}")
        raise HistoryError(
            f"no conversation {conversation!r} is in the log{near(conversation, known)}; "
            "`whetstone history list` shows all"
        )

    def _delete(self, unwanted: Callable[[bytes], bool]) -> int:
        with self._home.locked("history"):
            self._log.sweep()
            found, spans = self._log.spans(unwanted)
            if found:
                with self._index.gone():
                    self._log.rewrite(without=spans)
        return found

    @shared_property
    def _index(self) -> LogIndex:
        from whetstone.core.log.index import LogIndex

        return LogIndex(self._home, self._log, lambda done, total: self.progress(done, total))


def path_to(turns: dict[str, Record], leaf: str) -> list[Record]:
    """Return the records from the root to `leaf`, following `parent_id`."""
    path: list[Record] = []
    seen: set[str] = set()
    current: str | None = leaf
    while current is not None and current in turns and current not in seen:
        seen.add(current)
        path.append(turns[current])
        current = turns[current].parent_id
    return path[::-1]


def new_id() -> str:
    """Return an id for a record or conversation: 26 hex digits that sort by time of making."""
    return f"{int(datetime.now(UTC).timestamp() * 1000):012x}{secrets.token_hex(7)}"
