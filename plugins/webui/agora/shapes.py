"""What the API of personas takes and answers."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from whetstone.core.differences import Differences
from whetstone.core.personas.overlays import Overlay
from whetstone.core.personas.versions import Place, Version
from whetstone.core.signing.facts import SignatureFacts
from whetstone.core.values.persona import Persona


class TagCount(BaseModel):
    """A tag, and how many of the personas that were found have it."""

    tag: str
    personas: int


class Found(BaseModel):
    """Personas that were found: `total` of them, of which these begin at `offset`."""

    total: int
    offset: int
    personas: list[Persona]
    tags: list[TagCount]


class LibraryText(BaseModel):
    """A text of a library and its length in characters."""

    name: str
    characters: int


class Piece(BaseModel):
    """The characters `start` to `end` of a text that has `characters` of them."""

    name: str
    characters: int
    start: int
    end: int
    text: str


class Detail(BaseModel):
    """All about one persona.

    `current` says whether it is what the id stands for now. `config` is what holds under the user's
    `overlay`, `metadata` are the cartridge's own. `warnings` are what to know of its signature.
    """

    persona: Persona
    current: bool
    metadata: dict[str, Any]
    prompt: str
    config: dict[str, Any]
    overlay: Overlay
    library: list[LibraryText]
    files: dict[str, int]
    signature: SignatureFacts
    warnings: list[str]
    has_avatar: bool
    has_report: bool


class VersionInfo(BaseModel):
    """A content that an id has had; `place` is where it lies, and `damaged` what is wrong with it."""

    id: str
    name: str
    version: str
    content_hash: str
    author: str
    origin: str
    installed_at: str | None
    chosen_at: str | None
    signed_by: str | None
    place: Place
    current: bool
    damaged: str | None

    @classmethod
    def of(cls, version: Version) -> VersionInfo:
        """Return what is told of a version."""
        own = set(cls.model_fields) - {"place", "current", "damaged"}
        return cls(
            **version.persona.model_dump(mode="json", include=own),
            place=version.place,
            current=version.current,
            damaged=version.fault,
        )


class Changes(BaseModel):
    """What differs between two contents; `same` where no byte does."""

    same: bool
    changes: Differences


class RollbackWish(BaseModel):
    """Which content to return to: a version or a hash, the one before the current one if not given."""

    model_config = ConfigDict(extra="forbid")

    to: str | None = Field(default=None, max_length=80)


class RolledBack(BaseModel):
    """What was current, and what is."""

    outcome: Literal["rolled back", "unchanged"]
    before: VersionInfo
    after: VersionInfo


class Edit(BaseModel):
    """Changes to the user's overlay of a persona, as a JSON Merge Patch (RFC 7396): `null` takes one back.

    `config` holds keys of `config.json`. What is not named stays; `reset` takes earlier changes back first.
    """

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    tags: list[str] | None = None
    favourite: bool | None = None
    model: str | None = None
    config: dict[str, Any] = Field(default_factory=dict)
    reset: bool = False
