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

Words = str | Mapping[str, str]
"""A text that is shown as it is, or one for each language: `{"en": "Chronicle", "de": "Chronik"}`.

A reader whose language is not among them is shown the English one.
"""

PanelContext = Callable[[Persona, Cartridge], Mapping[str, Any] | None]
"""Returns what a panel's template is filled with, or `None` where the panel has nothing to say."""


@runtime_checkable
class Ui(Protocol):
    """The part of the pages that belongs to one plugin. Given to `whetstone_ui`.

    The methods may be called in any order. What they were told is looked at when the hook has returned: where
    a folder, a file or a template is missing, nothing of the plugin is taken, and its record says which.

    Attributes:
        name: the plugin's name.
        base: the path under which all that it serves lies, `/x/NAME`.
        host: the `whetstone.Host` whose home is shown.
    """

    name: str
    base: str
    host: Any

    def router(self, router: APIRouter) -> None:
        """Serve the routes of `router` under `base`: pages, parts of pages, files.

        They lie behind the same gate as ours: foreign hosts and origins, and whoever has no token, never get
        to them.
        """

    def api(self, router: APIRouter) -> None:
        """Serve the routes of `router` under `base` + `/api`, as part of the OpenAPI document.

        What they refuse is told in JSON, as by ours.
        """

    def templates(self, folder: Path) -> None:
        """Let `page` and `persona_panel` find the Jinja2 templates in `folder`.

        A page extends our `base.html`. One template names another of the same folder as `./FILE`.
        """

    def static(self, folder: Path) -> None:
        """Serve the files of `folder` under `base` + `/static/`; templates write `asset("FILE")`."""

    def navigation(self, title: Words, path: str = "/") -> None:
        """Add an entry to the navigation, and to what Ctrl+K finds, that leads to `path` under `base`."""

    def stylesheet(self, path: str) -> None:
        """Load a stylesheet of the static folder on every page."""

    def module(self, path: str) -> None:
        """Load an ES module of the static folder on every page."""

    def persona_panel(self, title: Words, template: str, context: PanelContext) -> None:
        """Show a template on each persona's page, filled with what `context` returns.

        One that raises is left out of the page, and the plugin's record says why.
        """

    def page(self, request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
        """Return one of this plugin's templates, filled in, as a response.

        A template is given `context`, and what every template has: `base` and `asset` of this plugin,
        `script` (see `docs/hooks.md`), `language` and `theme` of the reader, `path`, and `t` for
        our own texts.
        """
