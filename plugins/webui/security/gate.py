"""The gate in front of every route: what a request must be to get in, and the headers of each answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qs, quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whetstone.plugins.webui.addresses import is_api
from whetstone.plugins.webui.refused import as_data
from whetstone.plugins.webui.security import bodies, refusals
from whetstone.plugins.webui.security.cookie import TokenCookie
from whetstone.plugins.webui.security.refusals import Refusal
from whetstone.plugins.webui.security.token import Token

POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
"""The Content-Security-Policy of every answer."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_DEFAULTS = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}


class Gate:
    """ASGI middleware; nothing of a refused request is read.

    `hosts` and `origins` are all that we are reached by. `body_cap` returns how many bytes a path takes.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        token: Token,
        cookie: TokenCookie,
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
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        elif refusal := self._refusal(scope):
            await _refused(scope, refusal)(scope, receive, _Sending(send))
        elif response := self._arrival(scope):
            await response(scope, receive, _Sending(send))
        else:
            await self._let_in(scope, receive, _Sending(send))

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        by_token, by_cookie = self._admitted(scope, headers)
        return (
            refusals.of_host(headers.getlist("host"), self._hosts)
            or refusals.of_path(scope.get("raw_path") or scope["path"].encode())
            or refusals.of_origin(scope["method"], headers, self._origins, by_cookie and not by_token)
            or (None if by_token or by_cookie else _NO_TOKEN)
            or bodies.of_length(scope, self._body_cap(scope["path"]))
        )

    def _admitted(self, scope: Scope, headers: Headers) -> tuple[bool, bool]:
        """Return whether the request brings our token itself, and whether it brings our cookie."""
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        by_bearer = scheme.lower() == "bearer" and self._token.is_brought(bearer.strip())
        return by_bearer or self._is_link(scope), self._cookie.is_brought(headers.getlist("cookie"))

    def _is_link(self, scope: Scope) -> bool:
        word = _asked(scope) if scope["method"] == "GET" else ""
        return bool(word) and (self._token.is_brought(word) or self._token.is_ticket(word))

    def _arrival(self, scope: Scope) -> Response | None:
        """Turn the token of a link into a cookie, and lead on without it.

        A browser that comes from another site does not send a strict cookie where a redirect leads it, so it
        is led on by a page.
        """
        if not self._is_link(scope):
            return None
        self._token.use(_asked(scope))
        place = "/" + quote(scope["path"].lstrip("/"))  # two slashes would name another server
        if Headers(scope=scope).get("sec-fetch-site", "none") in ("none", "same-origin"):
            response = Response(status_code=303, headers={"Location": place})
        else:
            response = HTMLResponse(_LEADING_ON.format(place=place))
        response.headers["Referrer-Policy"] = "no-referrer"
        self._cookie.give(response)
        return response

    async def _let_in(self, scope: Scope, receive: Receive, sending: _Sending) -> None:
        cap = self._body_cap(scope["path"])
        try:
            await self._app(scope, bodies.counted(receive, cap), sending)
        except bodies.TooMuch:
            if not sending.began:
                await _refused(scope, bodies.too_large(cap))(scope, receive, sending)


_NO_TOKEN = Refusal(401, "open the link that `whetstone serve` printed; it holds the token that lets you in")

_LEADING_ON = """<!doctype html>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0;url={place}">
<title>Whetstone</title>
<a href="{place}">Whetstone</a>
"""


class _Sending:
    """A `send` that puts our headers on the answer, and notes that it began."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.began = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.began = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            for name, value in _DEFAULTS.items():
                headers.setdefault(name, value)
        await self._send(message)


def _asked(scope: Scope) -> str:
    query: bytes = scope["query_string"]
    return parse_qs(query.decode("latin-1")).get("token", [""])[0] if b"token=" in query else ""


def _refused(scope: Scope, refusal: Refusal) -> Response:
    """Answer in JSON under /api, in words elsewhere."""
    if is_api(scope["path"]):
        body = json.dumps(as_data("Refused", refusal.sentence))
        return Response(body, refusal.status, media_type="application/json")
    said = refusal.sentence[0].upper() + refusal.sentence[1:]
    return Response(f"{said}.\n", refusal.status, media_type="text/plain")
