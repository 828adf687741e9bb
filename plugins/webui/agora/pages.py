"""The pages of the Agora."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from whetstone.plugins.webui.site import Here

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/")
def agora(request: Request, site: Here) -> HTMLResponse:
    """Show the personas."""
    return site.page(request, "agora/agora.html", personas=site.host.registry.personas())
