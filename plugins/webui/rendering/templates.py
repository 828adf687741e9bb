"""HTML from templates: ours, and those of each plugin in a namespace of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from whetstone.core.additions import words_in
from whetstone.core.values.ui import Words
from whetstone.plugins.webui.rendering import language
from whetstone.plugins.webui.static_files import content

TEMPLATES = Path(__file__).parents[1] / "templates"
STATIC = Path(__file__).parents[1] / "static"
THEMES = ("system", "light", "dark")
THEME_COOKIE = "whetstone-theme"


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation. `title` is what a plugin says; that of `ours` is a key of the catalogue."""

    title: Words
    path: str
    ours: bool = False

    def named(self, spoken: str) -> str:
        """Return its title in a language."""
        words = words_in(self.title, spoken)
        return language.text(spoken, words) if self.ours else words


@dataclass
class Rendering:
    """Renders pages and fragments of them.

    `links` are the navigation; `stylesheets` and `modules`, addresses, are loaded by every page. `namespaces`
    are the template folders of plugins: theirs are found as `x/NAME/FILE`, where none of ours is.
    """

    links: list[Link]
    stylesheets: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    namespaces: Mapping[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._environment = _Templates(
            loader=_Loader(self.namespaces),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["static"] = static
        self._environment.globals["script"] = script
        self._environment.filters["moment"] = moment
        self._environment.filters["day"] = day
        self._environment.filters["size"] = size
        self._environment.filters["commanding"] = commanding

    def html(self, request: Request, template: str, **context: Any) -> str:
        """Return a template filled in, in the reader's language.

        A template is given `t` (the catalogue's texts), `number`, `language`, `theme`, `links`,
        `stylesheets`, `modules` and `path` beside `context`.
        """
        spoken = language_of(request)
        theme = request.cookies.get(THEME_COOKIE, "system")
        return self._environment.get_template(template).render(
            t=partial(language.text, spoken),
            number=partial(language.number, spoken),
            language=spoken,
            languages=language.languages(),
            theme=theme if theme in THEMES else "system",
            links=self.links,
            stylesheets=self.stylesheets,
            modules=self.modules,
            path=request.url.path,
            script_texts=_script_texts(spoken),
            **context,
        )

    def page(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """Return a template filled in as a response."""
        return HTMLResponse(self.html(request, template, **context), status)


class _Loader(BaseLoader):
    """Finds our templates by their names, and those of plugins as `x/NAME/FILE`."""

    def __init__(self, namespaces: Mapping[str, Path]) -> None:
        self._ours = FileSystemLoader(TEMPLATES)
        self._theirs = {name: FileSystemLoader(path) for name, path in namespaces.items()}

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return the source of a template; see `jinja2.BaseLoader`."""
        if not template.startswith("x/"):
            return self._ours.get_source(environment, template)
        _, name, file = template.split("/", 2)
        try:
            return self._theirs[name].get_source(environment, file)
        except (KeyError, TemplateNotFound):
            raise TemplateNotFound(template, f"the plugin {name} has no template {file!r}") from None


class _Templates(Environment):
    """Templates that name another one of their folder as `./FILE`."""

    def join_path(self, template: str, parent: str) -> str:
        """Return the name of `template` as `parent` names it; see `jinja2.Environment`."""
        if template.startswith("./"):
            return f"{parent.rpartition('/')[0]}/{template[2:]}".lstrip("/")
        return template


def language_of(request: Request) -> str:
    """Return the language in which this reader is shown pages."""
    return language.chosen(request.cookies.get(language.COOKIE), request.headers.get("accept-language", ""))


def static(path: str) -> str:
    """Return the address of one of our static files, or of stylesheets that a plus joins."""
    return (
        f"/static/{path}?v={_digest_of_sheets(path)}"
        if "+" in path
        else addressed(f"/static/{path}", STATIC / path)
    )


def script(address: str) -> Markup:
    """Return the element that runs an ES module before the page is drawn.

    So nothing can be pressed that is not heard yet: without `blocking`, a click that comes ahead of the
    module would be lost (HTML Standard, "blocking attributes"). For browsers that do not know it, `early.js`
    keeps the clicks.
    """
    return Markup('<script type="module" blocking="render" src="{}"></script>').format(address)


def addressed(address: str, file: Path) -> str:
    """Return `address` so that it changes with the content of `file`, which is served there.

    That of a module stays: another one imports it by the same address, or it would run twice.
    """
    return address if file.suffix == ".js" else f"{address}?v={_digest(file)}"


def moment(at: str) -> Markup:
    """Return the element of a time in ISO 8601: in UTC, until `times.js` writes it as the reader does."""
    return Markup('<time datetime="{}">{} UTC</time>').format(at, at[:16].replace("T", " "))


def day(at: str) -> Markup:
    """Return the element of a time in ISO 8601 that is told by its day."""
    return Markup('<time datetime="{}" data-day>{}</time>').format(at, at[:10])


@pass_context
def size(context: Context, count: int) -> str:
    """Return a number of bytes in words, by thousands, as the reader's language writes them."""
    amount, unit = float(count), "B"
    for larger in ("kB", "MB", "GB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    digits = 1 if unit != "B" and amount < 10 else 0
    return f"{language.number(context['language'], amount, digits)} {unit}"


def commanding(sentence: str) -> Markup:
    """Return a sentence as HTML, with what stands between backticks as code."""
    parts = (escape(part) for part in sentence.split("`"))
    marked = (
        Markup("<code>{}</code>").format(part) if place % 2 else part for place, part in enumerate(parts)
    )
    return Markup("").join(marked)


@cache
def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


@cache
def _digest_of_sheets(path: str) -> str:
    return hashlib.sha256(content(STATIC, path)).hexdigest()[:12]


@cache
def _script_texts(spoken: str) -> str:
    """Return, as JSON, the texts that our modules show: those of the file `script`."""
    words = language.catalogue(spoken)
    return json.dumps(
        {key.removeprefix("script."): words[key] for key in words if key.startswith("script.")},
        ensure_ascii=False,
    )
