"""What every handler works with, and how it gets hold of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from threading import Thread
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse

from whetstone.core.additions import Additions
from whetstone.core.host import Host
from whetstone.plugins.webui.agora.shelf import Shelf
from whetstone.plugins.webui.conversing.talks import Talks
from whetstone.plugins.webui.rendering.templates import Rendering
from whetstone.plugins.webui.security.cookie import TokenCookie
from whetstone.plugins.webui.security.token import Token
from whetstone.plugins.webui.settings import WebSettings
from whetstone.plugins.webui.uploads.store import Uploads
from whetstone.plugins.webui.working.runner import Runner


@dataclass
class Site:
    """One server: its host, its pages, and what plugins added to them.

    `names` are the addresses it is reached by, `NAME:PORT`. `cookie` is what browsers bring that were let in;
    who renews the token gives it to its own browser anew. `closing` is set when the server is about to end:
    whatever streams ends itself then.
    """

    host: Host
    names: tuple[str, ...]
    token: Token
    rendering: Rendering
    additions: list[Additions]
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.cookie = TokenCookie(self.names, self.token)
        self.talks = Talks(self.host)

    @cached_property
    def jobs(self) -> Runner:
        """The jobs of this home; those that this server runs are processes of their own."""
        return Runner(self.host, lambda: self.uploads.sweep(self.host.jobs.list()))

    @cached_property
    def uploads(self) -> Uploads:
        """What browsers sent."""
        return Uploads(self.host.home)

    @cached_property
    def shelf(self) -> Shelf:
        """The personas, as the Agora shows them."""
        return Shelf(self.host)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Go on with the jobs of the server before this one, and interrupt them at the end of it.

        What the first page needs is read meanwhile.
        """
        self.uploads.sweep_now_and_then(self.host.jobs.list)
        self.jobs.begin()
        warming = Thread(target=self.shelf.warm, name="warming")
        warming.start()
        try:
            yield
        finally:
            warming.join()
            self.jobs.end()

    @property
    def settings(self) -> WebSettings:
        """The table `[web]`."""
        settings: WebSettings = self.host.settings.section("web")
        return settings

    def page(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """Return a template filled in; see `Rendering.page`."""
        return self.rendering.page(request, template, status=status, **context)


def site_of(request: Request) -> Site:
    """Return the site that a request is asked of."""
    site: Site = request.app.state.site
    return site


Here = Annotated[Site, Depends(site_of)]
"""The parameter of a handler that is given the site."""
