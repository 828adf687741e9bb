"""The gate in front of every route: what a request must be to get in, and the headers of each answer."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whetstone.plugins.webui.addresses import is_api
from whetstone.plugins.webui.security import refusals
from whetstone.plugins.webui.security.refusals import Refusal

POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
"""The Content-Security-Policy of every answer."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class _TooMuch(Exception):
    """A body is larger than its route takes."""


class Gate:
    """ASGI middleware; nothing of a refused request is read.

    `hosts` and `origins` are all that we are reached by. `body_cap` returns how many bytes a path takes.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        token: Callable[[], str],
        cookie: str,
        hosts: frozenset[str],
        origins: frozenset[str],
        body_cap: Callable[[str], int],
    ) -> None:
        self._app = app
        self._token = token
        self._cookie = cookie
        self._hosts = hosts
        self._origins = origins
        self._body_cap = body_cap

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refused request, or pass it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headed = _with_headers(send)
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        elif refusal := self._refusal(scope):
            await _refused(scope, refusal)(scope, receive, headed)
        elif response := self._arrival(scope):
            await response(scope, receive, headed)
        else:
            await self._capped(scope, receive, headed)

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        if len(headers.getlist("host")) != 1:
            return Refusal(400, "a request names one host")
        by_token, by_cookie = self._admitted(scope, headers)
        return (
            refusals.of_host(headers["host"], self._hosts)
            or refusals.of_path(scope.get("raw_path") or scope["path"].encode())
            or refusals.of_origin(
                scope["method"],
                headers.get("origin"),
                headers.get("sec-fetch-site"),
                self._origins,
                by_cookie and not by_token,
            )
            or (None if by_token or by_cookie else _NO_TOKEN)
        )

    def _admitted(self, scope: Scope, headers: Headers) -> tuple[bool, bool]:
        """Return whether the request brings our token itself, and whether it brings our cookie."""
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        by_bearer = scheme.lower() == "bearer" and self._is_token(bearer.strip())
        by_link = scope["method"] == "GET" and self._is_token(_asked(scope))
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            morsel = None
        return by_bearer or by_link, morsel is not None and self._is_token(morsel.value)

    def _is_token(self, word: str) -> bool:
        return secrets.compare_digest(word.encode(), self._token().encode())

    def _arrival(self, scope: Scope) -> Response | None:
        """Turn the token of the link that `serve` printed into a cookie, and lead on without it."""
        if scope["method"] != "GET" or not self._is_token(_asked(scope)):
            return None
        place = "/" + quote(scope["path"].lstrip("/"))  # two slashes would name another server
        response = Response(status_code=303, headers={"Location": place, "Cache-Control": "no-store"})
        response.set_cookie(
            self._cookie, self._token(), httponly=True, samesite="strict", path="/", max_age=400 * 24 * 3600
        )
        return response

    async def _capped(self, scope: Scope, receive: Receive, send: Send) -> None:
        cap = self._body_cap(scope["path"])
        too_large = Refusal(413, f"a body of more than {cap:,} bytes is not taken here")
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdecimal() or int(length) > cap:
            await _refused(scope, too_large)(scope, receive, send)
            return
        taken, began = 0, False

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > cap:
                raise _TooMuch
            return message

        async def noted(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self._app(scope, counted, noted)
        except _TooMuch:
            if not began:
                await _refused(scope, too_large)(scope, receive, send)


_NO_TOKEN = Refusal(401, "open the link that `whetstone serve` printed; it holds the token that lets you in")


def _asked(scope: Scope) -> str:
    query: bytes = scope["query_string"]
    return parse_qs(query.decode("latin-1")).get("token", [""])[0]


def _refused(scope: Scope, refusal: Refusal) -> Response:
    """Answer in JSON under /api, in words elsewhere."""
    headers = {"Cache-Control": "no-store"}
    if is_api(scope["path"]):
        body = {"error": {"type": "Refused", "message": refusal.sentence}}
        return Response(json.dumps(body), refusal.status, headers, "application/json")
    return Response(f"{refusal.sentence.capitalize()}.\n", refusal.status, headers, "text/plain")


def _with_headers(send: Send) -> Send:
    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return headed
