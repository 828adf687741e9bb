"""What was looked for, and what was found: where, how much, never the words themselves."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from whetstone.core.errors import LeakError

Kind = Literal["copied", "removed", "canary", "found again"]

_TOLD = {
    "copied": "words in a row from the log",
    "removed": "what the sanitizer had removed",
    "canary": "a canary that was planted in the log",
    "found again": "what the second scan would remove",
}


@dataclass(frozen=True, slots=True)
class LeakFinding:
    """Something that must not stand where it stands.

    `kind` is `copied` (eight words or more of the log), `removed` (an original of the sanitizer's, by its
    `type`), `canary` (by its kind) or `found again` (by the second scan, by its type). `file` and `place`
    say where: a line, or a path in JSON. `words` is how many words are concerned, `count` how often that
    was found there.
    """

    kind: Kind
    file: str
    place: str
    type: str = ""
    words: int = 0
    count: int = 1

    @property
    def told(self) -> str:
        """What was found, for people."""
        if self.kind == "copied":
            return f"{self.words} {_TOLD[self.kind]}"
        return f"{_TOLD[self.kind]} ({self.type})" if self.type else _TOLD[self.kind]


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked at, in numbers.

    `log_texts` and `log_bytes` (letters and digits) were compared with `files` files of `bytes` bytes and
    `replies` replies of extraction chats. Of the `removed` originals, `too_short` are so short that nothing
    can be said about them. `canaries` were looked for; `scan` names the second scan, empty where none ran.
    `closed` are files of which only readable stretches could be compared.
    """

    log_texts: int = 0
    log_bytes: int = 0
    files: int = 0
    bytes: int = 0
    removed: int = 0
    too_short: int = 0
    canaries: int = 0
    replies: int = 0
    scan: str = ""
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeakReport:
    """What was found, the worst first, and what was looked at.

    `noticed` is no leak: what the second scan takes for names that the log does not have, or for ordinary
    words, and names that a model in a chat made up, and that the log has too.
    """

    findings: tuple[LeakFinding, ...]
    looked: Looked
    noticed: tuple[LeakFinding, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        """Return the report in plain JSON values; no word of the log is in it."""
        looked = {**asdict(self.looked), "closed": list(self.looked.closed)}
        return {
            "clean": self.clean,
            "looked_at": looked,
            "findings": [asdict(finding) for finding in self.findings],
            "noticed": [asdict(finding) for finding in self.noticed],
        }

    def refuse(self, so: str = "nothing was saved") -> None:
        """Return where the report is clean; else say so, and what became of it.

        Raises:
            LeakError: it is not: what was found where, and what to do.
        """
        if self.clean:
            return
        first = self.findings[0]
        more = len(self.findings) - 1
        others = f", and {more} more place{'s' if more > 1 else ''}" if more else ""
        lines = [f"{found.file}, {found.place}: {found.told}, {found.count} x" for found in self.findings]
        raise LeakError(
            f"{first.file}, {first.place} holds {first.told}{others}, so {so}; make it again, best with a "
            "larger model (--debug lists every place)",
            detail="\n".join(lines),
        )
