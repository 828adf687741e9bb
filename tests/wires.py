"""Answers as they come on a socket, and connections that stay open between them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """What came back: the status, 0 where there was none; headers by their lowercase names; the body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


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

    def __init__(self, port: int) -> None:
        self._port = port
        self._wire: socket.socket | None = None

    def __enter__(self) -> Talk:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def send(self, data: bytes) -> Answer:
        """Send a request, and return the answer."""
        if self._wire is None:
            self._wire = socket.create_connection(("127.0.0.1", self._port))
        self._wire.sendall(data)
        got = answer(self._wire, data.startswith(b"HEAD"))
        if got.status == 0 or got.headers.get("connection") == "close":
            self._close()
        return got

    def _close(self) -> None:
        if self._wire is not None:
            self._wire.close()
        self._wire = None
