"""Which chat format reads a file, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from whetstone.core.chats.files import NOT_GIVEN, ChatFile, chat_files, has_pages
from whetstone.core.errors import FormatError, WhetstoneError
from whetstone.core.values.chat import ChatFormat, ChatMessage, ChatPiece, Skipped
from whetstone.core.values.plugin import PluginRecord
from whetstone.core.values.turn import Record


@dataclass(frozen=True, slots=True)
class ChatSource:
    """A file, and the format that reads it."""

    file: ChatFile
    format: ChatFormat
    record: PluginRecord

    def pieces(self) -> Iterator[ChatPiece]:
        """Yield what is in it.

        Raises:
            FormatError: it, or the rest of it, cannot be read: one sentence with its name.
        """
        name = self.format.name
        with self.file.open() as file:
            try:
                for piece in self.format.read(file, self.file.name):
                    if not isinstance(piece, ChatMessage | Record | Skipped):
                        raise TypeError(f"it yielded a {type(piece).__name__}")
                    yield piece
            except FormatError as error:
                raise FormatError(
                    f"{self.file.shown} cannot be read: {error}", detail=error.detail
                ) from error
            except (WhetstoneError, *NOT_GIVEN, MemoryError, GeneratorExit):
                raise
            except Exception as error:
                fault = f"read() of the format {name} raised {type(error).__name__}: {error}"
                self.record.blame(fault)
                raise FormatError(f"{self.file.shown} cannot be read: {fault}") from error


class ChatReader:
    """The chat formats of one host, each with the record of the plugin that brings it."""

    def __init__(self, formats: Sequence[tuple[PluginRecord, ChatFormat]], absent: str = "") -> None:
        self._formats = formats
        self._absent = absent

    def names(self) -> tuple[str, ...]:
        """Return the names of the formats, in the order in which they are asked."""
        return tuple(format.name for _, format in self._formats)

    def sources(self, path: Path) -> list[ChatSource]:
        """Return the chats in the file or the zip archive `path`.

        Raises:
            FormatError: it cannot be read, or no format recognises anything in it.
        """
        found = [source for file in chat_files(path) if (source := self._recognised(file)) is not None]
        if not found:
            if has_pages(path):
                raise FormatError(f"{path} holds pages in HTML, which are not read; export the chat as JSON")
            known = ", ".join(self.names()) or "none"
            raise FormatError(
                f"{path} is no chat that an installed format knows; known are {known}{self._absent}"
            )
        return found

    def _recognised(self, file: ChatFile) -> ChatSource | None:
        head = file.head()
        for record, format in self._formats:
            try:
                if format.recognises(head, file.name):
                    return ChatSource(file, format, record)
            except Exception as error:
                fault = f"recognises() of the format {format.name} raised {type(error).__name__}: {error}"
                record.blame(fault)
        return None
