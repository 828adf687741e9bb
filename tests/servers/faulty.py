"""An OpenAI-shaped HTTP server on loopback that fails in every way a provider can.

The first part of the path names the behaviour: `http://127.0.0.1:PORT/hang-before-headers/v1`. What
arrived, and whether the client went away, is kept in `requests`.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Mapping
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


class FaultyServer:
    """Serves until the `with` block ends; every behaviour counts its own requests."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="faulty-server")
        self.port = 0

    def __enter__(self) -> FaultyServer:
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
                    behave = BEHAVIOURS[request.behaviour]
                    await behave(Client(request, writer, len(self.seen(request.behaviour))))
                finally:
                    await asyncio.wait({watch}, timeout=None if request.behaviour in LINGERING else 0)
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


def piece(delta: Mapping[str, str], finish: str | None) -> dict[str, Any]:
    """A chunk of a streamed chat completion."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted-model",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


async def well(client: Client) -> None:
    """A good reply in three pieces."""
    await client.begin()
    for text in ("Know", " ", "thyself."):
        await client.say(text)
    await client.finish()


async def wrong_key(client: Client) -> None:
    """401, with the whole key and a shortened one in the message."""
    key = client.request.headers.get("authorization", "").removeprefix("Bearer ")
    await client.refuse("401 Unauthorized", f"Incorrect API key provided: {key} ({key[:8]}***{key[-4:]}).")


async def forbidden(client: Client) -> None:
    """403."""
    await client.refuse("403 Forbidden", "Your plan does not include this model.")


async def unknown_model(client: Client) -> None:
    """404."""
    await client.refuse("404 Not Found", f"The model {client.request.body['model']!r} does not exist.")


async def bad_request(client: Client) -> None:
    """400."""
    await client.refuse("400 Bad Request", "Unsupported value: 'temperature' does not support 0.8.")


async def too_long(client: Client) -> None:
    """400, in OpenAI's words for a prompt that is too long."""
    message = "This model's maximum context length is 4096 tokens. However, your messages have 9000 tokens."
    error = {
        "message": message,
        "type": "invalid_request_error",
        "param": "messages",
        "code": "context_length_exceeded",
    }
    await client.answer("400 Bad Request", json.dumps({"error": error}).encode())


async def picky(client: Client) -> None:
    """400 as long as a temperature or a seed is sent, one complaint at a time, then a good reply."""
    for name in ("temperature", "seed"):
        if name in client.request.body:
            return await client.refuse(
                "400 Bad Request", f"Unsupported parameter: '{name}' is not supported."
            )
    return await well(client)


async def out_of_credit(client: Client) -> None:
    """429 that no patience helps against, in OpenAI's words."""
    message = "You exceeded your current quota, please check your plan and billing details."
    await client.refuse("429 Too Many Requests", message)


async def busy_once(client: Client) -> None:
    """429 with a short `retry-after`, then a good reply."""
    if client.count == 1:
        return await client.refuse("429 Too Many Requests", "Slow down.", {"Retry-After": "0.2"})
    return await well(client)


async def busy_forever(client: Client) -> None:
    """429, always, with a `retry-after` far away."""
    await client.refuse("429 Too Many Requests", "Slow down.", {"Retry-After": "30"})


async def busy_without_a_word(client: Client) -> None:
    """429, always, without `retry-after`."""
    await client.refuse("429 Too Many Requests", "Slow down.")


async def broken_once(client: Client) -> None:
    """500, then a good reply."""
    if client.count == 1:
        return await client.refuse("500 Internal Server Error", "Oops.")
    return await well(client)


async def broken_forever(client: Client) -> None:
    """500, always."""
    await client.refuse("500 Internal Server Error", "Oops.")


async def hang_before_headers(client: Client) -> None:
    """Not a byte, until the client gives up."""


async def hang_in_the_middle(client: Client) -> None:
    """One piece, then nothing more, until the client gives up."""
    await client.begin()
    await client.say("Courage is")


async def silent_after_headers(client: Client) -> None:
    """Headers and a keep-alive comment, and no piece."""
    await client.begin()
    await client.send(b": still here\n\n")


async def dies_with_a_reset(client: Client) -> None:
    """One piece, then a TCP reset."""
    await client.begin()
    await client.say("Courage is")
    client.reset()


async def dies_quietly(client: Client) -> None:
    """One piece, then an orderly end of the connection without a finish."""
    await client.begin()
    await client.say("Courage is")


async def dies_in_a_chunk(client: Client) -> None:
    """One piece in chunked encoding, whose last chunk never comes whole."""
    await client.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    data = b"data: " + json.dumps(piece({"content": "Courage is"}, None)).encode() + b"\n\n"
    await client.send(f"{len(data):x}\r\n".encode() + data + b"\r\n" + b"400\r\nhalf")


