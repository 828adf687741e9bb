"""An HTTP server on loopback that answers as it is told to, byte for byte.

The first part of the path names the behaviour: `http://127.0.0.1:PORT/hang-before-headers/v1`. What
arrived, and whether the client went away, is kept in `requests`.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Collection, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any


@dataclass
class Request:
    """One request as it came over the wire; `gone` is resolved when the client closed its connection."""

    behaviour: str
    path: str
    headers: Mapping[str, str]
    body: Any
    gone: Future[bool] = field(default_factory=Future)


class ScriptedServer:
    """Serves until the `with` block ends; every behaviour counts its own requests.

    A connection in `lingering` is kept open until the client closes it.
    """

    def __init__(self, behaviours: Mapping[str, Behaviour], lingering: Collection[str] = ()) -> None:
        self._behaviours = behaviours
        self._lingering = lingering
        self.requests: list[Request] = []
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="scripted-server")
        self.port = 0

    def __enter__(self) -> ScriptedServer:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0), self._loop
        ).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def base(self, behaviour: str) -> str:
        """The `api_base` under which the server behaves like that."""
        return f"http://127.0.0.1:{self.port}/{behaviour}/v1"

    def seen(self, behaviour: str) -> list[Request]:
        """The requests that came for a behaviour, in order."""
        return [request for request in self.requests if request.behaviour == behaviour]

    async def _end(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                request = await _parse(head, reader)
                self.requests.append(request)
                watch = asyncio.create_task(_notice_end(reader, request))
                try:
                    behave = self._behaviours[request.behaviour]
                    await behave(Client(request, writer, len(self.seen(request.behaviour))))
                finally:
                    await asyncio.wait({watch}, timeout=None if request.behaviour in self._lingering else 0)
                    watch.cancel()
                return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


async def _parse(head: bytes, reader: asyncio.StreamReader) -> Request:
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    path = first.split()[1]
    return Request(path.split("/")[1], path, headers, json.loads(body) if body else None)


async def _notice_end(reader: asyncio.StreamReader, request: Request) -> None:
    try:
        while await reader.read(1024):
            pass
    except ConnectionError:
        pass
    request.gone.set_result(True)


@dataclass
class Client:
    """The other end of one request; `count` is how many of its behaviour have come, this one included."""

    request: Request
    writer: asyncio.StreamWriter
    count: int

    async def send(self, data: bytes) -> None:
        """Send bytes at once."""
        self.writer.write(data)
        await self.writer.drain()

    async def answer(
        self, status: str, body: bytes, kind: str = "application/json", extra: Mapping[str, str] | None = None
    ) -> None:
        """Send a whole response and end."""
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (extra or {}).items()]
        await self.send(("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode() + body)

    async def refuse(self, status: str, message: str, extra: Mapping[str, str] | None = None) -> None:
        """Answer with an error as OpenAI words it."""
        error = {"message": message, "type": "error", "param": None, "code": None}
        await self.answer(status, json.dumps({"error": error}).encode(), extra=extra)

    async def begin(self, kind: str = "text/event-stream") -> None:
        """Send the head of a streamed response, which ends with the connection."""
        await self.send(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n".encode())

    async def event(self, data: object) -> None:
        """Send one server-sent event."""
        line = data if isinstance(data, bytes) else json.dumps(data).encode()
        await self.send(b"data: " + line + b"\n\n")

    async def say(self, text: str | None, finish: str | None = None) -> None:
        """Send a piece of a reply."""
        delta = {} if text is None else {"role": "assistant", "content": text}
        await self.event(piece(delta, finish))

    async def finish(self) -> None:
        """End a reply as it should end: a reason, the usage, and the mark."""
        await self.say(None, "stop")
        usage = {"prompt_tokens": 11, "completion_tokens": 2, "total_tokens": 13}
        await self.event({**piece({}, None), "choices": [], "usage": usage})
        await self.event(b"[DONE]")

    def reset(self) -> None:
        """Break the connection with a TCP reset."""
        handle = self.writer.get_extra_info("socket")
        handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Behaviour = Callable[[Client], Awaitable[None]]
"""What a server does with one request."""


def piece(delta: Mapping[str, str], finish: str | None) -> dict[str, Any]:
    """A chunk of a streamed chat completion."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted-model",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def by_name(*behaviours: Behaviour) -> dict[str, Behaviour]:
    """Return behaviours under their names, with hyphens."""
    return {behave.__name__.replace("_", "-"): behave for behave in behaviours}
