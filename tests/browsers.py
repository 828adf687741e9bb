"""A browser that looks at the pages, and fails the test where something runs or leaves that should not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from re import Pattern
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Route, expect

from whetstone import Host
from whetstone.testing import served

LAUNCH = {"executable_path": shutil.which("chromium"), "args": ["--no-sandbox"]}

_PATIENCE = 60_000  # milliseconds: a machine with much else to do is slow, not wrong
expect.set_options(timeout=_PATIENCE)

_LISTEN = """
window.alert = window.confirm = window.prompt = () => console.error("a dialog was opened by a script");
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`the policy was violated: ${event.violatedDirective} ${event.blockedURI}`));
"""


class Watch:
    """What went wrong on a page while it was looked at; `expected` are words of errors that are provoked."""

    def __init__(self, page: Page) -> None:
        self.faults: list[str] = []
        self.expected: list[str] = []
        self.requests: list[str] = []
        self.origin = ""
        page.add_init_script(_LISTEN)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error}"))
        page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.faults.append(f"a request left the origin: {request.url}")

    def check(self) -> None:
        """Fail where something went wrong that was not expected."""
        unexpected = [fault for fault in self.faults if not any(word in fault for word in self.expected)]
        assert not unexpected, unexpected


@contextmanager
def visiting(host: Host, page: Page) -> Iterator[Watch]:
    """Serve `host`, let `page` in, and yield what watches it; what went wrong fails the test at the end."""
    watch = Watch(page)
    page.set_default_timeout(_PATIENCE)
    with served(host) as link:
        parts = urlsplit(link)
        watch.origin = f"{parts.scheme}://{parts.netloc}"
        page.goto(link)
        yield watch
        watch.check()


@contextmanager
def held_back(page: Page, pattern: Pattern[str]) -> Iterator[None]:
    """Let no request to an address that `pattern` matches through until the block ends: the line is slow."""
    held: list[Route] = []
    is_held = True

    def hold(route: Route) -> None:
        if is_held:
            held.append(route)
        else:
            route.fallback()

    page.route(pattern, hold)
    yield
    is_held = False
    for route in held:
        route.fallback()
