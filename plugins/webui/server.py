"""The server: a socket on loopback, the application behind it, run on the host's loop."""

from __future__ import annotations

import os
import socket

import uvicorn

from whetstone.core.errors import SettingsError
from whetstone.core.host import Host
from whetstone.plugins.webui.application import make_app, make_site
from whetstone.plugins.webui.connections import Connection, Server

_GRACE = 5
"""Seconds that requests have to end when the server is stopped."""


class WebServer:
    """Serves the pages of a home on this machine alone.

    It listens from the start and answers while `run` does. Without a `port` it takes that of the settings, or
    a free one where that is taken; port 0 is any free one. `link` lets a browser in.

    Raises:
        SettingsError: the port that was asked for is taken.
        HomeError: the token cannot be read or kept.
    """

    def __init__(self, host: Host, port: int | None = None) -> None:
        settings = host.settings.section("web")
        self._host = host
        self._listener = _listening((port,) if port is not None else (settings.port, 0))
        number = self._listener.getsockname()[1]
        self.address = f"http://127.0.0.1:{number}"
        ours = (f"{name}:{number}" for name in ("127.0.0.1", "localhost", "[::1]"))
        self.site = make_site(host, (*ours, *settings.hosts))
        self._server = Server(
            uvicorn.Config(
                make_app(self.site),
                http=Connection,
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=_GRACE,
                timeout_keep_alive=75,
                ws="none",
                lifespan="off",
            ),
            on_closing=self.site.closing.set,
        )

    @property
    def link(self) -> str:
        """The address of the first page, with the token."""
        return f"{self.address}/?token={self.site.token.value}"

    def link_for_once(self) -> str:
        """Return a link that lets one browser in, once and soon, and that others may see."""
        return f"{self.address}/?token={self.site.token.ticket()}"

    @property
    def was_forced(self) -> bool:
        """Whether it was ended at once, and not in good order."""
        return self._server.force_exit

    def run(self) -> None:
        """Answer requests until `end` is called; the socket is closed after that."""
        with self._listener, self.site.working():
            self._host.loop.run(self._server.serve(sockets=[self._listener]))

    def end(self) -> None:
        """End in good order: streams say so and are kept. Called again, end at once.

        A signal handler may call it: it does no more than to leave word.
        """
        if self._server.should_exit:
            self._server.force_exit = True
        self._server.should_exit = True


def _listening(ports: tuple[int, ...]) -> socket.socket:
    """Return a socket that listens on the first of `ports` that is free.

    It names its protocol: asyncio sends at once (TCP_NODELAY) only on connections of such a socket. Without
    that, each piece of a stream waits 40 ms for the client to acknowledge the one before.
    """
    for port in ports:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if os.name == "posix":  # elsewhere it would let two servers have one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            listener.close()
            reason = error.strerror or str(error)
            continue
        listener.listen(1024)
        listener.setblocking(False)
        return listener
    raise SettingsError(f"port {ports[0]} is not to be had ({reason}); choose another, or --port 0 for any")
