"""How much a request may bring: counted as it comes, whatever its length is said to be."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

from whetstone.plugins.webui.security.refusals import Refusal


class TooMuch(HTTPException):
    """A body is larger than its route takes; where a route reads it, it is answered as any of HTTP's own."""

    def __init__(self, cap: int) -> None:
        super().__init__(413, too_large(cap).sentence)


def too_large(cap: int) -> Refusal:
    """Return what a body of more than `cap` bytes is refused with."""
    return Refusal(413, f"a body of more than {cap:,} bytes is not taken here")


def of_length(scope: Scope, cap: int) -> Refusal | None:
    """Refuse a request that says that it is larger than `cap` bytes."""
    length = Headers(scope=scope).get("content-length", "0")
    return None if length.isascii() and length.isdigit() and int(length[:20]) <= cap else too_large(cap)


def counted(receive: Receive, cap: int) -> Receive:
    """Return a `receive` that raises `TooMuch` as soon as more than `cap` bytes came."""
    taken = 0

    async def counting() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > cap:
            raise TooMuch(cap)
        return message

    return counting
