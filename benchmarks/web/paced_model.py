"""A plugin with a model that speaks at an even pace and says when it gave each piece."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

from whetstone import Chunk, ModelInfo, hookimpl
from whetstone.core.values.model import ChatRequest, Message, ModelSpec, Usage

TOKENS = int(os.environ.get("PACED_TOKENS", "300"))
RATE = float(os.environ.get("PACED_RATE", "20"))
"""Pieces of a reply, and how many of them come each second."""

JOURNAL = os.environ.get("PACED_JOURNAL")
"""A file that each call is written to when it ends: its last message, when, and how many pieces it gave."""


async def paced(tokens: int = TOKENS, rate: float = RATE) -> AsyncGenerator[str]:
    """Yield pieces; each is `@NANOSECONDS@ `: when it was given, by the system's monotonic clock."""
    due = time.monotonic()
    for _ in range(tokens):
        due += 1 / rate
        await asyncio.sleep(due - time.monotonic())
        yield f"@{time.monotonic_ns()}@ "


class PacedModel:
    """Says when it speaks."""

    name = "paced"
    context_tokens = reply_tokens = None
    caveat = ""

    def count_tokens(self, text: str) -> int:
        """Return the number of words."""
        return len(text.split())

    async def prewarm(self, messages: Sequence[Message]) -> None:
        """Do nothing."""

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        """Yield the pieces of a reply, and keep a journal of how it ended."""
        given = 0
        try:
            async for piece in paced():
                yield Chunk(piece)
                given += 1
            yield Chunk(finish="stop", usage=Usage(1, given), model=self.name)
        finally:
            if JOURNAL:
                with Path(JOURNAL).open("a") as journal:
                    asked = request.messages[-1].content.split()[-1]
                    journal.write(f"{asked} {time.monotonic_ns()} {given}\n")

    async def close(self) -> None:
        """Do nothing."""


class PacedBackend:
    """Brings the one model."""

    name = "paced"

    def models(self) -> list[ModelInfo]:
        """Return it."""
        return [ModelInfo("paced", self.name, ready=True)]

    def claims(self, model: str) -> bool:
        """Return whether it is meant."""
        return model == "paced"

    def open(self, spec: ModelSpec) -> PacedModel:
        """Return it."""
        return PacedModel()


@hookimpl
def whetstone_model_backends() -> list[PacedBackend]:
    """Bring the backend."""
    return [PacedBackend()]
