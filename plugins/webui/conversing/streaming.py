"""A reply on its way to a reader: events of Server-Sent Events, until it ended, failed or was stopped."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from whetstone.core.conversations.conversation import Began, Conversation, Ended, Event, Spoke, cited
from whetstone.core.errors import WhetstoneError
from whetstone.core.values.turn import Record
from whetstone.plugins.webui.conversing.talks import Talks
from whetstone.plugins.webui.conversing.values import told
from whetstone.plugins.webui.frames import frame

_MOST_WAITING = 1 << 18
"""So many characters may wait for a reader who is slow; the model waits after that."""

CLOSING = "the server was ended; what had come of the reply is kept"


class Streaming(Response):
    """Answers with the events of one turn of `talk`.

    `began` says that the message is on disk (`user`), which `passages` the model is given, and what a reader
    should know (`notes`). `spoke` brings the next piece of the reply (`text`). The last event is `ended` with
    the `reply`, `null` where it was stopped before its first word, or `failed` with `type` and `message`.
    Both tell what of this turn is on disk: `user`, unless it was there before, and `reply`.

    A reader who goes away stops the model, as `stop` and the server's end do; what came is kept.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        talks: Talks,
        closing: asyncio.Event,
        talk: Conversation,
        events: AsyncGenerator[Event],
        notes: list[str],
    ) -> None:
        self.conversation = talk.id
        self._talks, self._closing, self._talk, self._events, self._notes = (
            talks,
            closing,
            talk,
            events,
            notes,
        )
        self._known = frozenset(record.id for record in talk.branch)
        self._pump: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._frames: list[str] = []
        self._spoken: list[str] = []
        self._waiting = 0
        self._room = asyncio.Event()
        self._over = False
        self._fault: Exception | None = None
        super().__init__()
        del self.headers["content-length"]
        self.headers["X-Accel-Buffering"] = "no"

    def stop(self) -> None:
        """End the reply; what came of it is kept."""
        if self._pump is not None:
            self._pump.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events; pieces of the reply that came while others were sent go together."""
        self._talks.runs(self)
        pump = self._pump = asyncio.create_task(self._read())
        watching = [asyncio.create_task(self._watch(receive)), asyncio.create_task(self._await_closing())]
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            while not self._over:
                await self._ready.wait()
                self._ready.clear()
                await send({"type": "http.response.body", "body": self._taken(), "more_body": True})
            await send({"type": "http.response.body", "body": self._taken()})
        finally:
            for task in (*watching, pump):
                task.cancel()
            await asyncio.wait([pump])
            if self._kept()[0]:
                self._talks.is_kept(self._talk)
            self._talks.ended(self)
        if self._fault is not None:
            raise self._fault

    async def _read(self) -> None:
        try:
            async with aclosing(self._events) as events:
                async for event in events:
                    await self._take(event)
        except asyncio.CancelledError:
            await self._cut()
        except WhetstoneError as error:
            self._fail(type(error).__name__, str(error))
        except Exception as error:
            self._fault = error
            self._fail(
                "Unexpected", f"unexpected {type(error).__name__}; the terminal of the server says more"
            )
        finally:
            self._over = True
            self._ready.set()

    async def _take(self, event: Event) -> None:
        if isinstance(event, Spoke):
            self._spoken.append(event.text)
            self._waiting += len(event.text)
            self._ready.set()
            if self._waiting > _MOST_WAITING:
                self._room.clear()
                await self._room.wait()
        elif isinstance(event, Began):
            self._talks.is_kept(self._talk)
            passages = [cited(passage) for passage in event.passages]
            self._put("began", user=_data(event.user), passages=passages, notes=self._notes)
        elif isinstance(event, Ended):
            shown = await asyncio.to_thread(told, event.reply, html=True)
            self._put("ended", user=_data(self._kept()[0]), reply=shown.model_dump(mode="json"))

    async def _cut(self) -> None:
        """Tell the end of a reply that was cut short."""
        if self._closing.is_set():
            self._fail("Closing", CLOSING)
            return
        user, reply = self._kept()
        shown = await asyncio.to_thread(told, reply, html=True) if reply else None
        self._put("ended", user=_data(user), reply=shown.model_dump(mode="json") if shown else None)

    def _fail(self, kind: str, message: str) -> None:
        user, reply = self._kept()
        self._put("failed", type=kind, message=message, user=_data(user), reply=_data(reply))

    def _kept(self) -> tuple[Record | None, Record | None]:
        """Return the message and the reply of this turn, as far as they are on disk."""
        fresh = [record for record in self._talk.branch[-2:] if record.id not in self._known]
        said = {record.role: record for record in fresh}
        return said.get("user"), said.get("assistant")

    def _put(self, name: str, **data: Any) -> None:
        self._flush()
        self._frames.append(frame(name, json.dumps(data)))
        self._ready.set()

    def _flush(self) -> None:
        if self._spoken:
            self._frames.append(frame("spoke", json.dumps({"text": "".join(self._spoken)})))
            self._spoken.clear()
            self._waiting = 0
            self._room.set()

    def _taken(self) -> bytes:
        self._flush()
        frames = "".join(self._frames)
        self._frames.clear()
        return frames.encode()

    async def _watch(self, receive: Receive) -> None:
        """Stop when the reader goes away."""
        while (await receive())["type"] != "http.disconnect":
            pass
        self.stop()

    async def _await_closing(self) -> None:
        await self._closing.wait()
        self.stop()


def _data(record: Record | None) -> dict[str, Any] | None:
    return told(record).model_dump(mode="json") if record else None
