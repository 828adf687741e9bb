"""Many at once, and those who keep others waiting."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from doors import Door
from talking import Endless, awaited
from test_web_security import cookie_of
from wires import Talk, answer

from whetstone import Chunk
from whetstone.plugins.webui import connections
from whetstone.plugins.webui.server import WebServer
from whetstone.testing import ScriptedModel, ask, served, temporary_host


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server wait for a second where it would wait for thirty."""
    monkeypatch.setattr(connections, "PATIENCE", 1.0)
    monkeypatch.setattr(connections, "_EVERY", 2)


def turn(door: Door, conversation: str, text: str) -> bytes:
    path = f"/api/v1/conversations/{conversation}/turns"
    body = json.dumps({"text": text}).encode()
    return door.request("POST", path, "Content-Type: application/json", "Connection: close", body=body)


def begun(door: Door) -> str:
    return str(door.post("/conversations", {"persona": "socrates"})["id"])


def test_a_hundred_conversations_stream_at_once(home: Path) -> None:
    words = " ".join(f"word{place}" for place in range(40))
    model = ScriptedModel([words], delay=0.01)
    with temporary_host(home=home, model=model) as host, served(host) as link, ExitStack() as stack:
        door = Door.of(link)
        conversations = [begun(door) for _ in range(100)]
        wires = {conversation: stack.enter_context(door.wire()) for conversation in conversations}
        for conversation, wire in wires.items():
            wire.sendall(turn(door, conversation, f"What of {conversation}?"))
        for conversation, wire in wires.items():
            told = answer(wire).text
            assert told.count("event: began") == told.count("event: ended") == 1, told
            assert f"What of {conversation}?" in told
            assert json.dumps(words)[1:-1] in told
        assert host.history.size_of(list(wires)) == 200


def test_pieces_are_sent_at_once(home: Path) -> None:
    with temporary_host(home=home) as host:
        server = WebServer(host, 0)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            door = Door.of(server.link)
            with door.wire() as wire:
                wire.sendall(door.request("GET", "/api/v1/personas"))
                assert answer(wire).status == 200
                (connection,) = server._server.server_state.connections
                taken = connection.transport.get_extra_info("socket")
                assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        finally:
            server.end()
            thread.join()


class Torrent(ScriptedModel):
    """Speaks without end, as fast as it is listened to."""

    def __init__(self) -> None:
        super().__init__()
        self.stopped = threading.Event()

    async def stream(self, request):  # type: ignore[no-untyped-def]
        try:
            while True:
                yield Chunk("so much to say " * 1_000)
                await asyncio.sleep(0.001)
        finally:
            self.stopped.set()


@pytest.mark.usefixtures("_impatient")
def test_who_does_not_read_is_let_go_and_the_model_with_him(home: Path) -> None:
    model = Torrent()
    with temporary_host(home=home, model=model) as host, served(host) as link:
        door = Door.of(link)
        asked = turn(door, begun(door), "Go on.")
        with door.wire() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.sendall(asked)
            assert awaited(model.stopped.is_set)
            assert door.ask("GET", "/api/v1/personas").status == 200


@pytest.mark.usefixtures("_impatient")
def test_what_never_comes_is_not_waited_for(home: Path) -> None:
    unfinished: dict[str, Callable[[Door], bytes]] = {
        "nothing": lambda door: b"",
        "half a head": lambda door: b"GET / HTTP/1.1\r\nHost: ",
        "half a body": lambda door: door.request(
            "POST", "/api/v1/conversations", "Content-Length: 9", body=b"{"
        ),
        "half of a refused one": lambda door: door.request(
            "POST", "/api/v1/conversations", "Content-Length: 9", "Authorization:", body=b"{"
        ),
    }
    with temporary_host(home=home) as host, served(host) as link:
        door = Door.of(link)
        for beginning in unfinished.values():
            with door.wire() as wire:
                wire.sendall(beginning(door))
                while wire.recv(65536):
                    pass
        with Talk(door.port) as patient:  # who has all that was asked for may be silent
            assert patient.send(door.request("GET", "/api/v1/personas")).status == 200


def test_those_who_say_nothing_keep_nobody_out(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 3600)
    monkeypatch.setattr(connections, "MOST", 20)
    model = Endless("I was saying")
    with temporary_host(home=home, model=model) as host, served(host) as link, ExitStack() as stack:
        door = Door.of(link)
        talking = stack.enter_context(door.wire())
        talking.sendall(turn(door, begun(door), "Go on."))
        assert awaited(model.speaking.is_set)
        silent = [stack.enter_context(door.wire()) for _ in range(40)]
        assert door.ask("GET", "/api/v1/personas").status == 200
        assert silent[0].recv(1) == b""  # the first one had to go
        assert not model.stopped.is_set()


