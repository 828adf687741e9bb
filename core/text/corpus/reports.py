"""What a corpus tells about itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """A work of a corpus: its title, the number of its file, and its size without what was left out.

    `characters`, `words` and `passages` count what is not repeated from elsewhere.
    """

    title: str
    source: int
    characters: int
    words: int
    passages: int


@dataclass(frozen=True, slots=True)
class RepeatedWork:
    """How many passages of a work (by its place among the works) stand in another, or earlier in itself."""

    work: int
    of: int
    passages: int
    characters: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """What was left out because it, or nearly it, stands earlier: altogether, and work by work."""

    passages: int
    characters: int
    works: tuple[RepeatedWork, ...]
