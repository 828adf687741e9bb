"""What a check finds, as a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "fault"]

Repair = Callable[[], Sequence["str | Finding"]]
"""Mends what was found and returns what it did, a sentence each, and what it could not mend, as findings.

Raises `WhetstoneError` where it could do nothing.
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check saw.

    `state` is `ok`; `note` (worth knowing, nothing is lost by it); or `fault`. `told` is one sentence: what,
    where, what to do. It holds no secret, no prompt and nothing that was said in a chat.
    """

    state: State
    told: str
    repair: Repair | None = None


def fine(told: str) -> Finding:
    """Return a finding that all is well."""
    return Finding("ok", told)


def note(told: str, repair: Repair | None = None) -> Finding:
    """Return a finding that is worth knowing."""
    return Finding("note", told, repair)


def fault(told: str, repair: Repair | None = None) -> Finding:
    """Return a finding that something is damaged or will not work."""
    return Finding("fault", told, repair)


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return `number` with the noun that fits it: `1 persona`, `2 personas`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
