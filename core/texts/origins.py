"""What a reading must know of its file, and what it notes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Origin(Protocol):
    """What a reading must know of its file."""

    @property
    def number(self) -> int:
        """Its number among those that are read."""

    @property
    def path_shown(self) -> str:
        """Its path from what the user named."""

    @property
    def name(self) -> str:
        """Its own name."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A section that was taken in though others write where it stands, and `why`."""

    source: int
    where: str
    why: str
    characters: int
    begins: str
