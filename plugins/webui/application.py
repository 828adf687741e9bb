"""The application: routes of every part, behind the gate."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp

from whetstone.core.errors import WhetstoneError
from whetstone.core.host import Host
from whetstone.plugins.webui import failures
from whetstone.plugins.webui.agora import api as agora_api
from whetstone.plugins.webui.agora import finding, persona_pages
from whetstone.plugins.webui.agora import pages as agora_pages
from whetstone.plugins.webui.conversing import api as conversing_api
from whetstone.plugins.webui.conversing import pages as conversing_pages
from whetstone.plugins.webui.extending.joining import asset, join, rendered, usable
from whetstone.plugins.webui.forging import api as forging_api
from whetstone.plugins.webui.forging import pages as forging_pages
from whetstone.plugins.webui.mirroring import api as mirroring_api
from whetstone.plugins.webui.mirroring import history_api
from whetstone.plugins.webui.mirroring import pages as mirroring_pages
from whetstone.plugins.webui.rendering.templates import STATIC, Link, Rendering
from whetstone.plugins.webui.security.gate import Gate
from whetstone.plugins.webui.security.names import hosts_of, origins_of
from whetstone.plugins.webui.security.token import Token
from whetstone.plugins.webui.setup import api as setup_api
from whetstone.plugins.webui.setup import pages as setup_pages
from whetstone.plugins.webui.site import Site
from whetstone.plugins.webui.static_files import Static
from whetstone.plugins.webui.uploads import api as uploads_api
from whetstone.plugins.webui.working import api as working_api
from whetstone.plugins.webui.working import pages as working_pages

API = "/api/v1"
UPLOADS = f"{API}/uploads"

_JSON_CAP = 4 << 20
"""The largest body, in bytes, of a request that is no upload."""

_PAGES: tuple[APIRouter, ...] = (
    agora_pages.router,
    persona_pages.router,
    finding.router,
    conversing_pages.router,
    mirroring_pages.router,
    forging_pages.router,
    setup_pages.router,
    working_pages.router,
)
_API: tuple[APIRouter, ...] = (
    agora_api.router,
    conversing_api.router,
    mirroring_api.router,
    history_api.router,
    forging_api.router,
    setup_api.router,
    uploads_api.router,
    working_api.router,
)
_LINKS = (
    Link("shell.agora", "/", ours=True),
    Link("shell.conversations", "/conversations", ours=True),
    Link("shell.forge", "/forge", ours=True),
    Link("shell.mirror", "/mirror", ours=True),
    Link("shell.settings", "/settings", ours=True),
)


def make_site(host: Host, names: Sequence[str]) -> Site:
    """Return the site of a home that is reached by `names`, each `NAME:PORT`, with what plugins add."""
    additions = usable(host.additions)
    theirs = [Link(title, path) for added in additions for title, path in added.links]
    rendering = Rendering(
        links=[*_LINKS[:-1], *theirs, _LINKS[-1]],
        stylesheets=[asset(added, path) for added in additions for path in added.stylesheets],
        modules=[asset(added, path) for added in additions for path in added.modules],
        namespaces={added.name: added.template_folder for added in additions if added.template_folder},
    )
    site = Site(host, tuple(names), Token(host.home), rendering, additions)
    for added in additions:
        added.render = rendered
    return site


def make_app(site: Site) -> ASGIApp:
    """Return the whole application, as an ASGI server runs it."""
    cap = site.settings.upload_mb << 20
    return Gate(
        make_routes(site),
        token=site.token,
        cookie=site.cookie,
        hosts=hosts_of(site.names),
        origins=origins_of(site.names),
        body_cap=lambda path: cap if path.startswith(UPLOADS) else _JSON_CAP,
    )


def description(request: Request) -> JSONResponse:
    """Describe the API; the first time this takes half a second, so it is no work for the loop."""
    app: FastAPI = request.app
    return JSONResponse(app.openapi())


def make_routes(site: Site) -> FastAPI:
    """Return all that lies behind the gate."""
    app = FastAPI(
        title="Whetstone",
        version="1",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        exception_handlers={
            WhetstoneError: failures.failed,
            HTTPException: failures.not_found,
            RequestValidationError: failures.unfit,
            Exception: failures.unexpected,
        },
    )
    app.state.site = site
    app.get(f"{API}/openapi.json", include_in_schema=False)(description)
    for router in _API:
        app.include_router(router, prefix=API)
    for router in _PAGES:
        app.include_router(router, include_in_schema=False)
    for added in site.additions:
        join(app, added)
    app.mount("/static", Static(STATIC))
    app.add_middleware(GZipMiddleware, minimum_size=500)
    return app
