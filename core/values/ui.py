"""What a plugin is given to add to the pages of the web."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.persona import Persona

if TYPE_CHECKING:
    from fastapi import APIRouter
    from starlette.requests import Request
    from starlette.responses import Response

PanelContext = Callable[[Persona, Cartridge], Mapping[str, Any] | None]
"""Returns what a panel's template is filled with, or `None` where the panel has nothing to say."""


@runtime_checkable
class Ui(Protocol):
    """The part of the pages that belongs to one plugin. Given to `whetstone_ui`.

    Attributes:
        name: the plugin's name, which is the namespace of its templates.
        base: the path under which all that it serves lies, `/x/NAME`.
        host: the `whetstone.Host` whose home is shown.
    """

    name: str
    base: str
    host: Any

    def router(self, router: APIRouter) -> None:
        """Serve the routes of `router` under `base`.

        They lie behind the same gate as ours: foreign hosts and origins, and whoever has no token, never get
        to them. Those whose path begins with `/api` are part of the OpenAPI document.
        """

    def navigation(self, title: str, path: str = "/") -> None:
        """Add an entry to the navigation that leads to `path` under `base`."""

    def templates(self, folder: Path) -> None:
        """Let Jinja2 templates in `folder` be found as `NAME/FILE`; a page extends our `base.html`."""

    def static(self, folder: Path) -> None:
        """Serve the files of `folder` under `base` + `/static/`."""

    def module(self, path: str) -> None:
        """Load an ES module of the static folder on every page."""

    def persona_panel(self, title: str, template: str, context: PanelContext) -> None:
        """Show `template` (as `NAME/FILE`) on each persona's page, filled with what `context` returns.

        One that raises is left out, and the plugin's record says why.
        """

    def page(self, request: Request, template: str, **context: Any) -> Response:
        """Return a page made of one of this plugin's templates, in the look and language of the others."""
