"""The job kind `import`: chats that were uploaded go into the log."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from whetstone.core.errors import FormatError, HistoryError
from whetstone.core.values.job import Progress, Work

if TYPE_CHECKING:
    from whetstone.core.chats.outcome import FileImport

KIND = "import"

_IMPORTING = "importing "
_OPTIONS = {"give --me NAME, one of:": "say which is you:", "give --me one of:": "there are"}
"""What sentences of the command line tell to do, and what they say where nothing is typed."""


class ImportParameters(BaseModel):
    """Chats to import: the paths of `files`, the user's names in them (`me`), and the zone of their times."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: tuple[str, ...] = Field(min_length=1)
    me: tuple[str, ...] = ()
    zone: str = ""


class ImportChats:
    """Imports chats as `whetstone history import` does; run again, it adds nothing twice."""

    name = KIND
    parameters: type[BaseModel] = ImportParameters

    def run(self, work: Work, parameters: ImportParameters) -> Mapping[str, Any]:
        """Return what came of it, in numbers; no name of anybody is in there but those of files.

        Raises:
            FormatError: none of the files can be read, or there is no such zone.
            HistoryError: it is not clear who the user is.
            HomeError: the log cannot be written.
        """
        host, paths = work.host, [Path(file) for file in parameters.files]

        def tell(progress: Progress) -> None:
            phase, note = progress.phase, ""
            if phase.startswith(_IMPORTING):
                phase, note = "importing", phase.removeprefix(_IMPORTING)
            work.tell(phase, progress.done, progress.total, note)

        host.history.progress = lambda done, total: work.tell("indexing the log", done >> 10, total >> 10)
        try:
            came = host.chats.import_files(paths, parameters.me, parameters.zone, tell)
        except (FormatError, HistoryError) as error:
            raise type(error)(called(str(error), paths), detail=error.detail) from error
        return {
            "added": came.added,
            "already_there": came.present,
            "yours": came.yours,
            "conversations": came.conversations,
            "joined": sum(one.joined for one in came.taken),
            "answered": came.answered,
            "answered_before": came.answered_before,
            "failed": [called(sentence, paths) for sentence in came.failed],
            "files": [told(one, paths) for one in came.files],
        }


def told(one: FileImport, paths: Iterable[Path]) -> dict[str, Any]:
    """Return what came of one file in plain values, without the names of who speaks."""
    return {
        "file": called(one.file, paths),
        "format": one.format,
        "added": one.added,
        "already_there": one.present,
        "yours": one.yours,
        "conversations": one.conversations,
        "absent": one.absent,
        "skipped": [
            {"reason": reason, "count": passed.count, "line": passed.line}
            for reason, passed in sorted(one.skipped.items(), key=lambda item: -item[1].count)
        ],
    }


def called(text: str, paths: Iterable[Path]) -> str:
    """Return `text` with the files called as whoever sent them calls them, and no option of a command."""
    for path in paths:
        text = text.replace(f"{path.parent}{os.sep}", "")
    for option, said in _OPTIONS.items():
        text = text.replace(option, said)
    return text
