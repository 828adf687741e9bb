"""Finding a wheel in a package index and reading it, without pip.

The simple API is that of PEP 503 (HTML) and PEP 691 (JSON); `find-links` are folders or pages of links.
"""

from __future__ import annotations

import base64
import json
import netrc
import ssl
from collections.abc import Iterator
from email.message import Message as Headers
from html.parser import HTMLParser
from http.client import HTTPException
from importlib.util import find_spec
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urldefrag, urljoin, urlsplit, urlunsplit
from urllib.request import Request, url2pathname, urlopen
from urllib.response import addinfourl

from whetstone.plugins.embedded_model.index_settings import PackageSources

_ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
_PATIENCE = 30.0
_PIECE = 2**16
_PAGE_LIMIT = 2**26


class Unreachable(Exception):
    """A source could not be read, in half a sentence without credentials."""


class PackageIndexes:
    """The configured sources, as a place to find one wheel in."""

    def __init__(self, sources: PackageSources) -> None:
        self._sources = sources
        self._trust: ssl.SSLContext | None = None

    def places(self, project: str) -> Iterator[str]:
        """Yield the pages and folders where wheels of `project` may be listed, the main index first."""
        for index in self._sources.indexes:
            yield f"{index.rstrip('/')}/{project}/"
        yield from self._sources.links

    def find(self, place: str, wheel: str) -> str:
        """Return the address of `wheel` as the page or folder `place` gives it.

        Raises:
            Unreachable: the place cannot be read or does not have it.
        """
        if (folder := _local(place)) is not None and (folder / wheel).is_file():
            return (folder / wheel).absolute().as_uri()
        if folder is not None:
            place = (folder / "index.html").absolute().as_uri() if folder.is_dir() else folder.as_uri()
        try:
            with self._open(place, accept=_ACCEPT) as page:
                links = _links(page.read(_PAGE_LIMIT), page.headers, page.url)
        except (OSError, HTTPException, ValueError) as error:
            raise Unreachable(_reason(place, error)) from error
        for link in links:
            if unquote(urlsplit(link).path).rpartition("/")[2] == wheel:
                return _with_login_of(place, urldefrag(link).url)
        raise Unreachable(f"{_host(place)} has no {wheel}")

    def read(self, url: str) -> Iterator[bytes]:
        """Yield the content of `url` in pieces.

        Raises:
            Unreachable: it cannot be read, or breaks off.
        """
        try:
            with self._open(url) as content:
                while piece := content.read(_PIECE):
                    yield piece
        except (OSError, HTTPException, ValueError) as error:
            raise Unreachable(_reason(url, error)) from error

    def _open(self, url: str, accept: str = "*/*") -> addinfourl:
        address, login = _split_login(url)
        request = Request(address, headers={"Accept": accept, "User-Agent": "whetstone"})
        if login:
            token = base64.b64encode(login.encode()).decode()
            # Not sent on to where a redirect leads.
            request.add_unredirected_header("Authorization", f"Basic {token}")
        response: addinfourl = urlopen(request, timeout=_PATIENCE, context=self._context())
        return response

    def _context(self) -> ssl.SSLContext:
        if self._trust is None:
            self._trust = ssl.create_default_context(cafile=self._sources.certificates)
            if self._sources.certificates is None and find_spec("certifi"):
                import certifi

                self._trust.load_verify_locations(certifi.where())
        return self._trust


class _Anchors(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href")
        if tag == "a" and target:
            self.links.append(urljoin(self.base, target))
        elif tag == "base" and target:
            self.base = urljoin(self.base, target)


def _links(page: bytes, headers: Headers, base: str) -> list[str]:
    if headers.get_content_type().endswith("+json"):
        return [urljoin(base, file["url"]) for file in json.loads(page).get("files", [])]
    anchors = _Anchors(base)
    anchors.feed(page.decode("utf-8", "replace"))
    return anchors.links


def _local(place: str) -> Path | None:
    """Return the path of a place on this machine, and `None` for one that is read over the network."""
    parts = urlsplit(place)
    if parts.scheme == "file":
        return Path(url2pathname(parts.path))
    return None if parts.scheme in ("http", "https") else Path(place).expanduser()


def _split_login(url: str) -> tuple[str, str | None]:
    """Return `url` without a login and the login: the one in it, or that of the user's netrc file."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return url, None
    place = parts.netloc.rpartition("@")[2]
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        return urlunsplit(parts._replace(netloc=place)), login
    try:
        entry = netrc.netrc().authenticators(parts.hostname or "")
    except (OSError, netrc.NetrcParseError):
        entry = None
    return url, f"{entry[0]}:{entry[2]}" if entry else None


def _with_login_of(place: str, url: str) -> str:
    """Return `url` with the login of `place` where both are on one host."""
    here, there = urlsplit(place), urlsplit(url)
    login, at, _ = here.netloc.rpartition("@")
    if at and (here.scheme, here.hostname, here.port) == (there.scheme, there.hostname, there.port):
        return urlunsplit(there._replace(netloc=f"{login}@{there.netloc.rpartition('@')[2]}"))
    return url


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _reason(url: str, error: Exception) -> str:
    if isinstance(error, HTTPError):
        return f"{_host(url)} answered {error.code} {error.reason}".rstrip()
    if isinstance(error, URLError):
        return f"{_host(url)} cannot be reached ({error.reason})"
    return f"{_host(url)} broke off ({error or type(error).__name__})"
