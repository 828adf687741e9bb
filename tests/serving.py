"""`whetstone serve` as a process of its own, with a model that never comes to its end."""

from __future__ import annotations

import json
import resource
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandline import SCRIPT, WITHOUT_BYTECODE, environment
from doors import Door
from packages import Site
from wires import Answer

MODEL = '''
import asyncio
from whetstone import Chunk, ModelInfo, hookimpl

class Rambling:
    """Says a word every few milliseconds; `stubborn` does not hear that it should stop."""
    context_tokens = reply_tokens = None
    caveat = ""

    def __init__(self, name):
        self.name = name

    def count_tokens(self, text):
        return len(text.split())

    async def prewarm(self, messages):
        pass

    async def stream(self, request):
        try:
            while True:
                yield Chunk("word ")
                await asyncio.sleep(0.005)
        finally:
            if self.name == "stubborn":
                await asyncio.sleep(3600)

    async def close(self):
        pass

class Backend:
    name = "rambling"

    def models(self):
        return [ModelInfo(name, self.name, ready=True) for name in ("rambling", "stubborn")]

    def claims(self, model):
        return model in ("rambling", "stubborn")

    def open(self, spec):
        return Rambling(spec.model)

@hookimpl
def whetstone_model_backends():
    return [Backend()]
'''


@dataclass
class Server:
    """A server that is up."""

    process: subprocess.Popen[str]
    door: Door
    home: Path

    def api(self, method: str, path: str, body: object = None) -> Answer:
        """Ask the API."""
        data = None if body is None else json.dumps(body).encode()
        return self.door.ask(method, f"/api/v1{path}", "Content-Type: application/json", body=data)

    def begin(self, model: str = "rambling") -> str:
        """Begin a conversation, and return its id."""
        got = self.api("POST", "/conversations", {"persona": "socrates", "model": model})
        assert got.status == 201, got
        return str(json.loads(got.body)["id"])

    @contextmanager
    def streams(self, *conversations: str) -> Iterator[list[socket.socket]]:
        """Say something in each of `conversations`, and yield the connections once each reply has begun."""
        with ExitStack() as open_wires:
            wires = [open_wires.enter_context(self.door.wire()) for _ in conversations]
            for wire, conversation in zip(wires, conversations, strict=True):
                body = json.dumps({"text": f"Is this kept, {conversation}?"}).encode()
                path = f"/api/v1/conversations/{conversation}/turns"
                head = ("Content-Type: application/json", "Connection: close")
                wire.sendall(self.door.request("POST", path, *head, body=body))
            for wire in wires:
                seen = b""
                while b"event: spoke" not in seen:
                    piece = wire.recv(65536)
                    assert piece, seen
                    seen += piece
            yield wires

    def records(self) -> list[dict[str, Any]]:
        """What the log holds now."""
        lines = (self.home / "chat_history.log").read_bytes().splitlines()
        return [record for record in map(json.loads, lines) if record.get("kind") == "turn"]


def rest_of(wire: socket.socket) -> str:
    """What a connection brings before it ends."""
    pieces = []
    while piece := wire.recv(65536):
        pieces.append(piece)
    return b"".join(pieces).decode()


@contextmanager
def serving(folder: Path, largest_file: int | None = None) -> Iterator[Server]:
    """Serve the home `folder/home` until the end of the block, if it has not ended before.

    No file that it writes may grow beyond `largest_file` bytes, as on a disk that is full.
    """
    site = folder / "site"
    if not site.exists():
        Site(site).add("rambling", plugins={"rambling": "rambling"}, rambling=MODEL)

    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    limited = {} if largest_file is None else WITHOUT_BYTECODE
    home = folder / "home"
    with (folder / "stderr").open("a") as stderr:
        process = subprocess.Popen(
            [SCRIPT, "serve", "--port", "0", "--no-open"],
            env=environment(home, PYTHONPATH=str(site), WHETSTONE_MODEL="rambling", **limited),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            preexec_fn=limit,
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Whetstone is at http://127.0.0.1:"), line
        yield Server(process, Door.of(line.split()[-1]), home)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
