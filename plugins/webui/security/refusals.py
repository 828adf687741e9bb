"""What a request is refused for before anything reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_SEPARATORS = re.compile(rb"%(2f|5c|00|0[ad])|\\|\x00", re.IGNORECASE)
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status and the sentence that goes with it."""

    status: int
    sentence: str


def of_path(raw: bytes) -> Refusal | None:
    """Refuse a path with encoded separators or empty segments, one that leads upwards, and a whole URL.

    `raw` is the path as it was sent, still percent-encoded, without the query.
    """
    if len(raw) > _LONGEST:
        return Refusal(400, f"no address of Whetstone is longer than {_LONGEST:,} characters")
    if not raw.startswith(b"/") or b"//" in raw:
        return Refusal(400, "an address begins with one slash, and no two follow each other in it")
    segments = (unquote_to_bytes(segment) for segment in raw.split(b"/"))
    if _SEPARATORS.search(raw) or any(segment in (b".", b"..") for segment in segments):
        return Refusal(400, "this address holds separators or dots that no page of Whetstone has")
    return None


def of_host(brought: list[str], allowed: frozenset[str]) -> Refusal | None:
    """Refuse what is asked of any but exactly one of the names that we are reached by (DNS rebinding)."""
    if len(brought) != 1:
        return Refusal(400, "a request names one host")
    if brought[0].lower() in allowed:
        return None
    return Refusal(
        400,
        "this server does not go by that name; `hosts` under [web] in whetstone.toml can give it others",
    )


def of_origin(
    method: str, headers: Mapping[str, str], origins: frozenset[str], by_cookie: bool
) -> Refusal | None:
    """Refuse what another site's page sent, be it another port of the same host.

    A browser says where a request comes from: what another page may do is lead here. A request that changes
    something and is let in by a cookie must say that it comes from our own pages.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and origin.lower() not in origins:
        return Refusal(403, "this request comes from another site")
    if site in ("cross-site", "same-site") and not _leads_here(method, headers):
        return Refusal(
            403, "this request comes from another site, which may do no more than link to this one"
        )
    if method not in SAFE_METHODS and by_cookie and origin is None and site != "same-origin":
        return Refusal(403, "this request does not say from which page it comes")
    return None


def _leads_here(method: str, headers: Mapping[str, str]) -> bool:
    """Return whether a browser is about to show the answer as a page of its own."""
    navigates = headers.get("sec-fetch-mode") == "navigate"
    return method == "GET" and navigates and headers.get("sec-fetch-dest") == "document"
