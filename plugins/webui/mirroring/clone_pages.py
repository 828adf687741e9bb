"""The pages on which a clone is made, and on which one sees what came of it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from whetstone.core.errors import JobNotFound, SanitizerError
from whetstone.core.host import Host
from whetstone.core.sanitizing.explaining import explained, pieces
from whetstone.core.values.job import NO_MODEL
from whetstone.plugins.webui.mirroring.outcome import outcome
from whetstone.plugins.webui.mirroring.previewing import in_order
from whetstone.plugins.webui.mirroring.state import AT_ONCE, PATIENT, Mirrored, Reading
from whetstone.plugins.webui.mirroring.wording import Wording
from whetstone.plugins.webui.rendering.templates import language_of
from whetstone.plugins.webui.site import Here
from whetstone.plugins.webui.working.telling import telling

router = APIRouter(prefix="/mirror", default_response_class=HTMLResponse)

_TRIED = 200_000
"""Bytes of a text that is tried."""


@router.get("/new")
def new(request: Request, site: Here, mirrored: Mirrored) -> HTMLResponse:
    """Show what is taken out of the messages, and ask for what a clone takes."""
    found = mirrored.counts(AT_ONCE)
    return site.page(
        request,
        "mirroring/new.html",
        turns=None if isinstance(found, Reading) else found.answered,
        goal=mirrored.goal,
        **models(site.host),
    )


@router.get("/new/sanitized")
def sanitized(request: Request, site: Here, mirrored: Mirrored) -> HTMLResponse:
    """Show a sample of the user's messages before and after, or the sentence that says why there is none."""
    try:
        found, refused = mirrored.preview(PATIENT), ""
    except SanitizerError as error:
        found, refused = None, str(error)
    w = Wording(language_of(request))
    return site.page(request, "mirroring/sanitized.html", found=found, refused=refused, w=w)


@router.post("/new/try")
async def tried(request: Request, site: Here) -> HTMLResponse:
    """Show a text before and after: the body is the text."""
    text = (await request.body())[:_TRIED].decode("utf-8", "replace")
    done = await run_in_threadpool(explained, site.host.sanitizing, text)
    return site.page(
        request,
        "mirroring/tried.html",
        pieces=tuple(pieces(text, done.found)),
        counts=in_order(done.counts),
        looked=done.looked,
        w=Wording(language_of(request)),
    )


@router.get("/{job}")
def one(request: Request, site: Here, job: str) -> HTMLResponse:
    """Show a clone being made or looked at again, and what came of it."""
    state = site.jobs.state(job)
    if state.kind not in ("clone", "audit"):
        raise JobNotFound(f"the job {job} is none of the Mirror's")
    spoken = language_of(request)
    return site.page(
        request,
        "mirroring/job.html",
        told=telling(state, spoken),
        back="/mirror",
        **outcome(site.host, state),
        w=Wording(spoken),
        **models(site.host),
    )


def models(host: Host) -> dict[str, Any]:
    """Return the models to choose from, those that are ready first, and the one that is asked by default."""
    known = sorted(host.models.known(), key=lambda info: not info.ready)
    default = host.jobs.model_name()
    names = dict.fromkeys([*(info.name for info in known), default])
    return {"models": [name for name in names if name != NO_MODEL], "default": default, "no_model": NO_MODEL}
