"""What happens to a job, as a stream of server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import asdict

from whetstone.core.errors import WhetstoneError
from whetstone.core.jobs.found import FoundItem
from whetstone.plugins.webui.frames import frame
from whetstone.plugins.webui.refused import as_data
from whetstone.plugins.webui.site import Site
from whetstone.plugins.webui.working.runner import JobState

_LOOK = 0.3
"""Seconds between two looks at a job's record, which its process writes twice a second at most."""

_QUIET = 15.0
"""Seconds after which something is sent though nothing happened, so that a client that is gone is noticed."""

_RETRY = 1_000
"""Milliseconds after which a browser comes back when the stream broke off."""


async def stream(site: Site, id: str, after: int) -> AsyncGenerator[bytes]:
    """Yield what happens to the job `id` until it is over, removed, or the server ends."""
    told: JobState | None = None
    quiet = 0.0
    yield f"retry: {_RETRY}\n\n".encode()
    while True:
        try:
            state, found = await asyncio.to_thread(_look, site, id, after)
        except WhetstoneError as error:
            yield frame("end", json.dumps(as_data(type(error).__name__, str(error)))).encode()
            return
        quiet += _LOOK
        if state != told:
            told, quiet = state, 0.0
            yield frame("state", state.model_dump_json(exclude={"parameters"})).encode()
        for item in found:
            after, quiet = item.number, 0.0
            yield frame("found", json.dumps(asdict(item)), item.number).encode()
        if state.status != "running":
            yield frame("end", state.model_dump_json()).encode()
            return
        if site.closing.is_set():
            yield frame("closing", "{}").encode()
            return
        if quiet >= _QUIET:
            quiet = 0.0
            yield b":\n\n"
        with suppress(TimeoutError):
            await asyncio.wait_for(site.closing.wait(), _LOOK)


def _look(site: Site, id: str, after: int) -> tuple[JobState, list[FoundItem]]:
    """Return the job, then what it found: what is found before its end is told before it."""
    state = site.jobs.state(id)
    return state, site.host.jobs.found(id, after)
