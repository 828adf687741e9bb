"""From chat files to records in the log: nothing twice, and nothing lost when it is killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from whetstone.core.chats.identity import Ordinals, digest
from whetstone.core.chats.order import Order
from whetstone.core.chats.outcome import FileImport, Imported
from whetstone.core.chats.parts import Parts
from whetstone.core.chats.reader import ChatReader
from whetstone.core.chats.sources import conversation_id
from whetstone.core.chats.speakers import Me
from whetstone.core.chats.surveying import Conversations, Survey, Tell, identity, record_id, survey
from whetstone.core.errors import FormatError
from whetstone.core.history import History
from whetstone.core.values.chat import ChatMessage, Skipped
from whetstone.core.values.job import Progress
from whetstone.core.values.turn import Record

BATCH = 16_384
"""So many records are written at once."""

_TOLD = 4_096
_WITHOUT_WORDS = "messages without words"


def import_chats(
    history: History,
    reader: ChatReader,
    paths: Sequence[Path],
    names: Iterable[str],
    zone: tzinfo | None,
    tell: Tell,
) -> Imported:
    """Import `paths` into the log. Nothing is written before it is known who the user is in all of them.

    `names` are the user's, where a file does not say who that is. Times without a zone are read in `zone`
    (this machine's where it is `None`).

    Raises:
        FormatError: none of the files can be read.
        HistoryError: it is not clear who the user is.
        HomeError: the log cannot be written.
    """
    me = Me(names)
    before = history.counts().answered
    surveys, failed = surveys_of(reader, paths, tell)
    me.check(*unsaid(surveys))
    common = Common(history, Conversations(history, me), me, zone, tell)
    files = []
    for one in surveys:
        importing = FileImporting(common, one)
        files.append(importing.made)
        try:
            importing.run()
        except FormatError as error:
            failed.append(str(error))
    return Imported(files, failed, before, history.counts().answered)


def surveys_of(reader: ChatReader, paths: Sequence[Path], tell: Tell) -> tuple[list[Survey], list[str]]:
    """Return what is known of the files, and sentences about those of several that cannot be read.

    Raises:
        FormatError: none of them can be read.
    """
    surveys, failed = [], []
    for path in paths:
        try:
            surveys += [survey(source, tell) for source in reader.sources(path)]
        except FormatError as error:
            if len(paths) == 1:
                raise
            failed.append(str(error))
    if not surveys:
        raise FormatError("; ".join(failed))
    return surveys, failed


def unsaid(surveys: Iterable[Survey]) -> tuple[Counter[str], list[str]]:
    """Return who speaks in the files that do not say who the user is, and what these are called."""
    open_ = [one for one in surveys if not one.says and one.messages]
    speakers: Counter[str] = Counter()
    for one in open_:
        speakers.update(one.speakers)
    return speakers, [one.source.file.shown for one in open_]


@dataclass(frozen=True, slots=True)
class Common:
    """What the imports of all files share."""

    history: History
    conversations: Conversations
    me: Me
    zone: tzinfo | None
    tell: Tell


class FileImporting:
    """The import of one file; `made` tells what came of it."""

    def __init__(self, common: Common, surveyed: Survey) -> None:
        source = surveyed.source
        self.made = FileImport(source.file.shown, source.format.name)
        self._common = common
        self._survey = surveyed
        self._format = source.format.name
        self._at = _utc(source.file.written(), None)
        self._ordinals = Ordinals()
        self._nameless = ""
        self._parts = Parts(common.history, [])
        self._ids: dict[str, str] = {}
        self._last: dict[str, str] = {}
        self._seen: set[str] = set()
        self._trees: set[str] = set()
        self._fresh: dict[str, str] = {}
        self._order = Order(common.history)
        self._batch: list[Record] = []

    def run(self) -> None:
        """Read the file and write what is new of it."""
        surveyed, made, tell = self._survey, self.made, self._common.tell
        speaks = surveyed.says or any(map(self._common.me.speaks, surveyed.speakers))
        made.absent = surveyed.messages > 0 and not speaks
        if surveyed.nameless and speaks:
            self._nameless, parts = self._common.conversations.of(surveyed)
            self._parts = Parts(self._common.history, parts)
        phase = f"importing {surveyed.source.file.name}"
        try:
            for number, piece in enumerate(surveyed.source.pieces()):
                if isinstance(piece, Skipped):
                    made.skip(piece.reason, piece.line)
                elif isinstance(piece, Record):
                    self._keep(piece)
                elif not piece.text.strip():
                    made.skip(_WITHOUT_WORDS, 0)
                elif speaks:
                    self._take(piece)
                if len(self._batch) >= BATCH:
                    self._write()
                if number % _TOLD == 0:
                    tell(Progress(phase, number, surveyed.messages if number <= surveyed.messages else None))
        finally:
            self._write()
        self._settle()

    def _settle(self) -> None:
        """Put what is in the log now in order, and leave out what was a part of it."""
        self._order.settle()
        self.made.joined = self._parts.leave_out()
        self._batch += [*self._selections(), *self._order.selections(self._format)]
        self._write()

    def _take(self, message: ChatMessage) -> None:
        conversation = self._conversation(message.conversation)
        known_by = identity(message.id, "" if message.id else self._ordinals.content(message))
        own = record_id(conversation, known_by)
        if not message.conversation:
            self._parts.take(known_by)
        self._at = _utc(message.at, self._common.zone) or self._at
        if message.title and conversation not in self._seen:
            self._keep(self._title(conversation, message.title))
        if message.parent is None:
            parent = self._last.get(conversation)
        else:
            self._trees.add(conversation)
            parent = record_id(conversation, identity(message.parent, "")) if message.parent else None
        mine = self._common.me.speaks(message.speaker) if message.mine is None else message.mine
        self._last[conversation] = own
        self._keep(
            Record(
                id=own,
                parent_id=parent,
                conversation=conversation,
                at=self._at,
                speaker=message.speaker,
                role="user" if mine else "assistant",
                text=message.text,
                model=message.model or None,
                source=self._format,
            )
        )

    def _conversation(self, native: str) -> str:
        found = self._ids.get(native)
        if found is None:
            named = conversation_id(self._format, digest(native))
            found = self._ids[native] = named if native else self._nameless
        return found

    def _title(self, conversation: str, title: str) -> Record:
        return Record(
            kind="title",
            id=digest("title", conversation, title),
            conversation=conversation,
            at=self._at,
            text=title,
            source=self._format,
        )

    def _selections(self) -> Iterator[Record]:
        """Yield what says that a tree goes on at its last message, where others came in after that."""
        for conversation, fresh in self._fresh.items():
            if fresh != (last := self._last[conversation]):
                yield Record(
                    kind="selected",
                    id=digest("selected", conversation, last, fresh),
                    parent_id=last,
                    conversation=conversation,
                    at=self._at,
                    source=self._format,
                )

    def _keep(self, record: Record) -> None:
        self._seen.add(record.conversation)
        self._batch.append(record)

    def _write(self) -> None:
        """Write the batch. What a conversation begins with is in it together, so a kill parts nothing."""
        made, batch = self.made, self._batch
        self._batch = []
        made.conversations = len(self._seen)
        turns = [record for record in self._added(batch) if record.kind == "turn"]
        made.added += len(turns)
        made.present += sum(record.kind == "turn" for record in batch) - len(turns)
        made.yours += sum(record.role == "user" for record in turns)
        for record in turns:
            made.spoke(record.speaker or "?")
            if record.conversation in self._trees:
                self._fresh[record.conversation] = record.id

    def _added(self, batch: list[Record]) -> list[Record]:
        """Put what is new of `batch` into the log, and return it."""
        self._parts.look()
        if not batch:
            return []
        in_a_row = [one for one in batch if one.kind == "turn" and self._follows_on(one.conversation)]
        self._order.before(one.conversation for one in in_a_row)
        fresh = self._common.history.extend(batch)
        self._order.after(in_a_row, {(one.conversation, one.id) for one in fresh if one.kind == "turn"})
        return fresh

    def _follows_on(self, conversation: str) -> bool:
        return conversation in self._last and conversation not in self._trees


def _utc(at: datetime | None, zone: tzinfo | None) -> str:
    """Return a time as the log writes it; empty where there is none, or none that the calendar has in UTC."""
    if at is None:
        return ""
    try:
        if at.tzinfo is None and zone is not None:
            at = at.replace(tzinfo=zone)
        return at.astimezone(UTC).isoformat(timespec="milliseconds")
    except (OverflowError, ValueError, OSError):
        return ""