def test_bodies_are_counted_as_they_come(home: Path) -> None:
    host_settings = "[web]\nupload_mb = 1\n"
    home.mkdir()
    (home / "whetstone.toml").write_text(host_settings)
    with temporary_host(home=home) as host, served(host) as link:
        door = Door.of(link)
        piece = b"%x\r\n%s\r\n" % (1 << 16, b" " * (1 << 16))
        for path, pieces in (("/api/v1/conversations", 65), ("/api/v1/uploads?name=a.txt", 17)):
            headers = ("Content-Type: application/json", "Transfer-Encoding: chunked")
            got = door.send(door.request("POST", path, *headers) + piece * pieces)
            assert (got.status, "is not taken here" in got.text) == (413, True), got
        assert not list((home / "uploads").rglob("*")) if (home / "uploads").exists() else True


def test_a_head_has_an_end(home: Path) -> None:
    with temporary_host(home=home) as host, served(host) as link:
        door = Door.of(link)
        for header in (f"X-Long: {'x' * (1 << 21)}", f"Cookie: {'x=y; ' * (1 << 19)}"):
            assert door.ask("GET", "/", header).status in (0, 400)
        many = [f"X-{number}: y" for number in range(1 << 17)]
        assert door.ask("GET", "/", *many).status in (0, 400)
        assert door.ask("GET", f"/?q={'x' * (1 << 21)}").status in (0, 400)
        assert door.ask("GET", "/api/v1/personas").status == 200


HAMMERS = 24


@contextmanager
def hammered(work: list[Callable[[], object]], rounds: int) -> Iterator[list[object]]:
    """Do all of `work` from many threads at once, `rounds` times each."""
    ready = threading.Barrier(HAMMERS)

    def strike(number: int) -> list[object]:
        ready.wait()
        return [work[(number + step) % len(work)]() for step in range(rounds)]

    with ThreadPoolExecutor(HAMMERS) as pool:
        yield [result for results in pool.map(strike, range(HAMMERS)) for result in results]


def test_a_fresh_host_is_asked_for_everything_at_once(furnished: Path, tmp_path: Path) -> None:
    """Each service is made once, whoever asks first; the same is answered to all."""
    home = shutil.copytree(furnished, tmp_path / "home")
    with temporary_host(home=home) as host:
        host.__dict__.pop("history", None)
        services: list[Callable[[], object]] = [
            lambda: host.registry,
            lambda: host.history,
            lambda: host.models,
            lambda: host.jobs,
            lambda: host.library,
            lambda: host.bundled,
            lambda: host.formats,
            lambda: host.models.open("scripted"),
        ]
        with hammered(services, len(services)) as made:
            assert len({id(service) for service in made}) == len(services)


def test_reading_and_writing_at_once_loses_nothing(furnished: Path, tmp_path: Path) -> None:
    home = shutil.copytree(furnished, tmp_path / "home")
    with temporary_host(home=home) as host, served(host) as link:
        door = Door.of(link)
        cookie = cookie_of(door)
        before = host.history.size_of(None)
        said: list[str] = []

        def say() -> None:
            said.append(ask(host, "gardener", f"What of bee {len(said)}?").id)

        def page(path: str) -> Callable[[], object]:
            def get() -> None:
                got = door.ask("GET", path, "Authorization:", f"Cookie: {cookie}")
                assert got.status == 200, (path, got)

            return get

        def favour() -> None:
            host.registry.edit("gardener", lambda overlay: overlay.model_copy(update={"favourite": True}))

        def choose_name() -> None:
            host.registry.edit("gardener", lambda overlay: overlay.model_copy(update={"name": "Rosalind"}))

        pages = [page(path) for path in ("/", "/conversations", "/mirror", "/settings", "/personas/gardener")]
        data = [page(f"/api/v1/{name}") for name in ("personas", "conversations", "jobs", "mirror")]
        work = [say, *pages, favour, *data, choose_name]
        with hammered(work, len(work)):
            pass
        assert host.history.size_of(None) == before + 2 * HAMMERS
        overlay = host.registry.overlay("gardener")
        assert (overlay.favourite, overlay.name) == (True, "Rosalind")
        assert host.registry.get("gardener").name == "Rosalind"
