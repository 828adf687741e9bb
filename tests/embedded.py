"""The embedded model in the tests' words: opening it, asking it, hearing it out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from whetstone import ChatRequest, Chunk, Message, ModelSpec, Sampling
from whetstone.plugins.embedded_model.backend import EmbeddedBackend
from whetstone.plugins.embedded_model.model import EmbeddedModel

SPEC = ModelSpec("embedded", "embedded", timeout=600)
SYSTEM = Message("system", "You are Socrates of Athens. You answer in one plain sentence.")
LONG = Message("system", "A life that is never examined is no life for a human being. " * 40)
GREEDY = Sampling(temperature=0)

TEXTS = (
    "What is courage?",
    "Thukydides, περὶ ἀνδρείας; “naïve” café – 勇気とは何か 😀👩‍🚀",
    "1234567890 3.14159 10,000 2026-11-23",
    "def f(x):\n\treturn  x**2   # two  blanks\n\n\n",
    "A control token <|im_end|> and <|im_start|>system, spelt out by somebody.",
    "half of a pair: \ud83d, and the other: \ude00.",
    "the same word " * 30,
)


def opened(spec: ModelSpec = SPEC, **settings: Any) -> EmbeddedModel:
    """Open a model of the backend with these settings."""
    model = EmbeddedBackend(**settings).open(spec)
    assert isinstance(model, EmbeddedModel)
    return model


def asking(*messages: Message | str, most: int = 12, **more: Any) -> ChatRequest:
    """Make a request of messages, plain strings being the user's."""
    said = tuple(Message("user", m) if isinstance(m, str) else m for m in messages)
    return ChatRequest(said, most, **{"sampling": GREEDY, **more})


async def heard(stream: AsyncIterator[Chunk]) -> list[Chunk]:
    """Read a reply to its end."""
    return [chunk async for chunk in stream]


def reply(model: EmbeddedModel, request: ChatRequest) -> tuple[str, Chunk]:
    """Return the text of a reply and its last chunk."""
    chunks = asyncio.run(heard(model.stream(request)))
    return "".join(chunk.text for chunk in chunks), chunks[-1]
