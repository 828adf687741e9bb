"""The routes, files and templates of plugins, joined to the pages without standing in anyone's way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from whetstone.core.additions import Additions
from whetstone.core.errors import PluginError
from whetstone.plugins.webui.rendering.templates import addressed
from whetstone.plugins.webui.static_files import Static

if TYPE_CHECKING:
    from whetstone.plugins.webui.site import Site


def usable(additions: Iterable[Additions]) -> list[Additions]:
    """Return those whose routers can be served; the records of the others say why they cannot."""
    sound = []
    for added in additions:
        try:
            trial = FastAPI()
            join(trial, added)
            trial.openapi()
            sound.append(added)
        except Exception as error:
            added.record.blame(f"whetstone_ui gave a router that cannot be served: {told(error)}")
    return sound


def join(app: FastAPI, added: Additions) -> None:
    """Serve what one plugin added, all of it under its own `/x/NAME`."""
    if added.static_folder:
        app.mount(f"{added.base}/static", Static(added.static_folder))
    for api in added.apis:
        app.include_router(api, prefix=f"{added.base}/api", tags=[added.name])
    for router in added.routers:
        app.include_router(router, prefix=added.base, include_in_schema=False)


def rendered(
    added: Additions, request: Request, template: str, status: int, context: Mapping[str, Any]
) -> Response:
    """Return a template of a plugin's, filled in, as a response."""
    site: Site = request.app.state.site
    return site.page(request, f"x/{added.name}/{template}", status=status, **own_context(added), **context)


def own_context(added: Additions) -> dict[str, Any]:
    """Return what every template of a plugin is given beside what ours are given."""
    return {"base": added.base, "asset": partial(asset, added)}


def asset(added: Additions, path: str) -> str:
    """Return the address of a file in a plugin's static folder.

    Raises:
        PluginError: there is none.
    """
    if added.static_folder is None or not (added.static_folder / path).is_file():
        raise PluginError(f"the plugin {added.name} has no static file {path!r}")
    return addressed(f"{added.base}/static/{path}", added.static_folder / path)


def told(error: BaseException) -> str:
    """Return an exception in one line."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0].strip()}" if lines else type(error).__name__
