"""The job kind `audit`: a clone is looked at again, against the log as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from whetstone.core.errors import MirrorError
from whetstone.core.values.job import NO_MODEL, Work

CHATS = 24
"""Chats that try to get the log out of a clone, where nobody says how many."""


class AuditParameters(BaseModel):
    """A clone to be looked at: its id, which content, and the model to chat with it, in how many chats."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    content_hash: str
    model: str = NO_MODEL
    budget: int = Field(default=CHATS, ge=0, le=100_000)


class Audit:
    """Looks for leaks in an installed clone, and in what it says, with the strongest sanitizer there is."""

    name = "audit"
    parameters: type[BaseModel] = AuditParameters

    def run(self, work: Work, parameters: AuditParameters) -> Mapping[str, Any]:
        """Return what was found, what looked and what it can miss; a leak is a result, and no failure.

        Raises:
            MirrorError: the persona is no clone.
            PersonaNotFound, CartridgeError: its content is not here, or is damaged.
            SanitizerError: the log is withheld.
            LeakError: the model said nothing at all, so nothing is known.
            ModelError: the model is not known or cannot be opened.
        """
        from whetstone.plugins.mirror.audit_looking import audited

        cartridge = work.host.registry.versions.content(parameters.id, parameters.content_hash)
        if cartridge.metadata.type != "clone":
            raise MirrorError(f"{parameters.id} is no clone, so it was not made from your chats")
        asking = None
        if parameters.model != NO_MODEL and parameters.budget:
            asking = work.model(parameters.model, parameters.budget)
        return audited(work, parameters.id, cartridge, asking)
