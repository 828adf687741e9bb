"""Requests as bytes on a socket, so that no client puts right what is wrong with them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Answer:
    """What came back: the status, 0 where there was none; headers by their lowercase names; the body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


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


def answer(wire: socket.socket, only_head: bool = False) -> Answer:
    """Read one answer."""
    with wire.makefile("rb") as file:
        try:
            first = file.readline()
            if not first:
                return Answer(0, {}, b"")
            headers: dict[str, str] = {}
            while line := file.readline().rstrip(b"\r\n"):
                name, _, value = line.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            status = int(first.split()[1])
            if only_head or status in (204, 304):
                return Answer(status, headers, b"")
            if headers.get("transfer-encoding") == "chunked":
                return Answer(status, headers, b"".join(_chunks(file)))
            return Answer(status, headers, file.read(int(headers.get("content-length", "-1"))))
        except ConnectionResetError:
            return Answer(0, {}, b"")


def _chunks(file) -> Iterator[bytes]:  # type: ignore[no-untyped-def]
    while size := int(file.readline() or b"0", 16):
        yield file.read(size)
        file.readline()


def chunked(*pieces: bytes) -> bytes:
    """A body in pieces, as `Transfer-Encoding: chunked` has it."""
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


class Talk:
    """Requests one after the other on a connection, and on another one where the server ended it."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._wire: socket.socket | None = None

    def __enter__(self) -> Talk:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def send(self, data: bytes) -> Answer:
        """Send a request, and return the answer."""
        if self._wire is None:
            self._wire = socket.create_connection(("127.0.0.1", self._door.port))
        self._wire.sendall(data)
        got = answer(self._wire, data.startswith(b"HEAD"))
        if got.status == 0 or got.headers.get("connection") == "close":
            self._close()
        return got

    def _close(self) -> None:
        if self._wire is not None:
            self._wire.close()
        self._wire = None
