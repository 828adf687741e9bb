"""What an import would bring, told before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from whetstone.core.chats.importing import Common, FileImporting, surveys_of, unsaid
from whetstone.core.chats.outcome import FileImport
from whetstone.core.chats.reader import ChatReader
from whetstone.core.chats.speakers import Me, folded
from whetstone.core.chats.surveying import Conversations, Tell
from whetstone.core.errors import FormatError
from whetstone.core.history import History
from whetstone.core.values.turn import Record

_REMEMBERED = 1 << 18
"""So many messages back, at least, one that a file holds twice is told to be the same."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What is in chat files, and what an import of them would add.

    `files` count as those of an import; what they would add is told only where it is known who the user is
    in them. `speakers` counts who speaks in the files that do not say who that is, and `likely` are those of
    them who are probably the user. `messages` counts what is in the files. `failed` are sentences about
    files that cannot be read to their end.
    """

    files: list[FileImport]
    speakers: dict[str, int]
    likely: tuple[str, ...]
    messages: int
    failed: list[str]


def look(
    history: History,
    reader: ChatReader,
    paths: Sequence[Path],
    names: Collection[str],
    zone: tzinfo | None,
    known: Iterable[str],
    tell: Tell,
) -> Looked:
    """Return what importing `paths` would bring; nothing is written.

    `names` are the user's, as far as they were said, and `known` those under which the user is in the log.

    Raises:
        FormatError: none of the files can be read.
        HistoryError: nobody in them has one of the `names`.
        HomeError: the log cannot be read.
    """
    me = Me(names)
    surveys, failed = surveys_of(reader, paths, tell)
    speakers, open_ = unsaid(surveys)
    if names:
        me.check(speakers, open_)
    common = Common(history, Conversations(history, me), me, zone, tell)
    files, messages = [], 0
    for one in surveys:
        rehearsal = _Rehearsal(common, one)
        files.append(rehearsal.made)
        try:
            rehearsal.run()
        except FormatError as error:
            failed.append(str(error))
        messages += one.messages if not one.says else rehearsal.made.added + rehearsal.made.present
    likely = _likely([one.speakers for one in surveys if not one.says], [Path(p).stem for p in paths], known)
    return Looked(files, dict(speakers.most_common()), likely, messages, failed)


class _Rehearsal(FileImporting):
    """An import of which nothing is written."""

    _old: frozenset[tuple[str, str]] = frozenset()
    _new: frozenset[tuple[str, str]] = frozenset()

    def _settle(self) -> None:
        """Leave the log as it is."""

    def _added(self, batch: list[Record]) -> list[Record]:
        known = self._common.history.known(batch) | self._old | self._new
        fresh = {
            (record.conversation, record.id): record
            for record in reversed(batch)
            if (record.conversation, record.id) not in known
        }
        self._new = self._new.union(fresh)
        if len(self._new) > _REMEMBERED:
            self._old, self._new = self._new, frozenset()
        return list(fresh.values())


def _likely(files: Sequence[Counter[str]], stems: Sequence[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return who of the speakers is probably the user.

    That is who is called as the user is in the log; else the one who speaks in every one of several files;
    else, of two, the one by whom a chat's file is not named (`WhatsApp Chat with Bob`), and of more, the one
    who said as much as all others together.
    """
    speakers = [name for name, _ in sum(files, Counter[str]()).most_common()]
    ours = {folded(name) for name in known}
    if found := tuple(name for name in speakers if folded(name) in ours):
        return found
    everywhere = [name for name in speakers if all(name in file for file in files)]
    if len(files) > 1 and len(everywhere) == 1:
        return (everywhere[0],)
    if len(speakers) == 2:
        named = [name for name in speakers if any(folded(name) in folded(stem) for stem in stems)]
        if len(named) == 1:
            return tuple(name for name in speakers if name not in named)
    counts = sum(files, Counter[str]())
    return (speakers[0],) if len(speakers) > 2 and 2 * counts[speakers[0]] >= counts.total() else ()
