"""A model for benchmarks of the forge: it answers at once, by what it is asked."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator

from whetstone.core.values.model import ChatRequest, Chunk
from whetstone.testing import ScriptedModel

FACETS = ("voice", "beliefs", "arguing", "images")


class Reader(ScriptedModel):
    """Claims something of the first passage that it is shown, in its words; shown none, it chats."""

    def __init__(self, author: str) -> None:
        super().__init__(context_tokens=8_000)
        self._author = author

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        """Yield the answer in one piece."""
        self.requests.append(request)
        yield Chunk(self._answer("\n".join(message.content for message in request.messages)))
        yield Chunk(finish="stop", model=self.name)

    def _answer(self, asked: str) -> str:
        if not re.search(r"^\s*\[1\]", asked, re.MULTILINE):
            return "I look at what is before me first, and then I look again; what it shows me I keep."
        words = re.findall(r"[a-z]{6,}", asked.rpartition("[1]")[2][:600])
        pairs = zip(words[::2], words[1::2], FACETS, strict=False)
        return "\n".join(
            f"{facet}: {self._author} dwells on {one} and {other}. [1]" for one, other, facet in pairs
        )
