"""The Agora: the personas as cards, and the fragments that its page is made of."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from whetstone.core.personas.finding import Wanted
from whetstone.plugins.webui.agora import avatars
from whetstone.plugins.webui.agora.asked import Asked, address
from whetstone.plugins.webui.agora.avatars import PICTURES
from whetstone.plugins.webui.agora.shelf import PAGE, HereShelf, Shown
from whetstone.plugins.webui.site import Here, Site

router = APIRouter(default_response_class=HTMLResponse)

_MOST = 20 * PAGE
"""Cards of one page, when more and more were asked for."""

_Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@router.get("/")
def agora(
    request: Request,
    site: Here,
    shelf: HereShelf,
    wanted: Asked,
    offset: _Offset = 0,
    shown: Annotated[int, Query(ge=1, le=_MOST)] = PAGE,
) -> HTMLResponse:
    """Show the personas that are wanted, as cards."""
    found = shelf.show(wanted, offset, shown)
    return site.page(
        request, "agora/agora.html", removed=len(_removed(site)), **_context(wanted, found, offset)
    )


@router.get("/removed")
def removed(request: Request, site: Here) -> HTMLResponse:
    """Show what was removed and can be brought back."""
    return site.page(request, "agora/trash.html", ids=_removed(site))


@router.get("/agora/cards")
def cards(
    request: Request, site: Here, shelf: HereShelf, wanted: Asked, first: _Offset = 0, offset: _Offset = 0
) -> HTMLResponse:
    """Return what was found from `offset` on; `first` is where the page begins that it is added to."""
    found = shelf.show(wanted, offset, PAGE)
    template = "agora/cards.html" if offset > first else "agora/found.html"
    return site.page(request, template, **_context(wanted, found, first))


@router.get("/agora/avatars")
def sheet(
    shelf: HereShelf,
    of: Annotated[str, Query(pattern=rf"^([0-9a-f]{{{avatars.DIGITS}}}){{1,{PAGE}}}$")],
) -> Response:
    """Return the avatars of a page's cards in one picture."""
    picture, whole = shelf.sheet(of)
    kept = "private, max-age=31536000, immutable" if whole else "no-store"
    return Response(picture, media_type="image/webp", headers={"Cache-Control": kept})


def _removed(site: Site) -> list[str]:
    return site.host.registry.trash.ids()


def _context(wanted: Wanted, found: Shown, first: int) -> dict[str, Any]:
    """Return what the templates are filled with.

    What follows has two addresses: as a page with all that is shown already, and as cards alone.
    """
    end, shown = found.end, found.end - first + PAGE
    longer = shown <= _MOST
    whole = {"offset": first, "shown": shown} if longer else {"offset": end}
    return {
        "wanted": wanted,
        "shown": found,
        "more": f"/?{address(wanted, **whole)}",
        "rest": f"/agora/cards?{address(wanted, first=first, offset=end)}" if longer else "",
        "here": lambda tag: f"/?{address(replace(wanted, tag=tag))}",
        **PICTURES,
    }
