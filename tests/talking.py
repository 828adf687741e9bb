"""Conversations over the API, and models that are slow, endless or broken."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from doors import Door

from whetstone import Host
from whetstone.core.errors import ModelInterrupted
from whetstone.core.values.model import ChatRequest, Chunk
from whetstone.testing import ScriptedModel, served

Data = dict[str, Any]


class Endless(ScriptedModel):
    """Says `words`, and then nothing more until it is stopped; `stopped` is set at that."""

    def __init__(self, *words: str, name: str = "scripted") -> None:
        super().__init__(name=name)
        self._words = words
        self.speaking = threading.Event()
        self.stopped = threading.Event()

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        """Yield the words, and wait for ever."""
        self.requests.append(request)
        try:
            for word in self._words:
                yield Chunk(text=word)
            self.speaking.set()
            await asyncio.Event().wait()
        finally:
            self.stopped.set()


class Breaking(ScriptedModel):
    """Breaks off after its first words, `times` often; then it replies."""

    def __init__(self, *replies: str, times: int = 1) -> None:
        super().__init__(replies)
        self._times = times

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        """Yield some words and fail, or the next reply."""
        if self._times:
            self._times -= 1
            yield Chunk(text="I was about to")
            raise ModelInterrupted("the connection to scripted broke off; ask again")
        async for chunk in super().stream(request):
            yield chunk


class Api:
    """A client of the API."""

    def __init__(self, link: str) -> None:
        door = Door.of(link)
        self.token, self.http = door.token, door.program()

    def ask(self, method: str, path: str, body: Data | None = None) -> Any:
        """Return the JSON that is answered to what must succeed."""
        response = self.http.request(method, f"/api/v1/conversations{path}", json=body)
        assert response.is_success, response.text
        return response.json()

    def refused(self, method: str, path: str, body: Data | None = None) -> tuple[int, str, str]:
        """Return the status, type and sentence of a refusal."""
        response = self.http.request(method, f"/api/v1/conversations{path}", json=body)
        error = response.json()["error"]
        return response.status_code, error["type"], error["message"]

    def begin(self, persona: str = "socrates", **more: Any) -> str:
        """Begin a conversation, and return its id."""
        id: str = self.ask("POST", "", {"persona": persona, **more})["id"]
        return id

    @contextmanager
    def streaming(self, id: str, **turn: Any) -> Iterator[Iterator[tuple[str, Data]]]:
        """Take a turn, and yield its events as they come."""
        with self.http.stream("POST", f"/api/v1/conversations/{id}/turns", json=turn) as response:
            assert response.status_code == 200, response.read()
            assert response.headers["content-type"].startswith("text/event-stream")
            yield events(response.iter_lines())

    def turn(self, id: str, **turn: Any) -> list[tuple[str, Data]]:
        """Take a turn, and return its events."""
        with self.streaming(id, **turn) as told:
            return list(told)

    def say(self, id: str, text: str, **more: Any) -> Data:
        """Say something, and return the reply."""
        name, data = self.turn(id, text=text, **more)[-1]
        assert name == "ended", data
        reply: Data = data["reply"]
        return reply


def events(lines: Iterator[str]) -> Iterator[tuple[str, Data]]:
    name = ""
    for line in lines:
        kind, _, value = line.partition(": ")
        if kind == "event":
            name = value
        elif kind == "data":
            yield name, json.loads(value)


@contextmanager
def calling(host: Host) -> Iterator[Api]:
    """Serve `host` for a client of its API."""
    with served(host) as link:
        api = Api(link)
        with api.http:
            yield api


def awaited(happened: Callable[[], Any], within: float = 60.0) -> Any:
    """Return what `happened` returns once that is true."""
    until = time.monotonic() + within
    while not (found := happened()):
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.01)
    return found
