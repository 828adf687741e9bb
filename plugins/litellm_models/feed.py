"""One streamed reply of litellm, read in a task of its own so that no client library can hold us up."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from whetstone.plugins.litellm_models.loading import load_litellm

_AHEAD = 64
_PARTING = 1.0


class Feed:
    """The pieces of one reply as litellm gives them, then `None`; an error takes its place in that order."""

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        self._arguments = arguments
        self._pieces: asyncio.Queue[Any] = asyncio.Queue(maxsize=_AHEAD)
        self._stream: Any = None
        self._task = asyncio.create_task(self._read(), name="whetstone-litellm")

    async def next(self, deadline: float) -> Any:
        """Return the next piece, `None` at the end, or the exception that ended it.

        Raises:
            TimeoutError: nothing came before `deadline` (of the loop's clock).
        """
        if not self._pieces.empty():
            return self._pieces.get_nowait()
        async with asyncio.timeout_at(deadline):
            return await self._pieces.get()

    @property
    def finished(self) -> bool:
        """Whether the provider itself said that the reply is over; litellm makes up a `stop` otherwise.

        For Gemini litellm says yes to every stream; there only a broken connection shows a cut reply.
        """
        stream = self._stream
        if not hasattr(stream, "received_finish_reason"):
            return True
        return bool(stream.received_finish_reason or getattr(stream, "intermittent_finish_reason", None))

    async def close(self) -> None:
        """Stop reading and close the connection; a client that clings to it is left behind after a second."""
        self._task.cancel()
        await asyncio.wait({self._task}, timeout=_PARTING)

    async def _read(self) -> None:
        try:
            self._stream = await load_litellm().acompletion(**self._arguments)
            async for piece in self._stream:
                await self._pieces.put(piece)
            await self._pieces.put(None)
        except Exception as error:
            await self._pieces.put(error)
        finally:
            if hasattr(self._stream, "aclose"):
                await self._stream.aclose()
