"""Chats from elsewhere: what a chat format reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol, runtime_checkable

from whetstone.core.values.turn import Record


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """What one speaker said, in the order of the file.

    Attributes:
        speaker: the name of who spoke, as the file spells it.
        text: the words, without marks of the format.
        at: when. Without a time zone it is the clock of the place where it was written; `None` where the
            file does not say it.
        conversation: the file's own id of the conversation, the same in every export; empty where the file is
            one conversation and has no id for it.
        title: the conversation's title, where the file has one.
        id: the file's own id of the message, the same in every export; empty where there is none.
        parent: the id of the message that this one answers, where the file is a tree; an empty string at the
            start; `None` where it follows the message before it in its conversation. The branch that is
            shown stands last.
        mine: whether it is the user's, where the file itself says so; a format says it of every message or
            of none.
        model: the model that wrote it, where the file says so.
    """

    speaker: str
    text: str
    at: datetime | None = None
    conversation: str = ""
    title: str = ""
    id: str = ""
    parent: str | None = None
    mine: bool | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """What stands in a file and was not read.

    `reason` is in the plural (`joins and parts`, `lines that are not UTF-8`), the same for all of its kind.
    `line` is the number of the line, from 1, where something is damaged; 0 where it is as it should be.
    """

    reason: str
    line: int = 0


ChatPiece = ChatMessage | Record | Skipped
"""What a chat format yields. A `Record`, from another log of Whetstone, is kept as it is."""


@runtime_checkable
class ChatFormat(Protocol):
    """Reads one kind of chat export. Returned by `whetstone_chat_formats`.

    Attributes:
        name: how the format is called; it is kept as the `source` of each record. Small letters and dashes.
    """

    name: str

    def recognises(self, head: bytes, filename: str) -> bool:
        """Return whether a file that begins with `head` (at most 256 KiB) is one; look at what it holds."""

    def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
        """Yield what is in `file`, which is open at its start and can be sought in, piece by piece.

        A file may be larger than memory. It is read more than once, and gives the same each time. A line that
        is damaged is `Skipped`, and what follows is read.

        Raises:
            FormatError: nothing more can be read: one clause, without the name.
        """
