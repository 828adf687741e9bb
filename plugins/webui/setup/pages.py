"""The page of the settings, and its parts."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from whetstone.plugins.webui.rendering.templates import THEMES
from whetstone.plugins.webui.setup import about, models
from whetstone.plugins.webui.setup.about import PluginLine
from whetstone.plugins.webui.setup.pulling import HerePulling
from whetstone.plugins.webui.site import Here

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/settings")
def settings(request: Request, site: Here, pulling: HerePulling) -> HTMLResponse:
    """Show the models, the looks, the plugins, the home and the token."""
    return site.page(
        request,
        "setup/settings.html",
        models=models.lines(site.host),
        pulling=pulling.state(),
        plugins=about.plugins(site.host),
        about=about.settings(site.host),
        themes=THEMES,
    )


@router.get("/settings/models")
def list_models(request: Request, site: Here, pulling: HerePulling) -> HTMLResponse:
    """Show the models."""
    return site.page(
        request,
        "setup/models.html",
        models=models.lines(site.host),
        pulling=pulling.state(),
        about=about.settings(site.host),
    )


@router.post("/settings/found")
def found(request: Request, site: Here) -> HTMLResponse:
    """Look for models on this machine, and show them."""
    return site.page(request, "setup/found.html", found=models.detected(site.host))


@router.get("/settings/health")
def health(request: Request, site: Here) -> HTMLResponse:
    """Look the home over, and show what is wrong and what is worth knowing."""
    return site.page(request, "setup/health.html", health=about.health(site.host))


@router.post("/settings/token")
def token(request: Request, site: Here) -> HTMLResponse:
    """Show the token."""
    return site.page(request, "setup/token.html", token=about.token(site))


@router.get("/-/plugins", response_class=JSONResponse)
def plugin_records(site: Here) -> list[PluginLine]:
    """List the plugins in JSON, as `whetstone plugins --json` does."""
    return about.plugins(site.host)
