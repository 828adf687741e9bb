"""The pages of the Forge."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from whetstone.core.extras import lacking
from whetstone.core.host import Host
from whetstone.core.values.job import NO_MODEL
from whetstone.core.values.model import ModelInfo
from whetstone.plugins.webui.agora.avatars import PICTURES
from whetstone.plugins.webui.agora.measurements import measurements
from whetstone.plugins.webui.agora.wording import numbers_of, words_for
from whetstone.plugins.webui.forging.looking import installed_as, look, outlook, signature_of
from whetstone.plugins.webui.forging.starting import forge_job, forge_jobs, packed
from whetstone.plugins.webui.rendering.templates import language_of
from whetstone.plugins.webui.site import Here, Site
from whetstone.plugins.webui.working.runner import JobState
from whetstone.plugins.webui.working.telling import telling

router = APIRouter(prefix="/forge", default_response_class=HTMLResponse)

_MOST_JOBS = 50
_BUDGET = 120


@router.get("")
def forge(request: Request, site: Here) -> HTMLResponse:
    """Show where files are dropped, and the jobs of earlier days."""
    models = site.host.models.known()
    spoken = language_of(request)
    return site.page(
        request,
        "forging/forge.html",
        models=models,
        chosen=_chosen(site.host, models),
        no_model=NO_MODEL,
        budget=_BUDGET,
        lacking=lacking("forge"),
        jobs=[telling(job, spoken) for job in forge_jobs(site)[:_MOST_JOBS]],
        most=site.settings.upload_mb << 20,
    )


@router.get("/uploads/{id}")
def uploaded(request: Request, site: Here, id: str) -> HTMLResponse:
    """Show what an upload is: a cartridge with all that is in it, texts, or neither."""
    looked = look(site.host, site.uploads.get(id))
    if looked.cartridge is None:
        return site.page(request, f"forging/{looked.kind}.html", looked=looked)
    cartridge = looked.cartridge
    facts = signature_of(site.host, cartridge)
    report = cartridge.report
    foreseen = outlook(site.host, cartridge)
    words: dict[str, Any] = {**words_for(language_of(request)), **PICTURES}
    return site.page(
        request,
        "forging/cartridge.html",
        looked=looked,
        cartridge=cartridge,
        facts=facts,
        warnings=facts.warnings(cartridge.id),
        outlook=foreseen,
        there=installed_as(site.host, cartridge, foreseen),
        measured=measurements(report) if report else None,
        told=numbers_of(report or {}),
        **words,
    )


@router.get("/{job}")
def job(request: Request, site: Here, job: str) -> HTMLResponse:
    """Show a persona being made: how far it is, what is found, and what came of it."""
    state = forge_job(site, job)
    return site.page(
        request,
        "forging/job.html",
        told=telling(state, language_of(request)),
        back="/forge",
        found=site.host.jobs.found(job),
        asked=state.parameters,
        **_made(site, state),
    )


@router.get("/{job}/result")
def result(request: Request, site: Here, job: str) -> HTMLResponse:
    """Show what came of a job."""
    state = forge_job(site, job)
    return site.page(request, "forging/result.html", job=state, **_made(site, state))


def _made(site: Site, state: JobState) -> dict[str, Any]:
    """Return the file that a job made, and what is drawn of the report in it."""
    file = packed(site, state) if state.status == "done" else None
    report = site.host.formats.read_file(file).report if file else None
    return {
        "file": file,
        "measured": measurements(report) if report else None,
        "figures": numbers_of(report or {}),
    }


def _chosen(host: Host, models: list[ModelInfo]) -> str:
    """Return the model that is proposed: that of the settings where it is ready, else none."""
    ready = {model.name for model in models if model.ready}
    wanted = host.jobs.model_name()
    return wanted if wanted in ready or host.models.about(wanted).ready else NO_MODEL
