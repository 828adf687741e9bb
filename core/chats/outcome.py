"""What came of an import."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Passed:
    """How much was skipped for one reason. `line` is the first such line; 0 where nothing is damaged."""

    count: int = 0
    line: int = 0


@dataclass(slots=True)
class FileImport:
    """What came of one file.

    `added` and `present` count messages: those that are new in the log, and those that were there. `speakers`
    counts who said what was added, `yours` how much of it is the user's. `absent` says that the user does not
    speak in it, so that nothing of it was taken. `joined` counts conversations of the log that
    held a part of this one each, and are in it now.
    """

    file: str
    format: str
    added: int = 0
    present: int = 0
    yours: int = 0
    conversations: int = 0
    absent: bool = False
    joined: int = 0
    speakers: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, Passed] = field(default_factory=dict)

    def spoke(self, speaker: str) -> None:
        """Count a message that was added."""
        self.speakers[speaker] = self.speakers.get(speaker, 0) + 1

    def skip(self, reason: str, line: int) -> None:
        """Count what was not read."""
        passed = self.skipped.setdefault(reason, Passed())
        passed.count += 1
        passed.line = passed.line or line


@dataclass(slots=True)
class Imported:
    """What came of all files. `failed` are sentences about those that could not be read to their end.

    `answered` is how many turns of the user count in the whole log afterwards, and `answered_before` how many
    did before.
    """

    files: list[FileImport]
    failed: list[str]
    answered_before: int
    answered: int

    @property
    def taken(self) -> list[FileImport]:
        """The files in which the user speaks."""
        return [one for one in self.files if not one.absent]

    @property
    def added(self) -> int:
        """How many messages are new in the log."""
        return sum(one.added for one in self.taken)

    @property
    def present(self) -> int:
        """How many messages were there."""
        return sum(one.present for one in self.taken)

    @property
    def yours(self) -> int:
        """How many of the new ones are the user's."""
        return sum(one.yours for one in self.taken)

    @property
    def conversations(self) -> int:
        """How many conversations they are in."""
        return sum(one.conversations for one in self.taken)
