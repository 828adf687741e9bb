"""The page on which chats from elsewhere are brought in, and taken out again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from whetstone.core.chats.sources import source_with, sources
from whetstone.core.errors import JobNotFound
from whetstone.plugins.webui.mirroring.history_api import detail, look
from whetstone.plugins.webui.mirroring.importing import KIND
from whetstone.plugins.webui.mirroring.state import PATIENT, Mirrored, Reading
from whetstone.plugins.webui.mirroring.wording import Wording
from whetstone.plugins.webui.rendering.templates import language_of
from whetstone.plugins.webui.site import Here
from whetstone.plugins.webui.working.telling import telling

router = APIRouter(prefix="/mirror/chats", default_response_class=HTMLResponse)

_LISTED = 50
"""Conversations of a source that are shown at once."""

Names = Annotated[list[str], Query(max_length=1000)]


@router.get("")
def chats(request: Request, site: Here) -> HTMLResponse:
    """Show how chats are brought in, and where those come from that are there."""
    w = Wording(language_of(request))
    return site.page(request, "mirroring/chats.html", running=_running(request, site), w=w)


@router.get("/sources")
def list_sources(request: Request, site: Here, mirrored: Mirrored) -> HTMLResponse:
    """Show where the chats of the log come from, or how far it is read."""
    found = mirrored.counts(PATIENT)
    if isinstance(found, Reading):
        return site.page(request, "mirroring/reading.html", reading=found)
    w = Wording(language_of(request))
    return site.page(request, "mirroring/sources.html", sources=sources(site.host.history), w=w)


@router.get("/sources/{source}")
def one_source(
    request: Request,
    site: Here,
    source: str,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> HTMLResponse:
    """Show the conversations of a source, and what would go with it."""
    about, found = source_with(site.host.history, source)
    return site.page(
        request,
        "mirroring/source.html",
        told=None if offset else detail(site.host, about, found),
        conversations=found[offset : offset + _LISTED],
        offset=offset,
        rest=max(0, len(found) - offset - _LISTED),
        w=Wording(language_of(request)),
    )


@router.get("/look")
def look_into(
    request: Request,
    site: Here,
    upload: Annotated[list[str], Query(min_length=1, max_length=1000)],
    me: Names = [],  # noqa: B006
    zone: Annotated[str, Query(max_length=64)] = "",
) -> HTMLResponse:
    """Show what is in chats that were uploaded, and what an import would bring."""
    paths = [site.uploads.get(id).path for id in upload]
    found = look(site.host, paths, me, zone)
    w = Wording(language_of(request))
    return site.page(request, "mirroring/look.html", found=found, me=me, zone=zone, w=w)


@router.get("/imports/{job}")
def importing(request: Request, site: Here, job: str) -> HTMLResponse:
    """Show an import: at work, or what came of it."""
    state = site.jobs.state(job)
    if state.kind != KIND:
        raise JobNotFound(f"the job {job} imports nothing")
    spoken = language_of(request)
    return site.page(
        request,
        "mirroring/import.html",
        told=telling(state, spoken),
        back="/mirror/chats",
        goal=site.host.settings.core.mirror.turns,
        w=Wording(spoken),
    )


def _running(request: Request, site: Here) -> object:
    """Return the import that is under way or was interrupted, if there is one."""
    spoken = language_of(request)
    open_ = (job for job in site.jobs.list() if job.kind == KIND and job.status in ("running", "interrupted"))
    return next((telling(job, spoken) for job in open_), None)
