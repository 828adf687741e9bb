"""A question to a model, which ends with whoever waits for its answer."""

from __future__ import annotations

import asyncio

from pydantic import BaseModel
from starlette.requests import Request

from whetstone.core.errors import ModelInterrupted
from whetstone.core.probe import probe
from whetstone.plugins.webui.site import Site


class Tested(BaseModel):
    """What a model replied to one short question, and after how many milliseconds.

    `model` is the one that really answered: another one than was asked, after a fallback.
    """

    reply: str
    model: str
    first_token_ms: float
    total_ms: float


async def tested(request: Request, site: Site, name: str) -> Tested:
    """Ask the model `name` the question that `whetstone models test` asks.

    Raises:
        ModelError: it is not known, cannot be opened, or did not answer; or nobody waits any more.
    """
    model = await asyncio.to_thread(site.host.models.open, name)  # a backend may import a lot
    answering = asyncio.ensure_future(probe(model))
    leaving = [asyncio.ensure_future(site.closing.wait()), asyncio.ensure_future(_gone(request))]
    try:
        await asyncio.wait([answering, *leaving], return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            raise ModelInterrupted(f"{name} was not waited for: the server ends, or the page was left")
        found = answering.result()
        return Tested(
            reply=found.reply,
            model=found.model,
            first_token_ms=round(found.first_token_ms, 1),
            total_ms=round(found.total_ms, 1),
        )
    finally:
        for task in (answering, *leaving):
            task.cancel()
        await asyncio.gather(answering, *leaving, return_exceptions=True)


async def _gone(request: Request) -> None:
    """Return when the client has left; what it sends until then is passed over."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
