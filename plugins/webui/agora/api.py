"""The API of personas."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import Response

from whetstone.core.differences import differences
from whetstone.core.errors import PersonaNotFound
from whetstone.core.personas.finding import tags_of
from whetstone.core.personas.overlays import Overlay
from whetstone.core.values.persona import Persona
from whetstone.plugins.webui.agora import avatars, opened
from whetstone.plugins.webui.agora.asked import Asked
from whetstone.plugins.webui.agora.editing import edit
from whetstone.plugins.webui.agora.shapes import (
    Changes,
    Detail,
    Edit,
    Found,
    LibraryText,
    Piece,
    RollbackWish,
    RolledBack,
    TagCount,
    VersionInfo,
)
from whetstone.plugins.webui.agora.shelf import HereShelf
from whetstone.plugins.webui.refused import refusals
from whetstone.plugins.webui.site import Here

_REFUSALS = refusals(
    {
        404: "There is no such persona, version, text or picture.",
        409: "It cannot be done as things are.",
        422: "The request, or what the persona's files hold, does not fit.",
    }
)

router = APIRouter(tags=["personas"], responses=_REFUSALS)

Id = Annotated[str, Path(alias="persona", max_length=64, description="A persona's id.")]
Reference = Annotated[
    str,
    Path(
        alias="persona",
        max_length=150,
        description="`ID`, or `ID@VERSION`, `ID@HASH`, `ID@previous` for an earlier content.",
    ),
]


@router.get("/personas")
def personas(
    shelf: HereShelf,
    wanted: Asked,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Found:
    """Find personas, under the user's overlays."""
    found = shelf.find(wanted)
    return Found(
        total=len(found),
        offset=offset,
        personas=found[offset : offset + limit],
        tags=[TagCount(tag=tag, personas=number) for tag, number in tags_of(found, 24)],
    )


@router.get("/personas/{persona}")
def persona(site: Here, reference: Reference) -> Detail:
    """Return all about one persona but its texts and its report."""
    return opened.detail(site.host, opened.content(site.host, reference))


@router.patch("/personas/{persona}")
def change(site: Here, persona_id: Id, wish: Edit) -> Overlay:
    """Change a persona for this home's user; the cartridge stays as it came."""
    return edit(site.host, persona_id, wish)


@router.delete("/personas/{persona}")
def remove(site: Here, persona_id: Id) -> Persona:
    """Remove an installed persona; `restore` brings it back."""
    return site.host.registry.remove(persona_id)


@router.get("/removed")
def removed(site: Here) -> list[str]:
    """List the ids of removed personas that can be restored."""
    return site.host.registry.trash.ids()


@router.post("/personas/{persona}/restore")
def restore(site: Here, persona_id: Id) -> Persona:
    """Bring back the persona that was removed last under this id, with the user's changes to it."""
    return site.host.registry.restore(persona_id)


@router.get("/personas/{persona}/versions")
def versions(site: Here, persona_id: Id) -> list[VersionInfo]:
    """List the contents that an id has had: the current one, then the latest chosen."""
    return [VersionInfo.of(version) for version in site.host.registry.versions.of(persona_id)]


@router.get("/personas/{persona}/diff")
def diff(
    site: Here, reference: Reference, to: Annotated[str | None, Query(max_length=150)] = None
) -> Changes:
    """Tell what differs from the content `reference` to the content `to`, by default its id's current one."""
    found = differences(*opened.sides(site.host, reference, to))
    return Changes(same=found.same, changes=found)


@router.post("/personas/{persona}/rollback")
def roll_back(site: Here, persona_id: Id, wish: RollbackWish) -> RolledBack:
    """Make an earlier content current again; the user's changes stay. Another rollback takes it back."""
    before, after = site.host.registry.versions.roll_back(persona_id, wish.to)
    return RolledBack(
        outcome="unchanged" if before.persona == after.persona else "rolled back",
        before=VersionInfo.of(before),
        after=VersionInfo.of(after),
    )


@router.get("/personas/{persona}/report")
def report(site: Here, reference: Reference) -> dict[str, Any] | None:
    """Return the measured report that a persona carries, `null` where it carries none."""
    return opened.content(site.host, reference).cartridge.report


@router.get("/personas/{persona}/library")
def library(site: Here, reference: Reference) -> list[LibraryText]:
    """List the texts of a persona's library."""
    return opened.texts(opened.content(site.host, reference).cartridge)


@router.get("/personas/{persona}/library/{name}")
def library_text(
    site: Here,
    reference: Reference,
    name: Annotated[str, Path(max_length=150)],
    start: Annotated[int, Query(ge=0, le=1 << 40)] = 0,
    length: Annotated[int, Query(ge=1, le=1_000_000)] = 100_000,
) -> Piece:
    """Return a piece of a text of a persona's library, in characters."""
    return opened.piece(opened.content(site.host, reference).cartridge, name, start, length)


@router.get(
    "/personas/{persona}/avatar",
    response_class=Response,
    responses={
        200: {"content": {"image/webp": {}}, "description": "The picture."},
        304: {"description": "It is the one that is known already."},
    },
)
def avatar(
    site: Here,
    reference: Reference,
    side: Annotated[int, Query(ge=16, le=1_024)] = 256,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Return a persona's avatar: square, as WebP, no larger than `side` pixels."""
    persona = site.host.registry.find(reference)
    headers = {"Cache-Control": "private, no-cache", "ETag": f'"{persona.content_hash}-{side}"'}
    if if_none_match == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    data = site.host.registry.cartridge(persona).avatar
    picture = avatars.scaled(data, side) if data else None
    if picture is None:
        raise PersonaNotFound(f"{persona.id} has no avatar; a letter stands for it")
    return Response(picture, media_type="image/webp", headers=headers)


@router.get(
    "/personas/{persona}/export",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The file."}},
)
def export(
    site: Here,
    reference: Reference,
    format: Annotated[
        str | None, Query(max_length=60, description="A cartridge format; `.whetstone` if not given.")
    ] = None,
) -> Response:
    """Return a persona as a file that others can import."""
    return opened.export(site.host, reference, format)
