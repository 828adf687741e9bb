"""Many readers in one process: each sends a request and notes when the pieces of the answer come.

    python -m benchmarks.web.client < REQUESTS.json

REQUESTS is `{"port", "streams": [request, …], "page": request | null}`, requests as text. Prints what came,
in milliseconds: how `late` each piece was, the `first` events, and what the page took, again and again.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from typing import Any

_STAMP = re.compile(rb"@(\d{12,})@")
_PAGE_EVERY = 0.25

_WITHIN = 2.0
"""Seconds in which the requests are sent, evenly: people do not press Enter in the same millisecond."""


class Reader(asyncio.Protocol):
    """One connection: sends, and looks at the stamps in what comes."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._tail = b""
        self.late: list[float] = []
        self.sent = self.first = 0.0
        self.pieces = 0
        self.status = 0
        self.ended = False
        self.over = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the request."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.sent = time.monotonic()
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Note when each piece came."""
        now = time.monotonic_ns()
        if not self.status:
            self.status = int(data[9:12])
        if not self.first and b"event:" in data:
            self.first = (now / 1e9 - self.sent) * 1000
        data = self._tail + data
        end = 0
        for match in _STAMP.finditer(
            data if b"event: ended" not in data else data[: data.index(b"event: ended")]
        ):
            self.late.append((now - int(match[1])) / 1e6)
            end = match.end()
        self._tail = data[max(end, len(data) - 40) :]
        if b"event: ended" in data or data.endswith(b"0\r\n\r\n"):
            self.ended = b"event: ended" in data or self.ended
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Be done."""
        if not self.over.done():
            self.over.set_result(None)


async def read_all(port: int, requests: list[str]) -> list[Reader]:
    """Send all requests, and return the readers when every answer came to its end."""
    loop = asyncio.get_running_loop()

    async def begin(place: int, request: str) -> Reader:
        await asyncio.sleep(_WITHIN * place / len(requests))
        _, reader = await loop.create_connection(lambda: Reader(request.encode()), "127.0.0.1", port)
        return reader

    readers = await asyncio.gather(*(begin(place, request) for place, request in enumerate(requests)))
    await asyncio.gather(*(reader.over for reader in readers))
    return readers


async def look(port: int, request: str, took: list[float]) -> None:
    """Load a page again and again, and note how many milliseconds it takes."""
    while True:
        began = time.monotonic()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request.encode())
        first = await reader.readline()
        await reader.read()
        writer.close()
        assert b" 200 " in first, first
        took.append((time.monotonic() - began) * 1000)
        await asyncio.sleep(_PAGE_EVERY)


async def measure(wanted: dict[str, Any]) -> dict[str, Any]:
    """Do what is asked for, and return what came of it."""
    took: list[float] = []
    looking = asyncio.create_task(look(wanted["port"], wanted["page"], took)) if wanted["page"] else None
    readers = await read_all(wanted["port"], wanted["streams"])
    if looking is not None and not looking.cancel():
        looking.result()  # raises what ended it
    return {
        "late": [late for reader in readers for late in reader.late],
        "first": [reader.first for reader in readers],
        "whole": sum(reader.ended for reader in readers),
        "statuses": sorted({reader.status for reader in readers}),
        "pages": took,
        "cpu": time.process_time(),
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(json.load(sys.stdin)))))
