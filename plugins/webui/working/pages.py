"""The parts of pages that show a job at work."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from whetstone.plugins.webui.rendering.templates import language_of
from whetstone.plugins.webui.site import Here
from whetstone.plugins.webui.working.telling import telling

router = APIRouter(prefix="/jobs", default_response_class=HTMLResponse)


@router.get("/{id}/panel")
def panel(request: Request, site: Here, id: str) -> HTMLResponse:
    """Show how far a job is, and what can be done about it."""
    told = telling(site.jobs.state(id), language_of(request))
    return site.page(request, "working/panel.html", told=told)


@router.get("/{id}/found")
def found(
    request: Request, site: Here, id: str, after: Annotated[int, Query(ge=0, le=1_000_000)] = 0
) -> HTMLResponse:
    """Show what a job found, without the first `after`."""
    return site.page(request, "working/found.html", found=site.host.jobs.found(id, after))
