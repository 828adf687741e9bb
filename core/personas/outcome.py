"""What became of a cartridge that was to be installed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from whetstone.core.values.persona import Persona

Outcome = Literal["installed", "replaced", "unchanged", "repaired", "signed", "unsigned"]


@dataclass(frozen=True, slots=True)
class Installed:
    """What became of one cartridge: its persona, and whether anything changed.

    `repaired` means that it was installed already, with files that were no longer what they should be;
    `signed` and `unsigned`, that the content is the same, with a new signature or without the one it had.
    `hides` is the name of the bundled persona that it stands in front of from now on. `notes` tell what
    its signature changed.
    """

    persona: Persona
    outcome: Outcome
    hides: str | None = None
    notes: tuple[str, ...] = ()
