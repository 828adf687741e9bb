"""One short question to a model: whether it answers, and how fast."""

from __future__ import annotations

import time
from contextlib import aclosing
from dataclasses import dataclass

from whetstone.core.errors import ModelUnavailable
from whetstone.core.values.model import ChatRequest, Message, Model

QUESTION = ChatRequest((Message("user", "Say in one short sentence that you are there."),), max_tokens=60)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a model replied to `QUESTION`, after how many milliseconds.

    `model` is the one that really answered: another one than was asked, after a fallback.
    """

    reply: str
    model: str
    first_token_ms: float
    total_ms: float


async def probe(model: Model) -> Answered:
    """Ask a model the question.

    Raises:
        ModelError: it did not answer, or said nothing.
    """
    start = time.perf_counter()
    text, first, answered = "", None, model.name
    async with aclosing(model.stream(QUESTION)) as chunks:
        async for chunk in chunks:
            if chunk.text and first is None:
                first = (time.perf_counter() - start) * 1000
            text += chunk.text
            answered = chunk.model or answered
    total = (time.perf_counter() - start) * 1000
    if not text.strip():
        raise ModelUnavailable(f"the model {model.name} answered nothing")
    return Answered(text.strip(), answered, first or total, total)
