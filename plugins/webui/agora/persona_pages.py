"""A persona's page, and those of its texts, its earlier contents and what differs between two of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from whetstone.core.differences import differences
from whetstone.core.errors import CartridgeError, PersonaNotFound
from whetstone.core.host import Host
from whetstone.core.personas.versions import Version
from whetstone.core.values.persona import is_persona_id
from whetstone.plugins.webui.agora import opened
from whetstone.plugins.webui.agora.avatars import PICTURES, digest
from whetstone.plugins.webui.agora.measurements import measurements
from whetstone.plugins.webui.agora.opened import Content
from whetstone.plugins.webui.agora.shelf import HereShelf
from whetstone.plugins.webui.agora.wording import numbers_of, own_keys, words_for
from whetstone.plugins.webui.extending.panels import panels
from whetstone.plugins.webui.rendering.templates import language_of
from whetstone.plugins.webui.site import Here, Site

router = APIRouter(default_response_class=HTMLResponse)

PIECE = 20_000
"""Characters of a text that are shown at once."""

_SENTENCES = 200
"""Changed sentences of one text that are shown."""

_Reference = Annotated[str, Path(max_length=150)]


@router.get("/personas/{reference}")
def persona(request: Request, site: Here, shelf: HereShelf, reference: _Reference) -> HTMLResponse:
    """Show one persona; one whose files are damaged, or that was removed, with the ways out of it."""
    host = site.host
    try:
        found = opened.content(host, reference)
    except PersonaNotFound as error:
        return _removed(request, site, reference, error)
    except CartridgeError as error:
        known = host.registry.find(reference)
        return site.page(
            request,
            "agora/damaged.html",
            status=422,
            persona=known,
            reference=reference,
            fault=str(error),
            **_history(host, known.id),
        )
    return site.page(request, "agora/persona.html", **_context(request, site, shelf, found, reference))


@router.get("/personas/{persona_id}/removed")
def removed(request: Request, site: Here, persona_id: _Reference) -> HTMLResponse:
    """Return what is shown in place of a persona that was removed just now."""
    site.host.registry.trash.latest(persona_id)
    back = persona_id in {one.id for one in site.host.registry.personas()}
    return site.page(request, "agora/gone.html", persona_id=persona_id, back=back)


@router.get("/personas/{reference}/library/{name}")
def library_text(
    request: Request,
    site: Here,
    reference: _Reference,
    name: Annotated[str, Path(max_length=150)],
    start: Annotated[int, Query(ge=0, le=1 << 40)] = 0,
) -> HTMLResponse:
    """Show a text of a persona's library, piece by piece."""
    found = opened.content(site.host, reference)
    text = found.cartridge.library.get(name, "")
    piece = opened.piece(found.cartridge, name, _whole_line(text, start), PIECE)
    return site.page(
        request,
        "agora/library.html",
        persona=found.persona,
        reference=reference,
        piece=piece.model_copy(update={"text": text[piece.start : _whole_line(text, piece.end)]}),
        end=_whole_line(text, piece.end),
        before=max(0, piece.start - PIECE),
    )


@router.get("/personas/{persona_id}/differences")
def compare(
    request: Request,
    site: Here,
    persona_id: _Reference,
    before: Annotated[str, Query(max_length=80)] = "previous",
    after: Annotated[str, Query(max_length=80)] = "",
) -> HTMLResponse:
    """Show what differs between two contents of a persona."""
    later = f"{persona_id}@{after}" if after else None
    found = differences(*opened.sides(site.host, f"{persona_id}@{before}", later))
    texts = [*filter(None, [found.prompt]), *found.library]
    return site.page(
        request,
        "agora/differences.html",
        persona=site.host.registry.find(later or f"{persona_id}@{before}"),
        found=found,
        texts={text.name: text.rewriting for text in texts},
        values={"metadata.json": found.metadata, "config.json": found.config},
        most=_SENTENCES,
        spelled=lambda value: json.dumps(value, ensure_ascii=False),
        before=before,
        after=after,
        **_history(site.host, persona_id),
    )


@router.get("/personas/{reference}/export")
def export(
    site: Here, reference: _Reference, format: Annotated[str | None, Query(max_length=60)] = None
) -> Response:
    """Return a persona as a file."""
    return opened.export(site.host, reference, format)


def _context(
    request: Request, site: Site, shelf: HereShelf, found: Content, reference: str
) -> dict[str, Any]:
    detail = opened.detail(site.host, found)
    report = found.cartridge.report
    return {
        "detail": detail,
        "persona": found.persona,
        "reference": reference,
        "cartridge": found.cartridge,
        "sources": shelf.made_from(found.persona),
        "settings": list(_settings(detail.config, found.overlay.config)),
        "measured": measurements(report) if report else None,
        "told": numbers_of(report or {}),
        "extra": list(own_keys(detail.metadata)),
        "digits_of": digest,
        "formats": site.host.formats.writers(),
        "models": sorted(info.name for info in site.host.models.known()),
        "panels": panels(site, request, found.persona, found.cartridge) if found.current else [],
        "own": found.cartridge.config,
        **_history(site.host, found.persona.id),
        **words_for(language_of(request)),
        **PICTURES,
    }


def _history(host: Host, persona_id: str) -> dict[str, Any]:
    versions = host.registry.versions.of(persona_id)
    return {
        "versions": versions,
        "previous": next((version for version in versions if _earlier(version)), None),
        "digits": lambda version: version.persona.content_hash.rpartition(":")[2][:12],
    }


def _earlier(version: Version) -> bool:
    return not version.current and version.place == "installed" and version.fault is None


def _removed(request: Request, site: Site, reference: str, error: PersonaNotFound) -> HTMLResponse:
    if not is_persona_id(reference) or reference not in site.host.registry.trash.ids():
        raise error
    return site.page(request, "agora/removed.html", status=404, persona_id=reference, back=False)


def _settings(
    config: Mapping[str, Any], changed: Mapping[str, Any], path: str = ""
) -> Iterator[tuple[str, Any, bool]]:
    """Yield the settings by their dotted keys, and whether the user changed each; examples stand apart."""
    for key, value in config.items():
        own = changed.get(key) if isinstance(changed, Mapping) else None
        if isinstance(value, dict):
            yield from _settings(value, own or {}, f"{path}{key}.")
        elif value is not None and (path or key != "examples"):
            told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield f"{path}{key}", told, own is not None


def _whole_line(text: str, at: int, reach: int = 2_000) -> int:
    """Return where the line that `at` lies in ends, if that is near; else `at` itself."""
    if at <= 0 or at >= len(text) or text[at - 1] == "\n":
        return min(max(0, at), len(text))
    end = text.find("\n", at, at + reach)
    return at if end < 0 else end + 1
