"""The backend and its one model."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from whetstone import ChatRequest, Chunk, Message, Model, ModelInfo, ModelSpec, Usage


class ParrotBackend:
    """Opens the model `parrot`."""

    name = "parrot"

    def __init__(self, shout: bool = False, times: int = 1) -> None:
        self._shout = shout
        self._times = times

    def models(self) -> list[ModelInfo]:
        return [ModelInfo("parrot", self.name, ready=True, note="says what you said")]

    def claims(self, model: str) -> bool:
        return model == "parrot"

    def open(self, spec: ModelSpec) -> Model:
        return Parrot(spec.name, self._shout, self._times)


class Parrot:
    """A model whose tokens are words."""

    context_tokens: int | None = None
    reply_tokens: int | None = None
    caveat = ""

    def __init__(self, name: str, shout: bool, times: int) -> None:
        self.name = name
        self._shout = shout
        self._times = times

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    async def prewarm(self, messages: Sequence[Message]) -> None:
        """There is nothing to compute ahead."""

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        """Yield the user's words one by one, no more than were asked for, and say how it ended."""
        heard = self._heard(request.messages[-1].content)
        said = heard[: request.max_tokens]
        for place, word in enumerate(said):
            yield Chunk(word if place == 0 else f" {word}")
        read = sum(self.count_tokens(message.content) for message in request.messages)
        yield Chunk(
            finish="stop" if said == heard else "length", usage=Usage(read, len(said)), model=self.name
        )

    async def close(self) -> None:
        """There is nothing to let go of."""

    def _heard(self, message: str) -> list[str]:
        """Return the words to say. Passages and notes come before the user's words, a blank line between."""
        words = message.rpartition("\n\n")[2].split() * self._times
        return [word.upper() for word in words] if self._shout else words
