"""The pages of the Mirror."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from whetstone.core.errors import PluginError
from whetstone.plugins.webui.mirroring.state import Mirrored, Reading
from whetstone.plugins.webui.site import Here

router = APIRouter(default_response_class=HTMLResponse)

_AT_ONCE = 0.25
_PATIENT = 2.0
"""Seconds that a page, and a part of one, waits for what takes long."""


@router.get("/mirror")
def mirror(request: Request, site: Here, mirrored: Mirrored) -> HTMLResponse:
    """Show how ready the log is for a clone."""
    return site.page(request, "mirroring/mirror.html", **_counted(mirrored, _AT_ONCE))


@router.get("/mirror/readiness")
def readiness(request: Request, site: Here, mirrored: Mirrored) -> HTMLResponse:
    """Show the count, or how far it is."""
    return site.page(request, "mirroring/readiness.html", **_counted(mirrored, _PATIENT))


@router.get("/mirror/measured")
def measured(request: Request, site: Here, mirrored: Mirrored) -> HTMLResponse:
    """Show what can be told of the log beside the count."""
    try:
        told, lacking = mirrored.measured(_PATIENT), ""
    except PluginError as error:
        told, lacking = None, str(error)
    return site.page(request, "mirroring/measured.html", told=told, lacking=lacking)


def _counted(mirrored: Mirrored, seconds: float) -> dict[str, object]:
    found = mirrored.counts(seconds)
    if isinstance(found, Reading):
        return {"reading": found, "counts": None, "goal": mirrored.goal}
    return {"reading": None, "counts": found, "goal": mirrored.goal}
