"""The connections of the server: none may wait for ever, hold memory for ever, or keep others out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 500
"""How many connections are kept; for one more, the one that has been idle for the longest time goes."""

PATIENCE = 30.0
"""Seconds that a client has to read what was sent to it, to begin a request on a new connection, or to send
the rest of one that it began."""

_EVERY = 20
"""Ticks of a tenth of a second between two looks at all connections."""


class Connection(H11Protocol):
    """A connection that knows since when it has been waiting for its client, by the loop's clock."""

    heard = 0.0
    """When the client last sent something."""

    _owing: float | None = None
    """Since when the client has owed us a request, or the rest of one."""

    _unread: float | None = None
    """Since when it has left something unread."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._owing = self.heard = self.loop.time()
        if len(self.connections) > MOST:
            idle = (one for one in self.connections if isinstance(one, Connection) and one.is_idle())
            min(idle, key=lambda one: one.heard, default=self).transport.abort()

    def is_idle(self) -> bool:
        """Return whether no request is being answered here."""
        return not self.transport.is_closing() and (self.cycle is None or self.cycle.response_complete)

    def data_received(self, data: bytes) -> None:
        """Take what came, and note whether more must come."""
        self.heard = self.loop.time()
        super().data_received(data)
        if not self.is_idle():
            self._owing = self.heard if self.cycle is not None and self.cycle.more_body else None
        elif self._owing is None:
            self._owing = self.heard

    def on_response_complete(self) -> None:
        """Wait for the rest of a request that was answered before it was whole, else for another request."""
        self._owing = self.loop.time() if self.cycle.more_body else None
        super().on_response_complete()

    def resume_writing(self) -> None:
        """Go on: it has read."""
        self._unread = None
        super().resume_writing()

    def give_up(self, now: float) -> None:
        """Let go of a client that has kept us waiting for too long; what was being answered is stopped."""
        if not self.transport.get_write_buffer_size():
            self._unread = None
        elif self._unread is None:
            self._unread = now
        if self._owing is not None and self.flow.read_paused:  # it is we who do not read yet
            self._owing = now
        if any(since is not None and now - since > PATIENCE for since in (self._owing, self._unread)):
            self.transport.abort()


class Server(uvicorn.Server):
    """Uvicorn's server, which looks after its connections. `on_closing` is called when it begins to end."""

    def __init__(self, config: uvicorn.Config, on_closing: Callable[[], Any]) -> None:
        super().__init__(config)
        self._on_closing = on_closing

    async def on_tick(self, counter: int) -> bool:
        """Give up on clients that keep us waiting, now and then."""
        if counter % _EVERY == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.give_up(now)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: Any = None) -> None:
        """End: whatever streams is told first."""
        self._on_closing()
        await super().shutdown(sockets)
