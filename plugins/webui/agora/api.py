"""The API of personas."""

from __future__ import annotations

from fastapi import APIRouter

from whetstone.core.values.persona import Persona
from whetstone.plugins.webui.site import Here

router = APIRouter(tags=["personas"])


@router.get("/personas")
def personas(site: Here) -> list[Persona]:
    """List the personas, by id."""
    return site.host.registry.personas()
