"""What tests of the Forge's pages need: a model behind HTTP, and a server's process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commandline import SCRIPT, environment
from doors import Door
from homes import write
from servers.scripted import Behaviour, Client, ScriptedServer
from shelf import honest

from whetstone.core.values.model import ChatRequest, Message

MODEL = "reader"


def reading(hold: threading.Event | None = None, first: int = 0) -> Behaviour:
    """A model that reads honestly; after the `first` answers it waits until `hold` is set."""
    import asyncio

    async def reader(client: Client) -> None:
        while hold is not None and client.count > first and not hold.is_set():
            if client.request.gone.done():
                return
            await asyncio.sleep(0.05)
        said = [Message(one["role"], one["content"]) for one in client.request.body["messages"]]
        await client.begin()
        await client.say(claims(ChatRequest(tuple(said), max_tokens=500)))
        await client.finish()

    return reader


def claims(request: ChatRequest) -> str:
    """What the honest reader of the other tests says, and nothing where it is at a loss."""
    try:
        return honest(request)
    except IndexError:
        return "There is nothing to be said of it."


@contextmanager
def reader(home: Path, behave: Behaviour) -> Iterator[ScriptedServer]:
    """Serve a model, and let the settings of `home` name it."""
    with ScriptedServer({MODEL: behave}) as server:
        home.mkdir(parents=True, exist_ok=True)
        write(
            home,
            f'model = "{MODEL}"\n[models.{MODEL}]\nmodel = "openai/{MODEL}"\n'
            f'api_base = "{server.base(MODEL)}"\nretries = 0\n',
        )
        yield server


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        number: int = one.getsockname()[1]
        return number


class Serving:
    """`whetstone serve` as a process of its own."""

    def __init__(self, home: Path, port: int = 0, **env: str | Path) -> None:
        self.process = subprocess.Popen(
            [SCRIPT, "--home", str(home), "serve", "--port", str(port), "--no-open"],
            env=environment(None, **env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self.process.stdout is not None
        self.link = self.process.stdout.readline().decode().split()[-1]
        self.door = Door.of(self.link)

    def end(self) -> int:
        """End it in good order."""
        return self._gone(signal.SIGTERM)

    def kill(self) -> int:
        """Kill it at once."""
        return self._gone(signal.SIGKILL)

    def _gone(self, number: int) -> int:
        os.kill(self.process.pid, number)
        code = self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code

    def __enter__(self) -> Serving:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.end()
