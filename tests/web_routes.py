"""Every route that the web serves, with an address of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from starlette.routing import BaseRoute, Mount

from whetstone import Host
from whetstone.plugins.webui.application import make_routes, make_site

BODIED = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Way:
    """One method of one route, and an address that leads there."""

    method: str
    path: str
    address: str


def ways(host: Host, known: dict[str, str] | None = None) -> list[Way]:
    """Return every method of every route; `known` are values by the part of the path before them."""
    app = make_routes(make_site(host, ["127.0.0.1:1"]))
    found = sorted(set(_ways(app.routes, "", known or {})), key=lambda way: (way.path, way.method))
    assert len(found) > 10
    return found


def _ways(routes: Iterable[BaseRoute], base: str, known: dict[str, str]) -> Iterator[Way]:
    for route in routes:
        below = getattr(route, "effective_candidates", None)
        path = base + getattr(route, "path", "")
        if isinstance(route, Mount):
            yield Way("GET", f"{path}/", f"{_filled(path, known)}/css/base.css")
            yield from _ways(route.routes or (), path, known)
        elif callable(below):
            yield from _ways(below(), base, known)
        else:
            for method in getattr(route, "methods", None) or ():
                yield Way(method, path, _filled(path, known))


def _filled(path: str, known: dict[str, str]) -> str:
    """Put a value for each parameter: that which is known of the part before it."""
    return re.sub(
        r"(\w+)/\{\w+(?::\w+)?\}", lambda match: f"{match[1]}/{known.get(match[1], 'socrates')}", path
    )
