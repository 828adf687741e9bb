"""HTML from templates: ours, and those of each plugin in a namespace of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from whetstone.plugins.webui.rendering import language

TEMPLATES = Path(__file__).parents[1] / "templates"
STATIC = Path(__file__).parents[1] / "static"
THEMES = ("system", "light", "dark")
THEME_COOKIE = "whetstone-theme"


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation. `title` is shown as it is; that of `ours` is a key of the catalogue."""

    title: str
    path: str
    ours: bool = False


@dataclass
class Rendering:
    """Renders pages and fragments of them. `links` are the navigation, `modules` are loaded by every page."""

    links: list[Link]
    modules: list[str] = field(default_factory=list)
    namespaces: Mapping[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        theirs: dict[str, BaseLoader] = {
            name: FileSystemLoader(path) for name, path in self.namespaces.items()
        }
        self._environment = Environment(
            loader=_OursFirst(FileSystemLoader(TEMPLATES), PrefixLoader(theirs)),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["static"] = static
        self._environment.filters["size"] = size

    def html(self, request: Request, template: str, **context: Any) -> str:
        """Return a template filled in, in the reader's language.

        A template is given `t` (the catalogue's texts), `language`, `theme`, `links`, `modules` and `path`
        beside `context`.
        """
        spoken = language_of(request)
        theme = request.cookies.get(THEME_COOKIE, "system")
        return self._environment.get_template(template).render(
            t=partial(language.text, spoken),
            language=spoken,
            languages=language.languages(),
            theme=theme if theme in THEMES else "system",
            links=self.links,
            modules=self.modules,
            path=request.url.path,
            script_texts=_script_texts(spoken),
            **context,
        )

    def page(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """Return a template filled in as a response."""
        return HTMLResponse(self.html(request, template, **context), status)


class _OursFirst(BaseLoader):
    """Our own templates by their names, those of plugins as `NAMESPACE/NAME`; none hides one of ours."""

    def __init__(self, ours: FileSystemLoader, theirs: PrefixLoader) -> None:
        self._ours = ours
        self._theirs = theirs

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return the source of a template; see `jinja2.BaseLoader`."""
        namespace, slash, _ = template.partition("/")
        if slash and namespace in self._theirs.mapping:
            return self._theirs.get_source(environment, template)
        return self._ours.get_source(environment, template)


def language_of(request: Request) -> str:
    """Return the language in which this reader is shown pages."""
    return language.chosen(request.cookies.get(language.COOKIE), request.headers.get("accept-language", ""))


def static(path: str) -> str:
    """Return the address of one of our static files; it changes with the file's content.

    That of a module stays: another one imports it by the same address, or it would run twice.
    """
    return f"/static/{path}" if path.endswith(".js") else f"/static/{path}?v={_digest(path)}"


def size(count: int) -> str:
    """Return a number of bytes in words, by thousands."""
    amount = float(count)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 10 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


@cache
def _digest(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]


@cache
def _script_texts(spoken: str) -> str:
    """Return, as JSON, the texts that our modules show: those of the file `script`."""
    words = language.catalogue(spoken)
    return json.dumps(
        {key.removeprefix("script."): words[key] for key in words if key.startswith("script.")},
        ensure_ascii=False,
    )
