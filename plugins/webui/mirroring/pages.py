"""The pages of the Mirror: how ready the log is, and the clones that there are."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from whetstone.core.clones.listing import clones_of, mirror_jobs
from whetstone.core.errors import PluginError
from whetstone.core.forgetting.traces import traces
from whetstone.plugins.webui.mirroring import chat_pages, clone_pages
from whetstone.plugins.webui.mirroring.state import AT_ONCE, PATIENT, Mirrored, Reading
from whetstone.plugins.webui.mirroring.wording import Wording
from whetstone.plugins.webui.rendering.charts import interval
from whetstone.plugins.webui.rendering.templates import language_of
from whetstone.plugins.webui.site import Here

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/mirror")
def mirror(request: Request, site: Here, mirrored: Mirrored) -> HTMLResponse:
    """Show how ready the log is for a clone, and the clones."""
    unfinished = [job for job in mirror_jobs(site.host) if job.status != "done"]
    return site.page(
        request,
        "mirroring/mirror.html",
        **counted(mirrored, AT_ONCE),
        clones=clones_of(site.host),
        jobs=unfinished,
        w=Wording(language_of(request)),
    )


@router.get("/mirror/readiness")
def readiness(request: Request, site: Here, mirrored: Mirrored) -> HTMLResponse:
    """Show the count, or how far it is."""
    return site.page(request, "mirroring/readiness.html", **counted(mirrored, PATIENT))


@router.get("/mirror/measured")
def measured(request: Request, site: Here, mirrored: Mirrored) -> HTMLResponse:
    """Show what can be told of the log beside the count."""
    try:
        told, lacking = mirrored.measured(PATIENT), ""
    except PluginError as error:
        told, lacking = None, str(error)
    w = Wording(language_of(request))
    return site.page(request, "mirroring/measured.html", told=told, lacking=lacking, w=w, interval=interval)


@router.get("/mirror/forgetting/{id}")
def forgetting(request: Request, site: Here, id: str) -> HTMLResponse:
    """Show what would go with a clone, and what would stay."""
    return site.page(request, "mirroring/forgetting.html", found=traces(site.host, id))


def counted(mirrored: Mirrored, seconds: float) -> dict[str, Any]:
    """Return what a template shows of the count, after `seconds` at the most."""
    found = mirrored.counts(seconds)
    is_read = not isinstance(found, Reading)
    return {
        "reading": None if is_read else found,
        "counts": found if is_read else None,
        "goal": mirrored.goal,
    }


router.include_router(chat_pages.router)
router.include_router(clone_pages.router)
