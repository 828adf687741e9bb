"""What one plugin adds to the pages of the web: collected while its hook runs, and looked at after that."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whetstone.core.errors import PluginError
from whetstone.core.values.plugin import PluginRecord
from whetstone.core.values.ui import PanelContext, Words

if TYPE_CHECKING:
    from fastapi import APIRouter
    from starlette.requests import Request
    from starlette.responses import Response

_IN_AN_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

Render = Callable[["Additions", "Request", str, int, Mapping[str, Any]], "Response"]
"""Fills in a plugin's template: the plugin, the request, the template, the status and the context."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel on the persona page."""

    title: Words
    template: str
    context: PanelContext


@dataclass
class Additions:
    """The `whetstone.Ui` of one plugin. `render` is set by the face that shows pages."""

    record: PluginRecord
    host: Any
    render: Render | None = None
    routers: list[APIRouter] = field(default_factory=list)
    apis: list[APIRouter] = field(default_factory=list)
    links: list[tuple[Words, str]] = field(default_factory=list)
    stylesheets: list[str] = field(default_factory=list)
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

    def api(self, router: APIRouter) -> None:
        """Serve the routes of `router` under `base` + `/api`."""
        self.apis.append(router)

    def templates(self, folder: Path) -> None:
        """Let the templates in `folder` be found."""
        self.template_folder = Path(folder)

    def static(self, folder: Path) -> None:
        """Serve the files of `folder`."""
        self.static_folder = Path(folder)

    def navigation(self, title: Words, path: str = "/") -> None:
        """Add an entry to the navigation."""
        self.links.append((title, f"{self.base}/{path.lstrip('/')}"))

    def stylesheet(self, path: str) -> None:
        """Load a stylesheet of the static folder on every page."""
        self.stylesheets.append(path)

    def module(self, path: str) -> None:
        """Load an ES module of the static folder on every page."""
        self.modules.append(path)

    def persona_panel(self, title: Words, template: str, context: PanelContext) -> None:
        """Show a panel on each persona's page."""
        self.panels.append(Panel(title, template, context))

    def page(self, request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
        """Return one of this plugin's templates, filled in, as a response.

        Raises:
            PluginError: no pages are served.
        """
        if self.render is None:
            raise PluginError(f"{self.name} has no pages before they are served")
        return self.render(self, request, template, status, context)

    def check(self) -> None:
        """Hold what the hook told to what is there.

        Raises:
            PluginError: something is missing, or is not what it should be.
        """
        if not _IN_AN_ADDRESS.fullmatch(self.name):
            raise PluginError(f"named {self.name!r}, which fits no address; use letters and digits")
        for kind, folder in (("templates", self.template_folder), ("static", self.static_folder)):
            if folder is not None and not folder.is_dir():
                raise PluginError(f"gave {kind} {folder}, which is no folder; was it packed as package data?")
        for file in (*self.stylesheets, *self.modules):
            _look_for(file, self.static_folder, "static")
        for panel in self.panels:
            _look_for(panel.template, self.template_folder, "templates")
        for title in (*(title for title, _ in self.links), *(panel.title for panel in self.panels)):
            _hold_to_words(title)


def additions_of(host: Any) -> list[Additions]:
    """Ask the plugins of a `whetstone.Host` what they add; of one that fails in it, nothing is taken."""
    given: dict[int, Additions] = {}

    def ui(record: PluginRecord) -> dict[str, Any]:
        given[id(record)] = Additions(record, host)
        return {"ui": given[id(record)]}

    sound: list[Additions] = []
    for record, _ in host.plugins.each_given("whetstone_ui", ui):
        try:
            given[id(record)].check()
            sound.append(given[id(record)])
        except PluginError as error:
            record.blame(f"whetstone_ui {error}")
    return sound


def words_in(words: Words, language: str) -> str:
    """Return `words` in a language, else in English."""
    return words if isinstance(words, str) else words.get(language, words["en"])


def _look_for(file: str, folder: Path | None, kind: str) -> None:
    if folder is None:
        raise PluginError(f"names {file!r}, and no folder was given to {kind}")
    if not (folder / file).is_file():
        raise PluginError(f"names {file!r}, which is not in {folder}")


def _hold_to_words(title: object) -> None:
    texts = [title] if not isinstance(title, Mapping) else [title.get("en"), *title.values()]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise PluginError(
            f"gave the title {title!r}; write a text, or one for each language, 'en' among them"
        )
