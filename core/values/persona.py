"""A persona as this home knows it, and the shelves that bring bundled ones."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from whetstone.core.errors import SettingsError
from whetstone.core.values.cartridge import PersonaType

Origin = Literal["builtin", "imported", "forged", "mirrored"]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ID_LENGTH = 64
DEVICE_NAMES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
"""Names that Windows keeps for devices, in lower case, with any ending."""


class Persona(BaseModel):
    """One entry of `personas.json`, or a bundled persona in the same shape.

    `type` travels with the cartridge; `origin` says how it came to be here. `path` is the folder of
    its files, relative to the home for an installed one and absolute for a bundled one. `signed_by` is the
    key (`ed25519:` and 64 hex digits) whose signature it was installed with. `chosen_at` is when this
    content became the current one of its id, which tells the latest of several install records. `hides`
    is the origin's name of a bundled persona with the same id that this one stands in front of.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    id: str
    name: str
    type: PersonaType
    origin: Origin
    version: str
    author: str
    source_hash: str
    content_hash: str
    path: str
    description: str | None = None
    tags: tuple[str, ...] = ()
    installed_at: str | None = None
    signed_by: str | None = None
    chosen_at: str | None = None
    favourite: bool = False
    hides: str | None = None


@dataclass(frozen=True, slots=True)
class PersonaShelf:
    """A folder of bundled personas, each subfolder an unpacked cartridge named by its id.

    Returned by `whetstone_personas`. The folder is read where it lies and never written to.
    """

    name: str
    folder: Path


def is_persona_id(text: str) -> bool:
    """Return whether `text` is a persona id: lower-case letters, digits and single hyphens, 64 at most."""
    return len(text) <= _ID_LENGTH and _ID.fullmatch(text) is not None and text not in DEVICE_NAMES


def persona_id(text: str) -> str:
    """Return a persona id made from any text; the same text gives the same id.

    Accents are dropped; a text in which nothing is left (another script) becomes `persona-` and eight
    hex digits of its hash.
    """
    slug = _slug(text)
    if not slug:
        return f"persona-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    return f"{slug[: _ID_LENGTH - 8]}-persona" if slug in DEVICE_NAMES else slug


def new_persona_id(name: str, given: str | None = None) -> str:
    """Return the id that is `given` for a new persona, or one made from its name.

    Raises:
        SettingsError: it is no id.
    """
    chosen = given or persona_id(name)
    if not is_persona_id(chosen):
        raise SettingsError(f"{chosen!r} is no id: small letters, digits and single hyphens, 64 at most")
    return chosen


def tells_its_name(id: str, name: str) -> bool:
    """Return whether an id is anything but digits that `persona_id` made of a name in another script."""
    return bool(_slug(name)) or id != persona_id(name)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:_ID_LENGTH].strip("-")
