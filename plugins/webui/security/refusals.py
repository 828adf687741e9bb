"""What a request is refused for before anything reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_SEPARATORS = re.compile(rb"%(2f|5c|00|0[ad])|\\|\x00", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status and the sentence that goes with it."""

    status: int
    sentence: str


def of_path(raw: bytes) -> Refusal | None:
    """Refuse a path with encoded separators, or with a segment that leads upwards.

    `raw` is the path as it was sent, still percent-encoded, without the query.
    """
    segments = (unquote_to_bytes(segment) for segment in raw.split(b"/"))
    if _SEPARATORS.search(raw) or any(segment in (b".", b"..") for segment in segments):
        return Refusal(400, "this address holds separators or dots that no page of Whetstone has")
    return None


def of_host(host: str, allowed: frozenset[str]) -> Refusal | None:
    """Refuse a `Host` header that is not exactly one of those we are reached by (DNS rebinding)."""
    if host.lower() in allowed:
        return None
    return Refusal(
        400,
        "this server does not go by that name; `hosts` under [web] in whetstone.toml can give it others",
    )


def of_origin(
    method: str, origin: str | None, site: str | None, origins: frozenset[str], by_cookie: bool
) -> Refusal | None:
    """Refuse what another site's page sent.

    `origin` and `site` are the headers `Origin` and `Sec-Fetch-Site`. A request that changes something and is
    let in by a cookie must say that it comes from our own pages.
    """
    if origin is not None and origin.lower() not in origins:
        return Refusal(403, "this request comes from another site")
    if method not in SAFE_METHODS and by_cookie and origin is None and site != "same-origin":
        return Refusal(403, "this request does not say from which page it comes")
    return None
