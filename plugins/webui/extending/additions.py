"""What one plugin adds to the pages, collected while its hook runs and used when that came to its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whetstone.core.errors import PluginError
from whetstone.core.values.plugin import PluginRecord
from whetstone.core.values.ui import PanelContext

if TYPE_CHECKING:
    from fastapi import APIRouter
    from starlette.requests import Request
    from starlette.responses import Response

    from whetstone.core.host import Host


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel on the persona page."""

    title: str
    template: str
    context: PanelContext


@dataclass
class Additions:
    """The `whetstone.Ui` of one plugin."""

    record: PluginRecord
    host: Host
    routers: list[APIRouter] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    template_folder: Path | None = None
    static_folder: Path | None = None

    @property
    def name(self) -> str:
        """The plugin's name."""
        return self.record.name

    @property
    def base(self) -> str:
        """The path under which all that it serves lies."""
        return f"/x/{self.name}"

    def router(self, router: APIRouter) -> None:
        """Serve the routes of `router` under `base`."""
        self.routers.append(router)

    def navigation(self, title: str, path: str = "/") -> None:
        """Add an entry to the navigation."""
        self.links.append((title, f"{self.base}/{path.lstrip('/')}"))

    def templates(self, folder: Path) -> None:
        """Let the templates in `folder` be found.

        Raises:
            PluginError: it is no folder.
        """
        self.template_folder = _folder(folder)

    def static(self, folder: Path) -> None:
        """Serve the files of `folder`.

        Raises:
            PluginError: it is no folder.
        """
        self.static_folder = _folder(folder)

    def module(self, path: str) -> None:
        """Load an ES module of the static folder on every page.

        Raises:
            PluginError: it is not in that folder.
        """
        if self.static_folder is None or not (self.static_folder / path).is_file():
            raise PluginError(f"the module {path!r} is not in the folder given to `static`")
        self.modules.append(f"{self.base}/static/{path}")

    def persona_panel(self, title: str, template: str, context: PanelContext) -> None:
        """Show a panel on each persona's page."""
        self.panels.append(Panel(title, template, context))

    def page(self, request: Request, template: str, **context: Any) -> Response:
        """Return a page made of one of this plugin's templates."""
        response: Response = request.app.state.site.page(request, template, **context)
        return response


def _folder(folder: Path) -> Path:
    if not Path(folder).is_dir():
        raise PluginError(f"{folder} is no folder")
    return Path(folder)


def additions_of(host: Host) -> list[Additions]:
    """Ask the plugins what they add; of one whose hook raises, nothing is taken."""
    given: dict[int, Additions] = {}

    def ui(record: PluginRecord) -> dict[str, Any]:
        given[id(record)] = Additions(record, host)
        return {"ui": given[id(record)]}

    return [given[id(record)] for record, _ in host.plugins.each_given("whetstone_ui", ui)]
