"""Asking models over HTTP: what was asked, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from servers.faulty import FaultyServer

from whetstone.core.errors import ModelError
from whetstone.core.loop import HostLoop
from whetstone.core.values.model import ChatRequest, Chunk, Message, Model, ModelSpec
from whetstone.plugins.litellm_models.backend import LitellmBackend

KEY = "sk-proj-Tr0ub4dor-and-3-more-horses"


@dataclass
class Outcome:
    """What came of one request."""

    chunks: list[Chunk] = field(default_factory=list)
    error: ModelError | None = None

    @property
    def text(self) -> str:
        """The reply as far as it came."""
        return "".join(chunk.text for chunk in self.chunks)


def question(text: str = "What is courage?", **rest: Any) -> ChatRequest:
    """Return a request to Plato."""
    return ChatRequest((Message("system", "You are Plato."), Message("user", text)), max_tokens=50, **rest)


def ask(loop: HostLoop, model: Model, request: ChatRequest | None = None) -> Outcome:
    """Return what comes of asking `model`."""
    outcome = Outcome()
    try:
        for chunk in loop.iterate(model.stream(request or question())):
            outcome.chunks.append(chunk)
    except ModelError as error:
        outcome.error = error
    return outcome


@contextmanager
def models_of(server: FaultyServer, loop: HostLoop) -> Iterator[Callable[..., Model]]:
    """Yield a function that opens a model whose provider behaves as told; all are closed at the end."""
    backend = LitellmBackend()
    opened: list[Model] = []

    def open_model(behaviour: str, **settings: Any) -> Model:
        given = {
            "model": "openai/some-model",
            "api_base": server.base(behaviour),
            "timeout": 30.0,
            **settings,
        }
        opened.append(backend.open(ModelSpec("plato", **given)))
        return opened[-1]

    yield open_model
    for model in opened:
        loop.run(model.close())