async def error_in_the_stream(client: Client) -> None:
    """One piece, then an error as an event, as vLLM and OpenRouter send it."""
    await client.begin()
    await client.say("Courage is")
    await client.event({"error": {"message": "The worker ran out of memory.", "code": 500}})


async def not_json(client: Client) -> None:
    """An event stream whose data is not JSON."""
    await client.begin()
    await client.event(b'{"id": "chatcmpl-1", "choices": [{"delta": {"content": "Cour')
    await client.event(b"[DONE]")


async def not_json_later(client: Client) -> None:
    """A good piece, then data that is not JSON."""
    await client.begin()
    await client.say("Courage is")
    await client.event(b'{"choices": [{"delta"')


async def not_events(client: Client) -> None:
    """Lines of text that are no server-sent events."""
    await client.begin()
    await client.send(b"hello, this is a plain text answer\nin two lines\n\n")


async def wrong_shape(client: Client) -> None:
    """JSON that is no chat completion."""
    await client.begin()
    await client.event({"result": ["ok"]})
    await client.event(b"[DONE]")


async def html_page(client: Client) -> None:
    """A login page of some proxy, with status 200."""
    await client.answer("200 OK", b"<!doctype html><title>Sign in</title><p>Welcome</p>", kind="text/html")


async def empty_body(client: Client) -> None:
    """200 and nothing."""
    await client.answer("200 OK", b"", kind="text/event-stream")


async def only_done(client: Client) -> None:
    """A stream that says only that it is done."""
    await client.begin()
    await client.event(b"[DONE]")


async def not_http(client: Client) -> None:
    """Something that does not speak HTTP."""
    await client.send(b"220 mail.example.org ESMTP ready\r\n")


async def not_utf8(client: Client) -> None:
    """A piece with bytes that are not UTF-8."""
    await client.begin()
    await client.event(
        b'{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":'
        b'[{"index":0,"delta":{"content":"caf\xe9 \xff\xfe"},"finish_reason":null}]}'
    )
    await client.finish()


async def slow_drip(client: Client) -> None:
    """Ten pieces, each a while after the other."""
    await client.begin()
    for number in range(10):
        await asyncio.sleep(0.2)
        await client.say(f"{number} ")
    await client.finish()


async def huge(client: Client) -> None:
    """Two thousand pieces of a thousand letters."""
    await client.begin()
    for number in range(2_000):
        await client.say(f"{number:08d}" + "x" * 992)
    await client.finish()


async def endless(client: Client) -> None:
    """A reply without an end, which counts as it goes."""
    await client.begin()
    number = 0
    while not client.request.gone.done():
        await client.say(f"{number} ")
        number += 1
        await asyncio.sleep(0.01)


async def cut_at_length(client: Client) -> None:
    """A reply that reached `max_tokens`."""
    await client.begin()
    await client.say("Courage is")
    await client.say(None, "length")
    await client.event(b"[DONE]")


async def parrot(client: Client) -> None:
    """The user's own words, in the pieces that `|` divides them into."""
    await client.begin()
    for part in client.request.body["messages"][-1]["content"].split("|"):
        await client.say(part)
    await client.finish()


async def filtered(client: Client) -> None:
    """A reply that a content filter withheld."""
    await client.begin()
    await client.say(None, "content_filter")
    await client.event(b"[DONE]")


async def only_thinks(client: Client) -> None:
    """Thoughts up to the limit of a reply, and no word of it."""
    await client.begin()
    for _ in range(3):
        await client.event(piece({"reasoning_content": "Hmm, let me see. "}, None))
    await client.say(None, "length")
    await client.event(b"[DONE]")


async def thinks_aloud(client: Client) -> None:
    """Thoughts for a while, each piece soon after the other, then a reply."""
    await client.begin()
    for _ in range(10):
        await asyncio.sleep(0.2)
        await client.event(piece({"reasoning_content": "Hmm. "}, None))
    await client.say("Yes.")
    await client.finish()


Behaviour = Callable[[Client], Awaitable[None]]

BEHAVIOURS: dict[str, Behaviour] = {
    behave.__name__.replace("_", "-"): behave
    for behave in (
        well, wrong_key, forbidden, unknown_model, bad_request, too_long, picky, out_of_credit, busy_once,
        busy_forever,
        busy_without_a_word, broken_once, broken_forever, hang_before_headers, hang_in_the_middle,
        silent_after_headers, dies_with_a_reset, dies_quietly, dies_in_a_chunk, error_in_the_stream, not_json,
        not_json_later, not_events, wrong_shape, html_page, empty_body, only_done, not_http, not_utf8,
        slow_drip, huge, endless, cut_at_length, parrot,
        filtered, only_thinks, thinks_aloud,
    )
}  # fmt: skip

LINGERING = {"hang-before-headers", "hang-in-the-middle", "silent-after-headers"}
