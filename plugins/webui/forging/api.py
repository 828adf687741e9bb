"""The API of the Forge: what was uploaded is looked at, imported, or made into a persona."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from whetstone.core.errors import JobNotFound, PersonaNotFound
from whetstone.core.importing import importing
from whetstone.core.values.cartridge import Cartridge
from whetstone.plugins.webui.agora import avatars
from whetstone.plugins.webui.forging.looking import (
    Looked,
    cartridge_in,
    installed_as,
    look,
    outlook,
    signature_of,
)
from whetstone.plugins.webui.forging.shapes import (
    BatchWish,
    CartridgeTold,
    Contents,
    ForgeWish,
    ImportTold,
    ImportWish,
)
from whetstone.plugins.webui.forging.starting import forge_job, packed, start
from whetstone.plugins.webui.refused import refusals
from whetstone.plugins.webui.site import Here, Site
from whetstone.plugins.webui.working.runner import JobState

_REFUSALS = refusals(
    {
        404: "There is no such upload or job.",
        409: "Another content, or another key, stands in the way.",
        422: "The file is damaged, or the request does not fit.",
    }
)

router = APIRouter(tags=["forge"], responses=_REFUSALS)

_AVATAR_SIDE = 256


@router.get("/uploads/{id}/contents")
def contents(site: Here, id: str) -> Contents:
    """Tell what an upload is, by its content: a cartridge, texts, or neither."""
    return told(look(site.host, site.uploads.get(id)))


@router.get("/uploads/{id}/cartridge")
def cartridge(site: Here, id: str) -> CartridgeTold:
    """Show all that is in a cartridge, and what importing it would come to; nothing is installed."""
    found = cartridge_in(site.host, site.uploads.get(id))
    facts = signature_of(site.host, found)
    foreseen = outlook(site.host, found)
    return CartridgeTold(
        upload=id,
        id=found.id,
        name=found.name,
        type=found.metadata.type,
        content_hash=found.content_hash,
        metadata=found.metadata.model_dump(mode="json", exclude_none=True),
        prompt=found.prompt,
        config=found.config.model_dump(mode="json"),
        files={name: len(data) for name, data in sorted(found.files.items())},
        notes=list(found.notes),
        report=found.report,
        signature=facts,
        signature_words=facts.in_words(),
        warnings=facts.warnings(found.id),
        outlook=foreseen,
        installed_as=installed_as(site.host, found, foreseen),
    )


@router.get("/uploads/{id}/cartridge/avatar", response_class=Response)
def avatar(site: Here, id: str) -> Response:
    """Return the avatar of a cartridge that was uploaded, decoded and written anew."""
    data = cartridge_in(site.host, site.uploads.get(id)).avatar
    picture = avatars.scaled(data, _AVATAR_SIDE) if data else None
    if picture is None:
        raise PersonaNotFound("this cartridge has no picture")
    return Response(picture, media_type="image/webp")


@router.post("/personas/import")
def import_one(site: Here, wish: ImportWish) -> ImportTold:
    """Import a cartridge that was uploaded."""
    upload = site.uploads.get(wish.upload)
    found = cartridge_in(site.host, upload)
    with importing(site.host.registry) as batch:
        batch.add(lambda: found, **_choices(wish))
    if batch.error is not None:
        raise batch.error
    site.uploads.remove(upload.id)
    return ImportTold(upload=wish.upload, result=batch.outcomes[0])


@router.post("/personas/import/batch")
def import_many(site: Here, wish: BatchWish) -> list[ImportTold]:
    """Import cartridges that were uploaded, with one change of the list, and an outcome for each."""
    with importing(site.host.registry) as batch:
        for one in wish.cartridges:
            batch.add(partial(_read, site, one.upload), **_choices(one))
    done = [
        ImportTold(upload=one.upload, result=outcome)
        for one, outcome in zip(wish.cartridges, batch.outcomes, strict=True)
    ]
    for id in {one.upload for one in done if one.result.outcome != "failed"}:
        site.uploads.remove(id)
    return done


@router.post("/personas/forge", status_code=201)
def forge(site: Here, wish: ForgeWish) -> JobState:
    """Begin to make a persona of texts that were uploaded; it is installed when it is done.

    The job is told of by `/jobs/{id}`.
    """
    return start(site, wish)


@router.get("/jobs/{id}/cartridge", response_class=FileResponse)
def made(site: Here, id: str) -> FileResponse:
    """Return the file of the persona that a job of the Forge made."""
    path = packed(site, forge_job(site, id))
    if path is None:
        raise JobNotFound(f"the job {id} has made no file")
    return FileResponse(path, filename=path.name, media_type="application/octet-stream")


def told(looked: Looked) -> Contents:
    """Return what an upload is, as the API tells it."""
    return Contents(
        upload=looked.upload.id,
        name=looked.upload.name,
        kind=looked.kind,
        reason=looked.reason,
        texts=[source.path_shown for source in looked.texts if not source.skipped],
        passed_over={source.path_shown: source.skipped for source in looked.texts if source.skipped},
    )


def _read(site: Site, id: str) -> Cartridge:
    return cartridge_in(site.host, site.uploads.get(id))


def _choices(wish: ImportWish) -> dict[str, Any]:
    return {"as_id": wish.as_id, "replace": wish.replace, "accept_signature": wish.accept_signature}
