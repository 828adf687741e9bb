"""The door of a server: requests byte by byte, which no client puts right, and the API as programs use it."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from wires import Answer, answer

from whetstone import Host
from whetstone.testing import served


@dataclass(frozen=True)
class Door:
    """A server that is up: where it listens, and the token of its link."""

    port: int
    token: str

    @classmethod
    def of(cls, link: str) -> Door:
        parts = urlsplit(link)
        assert parts.port is not None
        return cls(parts.port, parse_qs(parts.query)["token"][0])

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        return f"http://{self.host}"

    def request(self, method: str, target: str, *headers: str, body: bytes | None = None) -> bytes:
        """A request with `Host` and the token; a header that is given takes the place of one of that name.

        `NAME:` without a value leaves it out. Two of one name are both sent.
        """
        given = {header.partition(":")[0].lower() for header in headers}
        usual = [f"Host: {self.host}", f"Authorization: Bearer {self.token}"]
        lines = [
            *(line for line in usual if line.partition(":")[0].lower() not in given),
            *(header for header in headers if header.partition(":")[2].strip()),
        ]
        if body is not None and "content-length" not in given and "transfer-encoding" not in given:
            lines.append(f"Content-Length: {len(body)}")
        version = "" if " HTTP/" in target else " HTTP/1.1"
        return "\r\n".join([f"{method} {target}{version}", *lines, "", ""]).encode("latin-1") + (body or b"")

    def ask(self, method: str, target: str, *headers: str, body: bytes | None = None) -> Answer:
        """Send such a request on a connection of its own, and return the answer."""
        return self.send(self.request(method, target, *headers, body=body))

    def send(self, data: bytes) -> Answer:
        with self.wire() as wire:
            with suppress(BrokenPipeError, ConnectionResetError):  # refused before all was sent
                wire.sendall(data)
            return answer(wire, data.startswith(b"HEAD"))

    @contextmanager
    def wire(self) -> Iterator[socket.socket]:
        """A connection."""
        with socket.create_connection(("127.0.0.1", self.port)) as wire:
            yield wire

    def program(self, below: str = "") -> httpx.Client:
        """A client that sends the token; its addresses begin `below` the origin."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.Client(base_url=self.origin + below, headers=headers, timeout=60)

    @cached_property
    def client(self) -> httpx.Client:
        """A client of the API."""
        return self.program("/api/v1")

    def get(self, path: str) -> Any:
        return self._data(self.client.get(path))

    def post(self, path: str, body: Any = None) -> Any:
        return self._data(self.client.post(path, json=body))

    def upload(self, name: str, data: bytes) -> str:
        told = self._data(self.client.post("/uploads", params={"name": name}, content=data))
        return str(told["id"])

    def refused(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        """The status and the sentence of what fails."""
        answer = self.client.request(method, path, json=body)
        assert answer.status_code >= 400, answer.text
        return answer.status_code, answer.json()["error"]["message"]

    def wait(self, job: str, ready: Callable[[Mapping[str, Any]], bool]) -> dict[str, Any]:
        """Watch a job's events until its state is as wanted, and return it."""
        while True:
            with self.client.stream("GET", f"/jobs/{job}/events", timeout=60) as stream:
                event = ""
                for line in stream.iter_lines():
                    if line.startswith("event: "):
                        event = line.removeprefix("event: ")
                    elif line.startswith("data: ") and event in ("state", "end"):
                        state: dict[str, Any] = json.loads(line.removeprefix("data: "))
                        if ready(state):
                            return state
                        assert state["status"] in ("running", "interrupted"), state

    def _data(self, answer: httpx.Response) -> Any:
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None


@contextmanager
def program(host: Host) -> Iterator[httpx.Client]:
    """Serve `host`, and yield a client that sends the token, as programs do."""
    with served(host) as link, Door.of(link).program() as client:
        yield client
