"""The embedded model as the host sees it: an async stream over the worker thread."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
from collections.abc import AsyncIterator, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from whetstone.core.errors import ModelError, ModelRejected, ModelTimeout
from whetstone.core.values.model import ChatRequest, Chunk, Message, ModelSpec, Sampling, Usage
from whetstone.plugins.embedded_model.engine import Answer, Engine, Job


class EmbeddedModel:
    """A GGUF model in this process."""

    def __init__(self, spec: ModelSpec, engine: Engine, *, reply_tokens: int | None, caveat: str) -> None:
        self.name = spec.name
        self.context_tokens: int | None = engine.context_tokens
        self.reply_tokens = reply_tokens
        self.caveat = caveat
        self._timeout = spec.timeout
        self._engine = engine
        self._connection: http.client.HTTPConnection | None = None
        self._counting = threading.Lock()
        self._count = lru_cache(maxsize=4_096)(self._ask_tokens)

    def count_tokens(self, text: str) -> int:
        """Return the exact number of tokens of `text`; waits for the weights the first time."""
        return self._count(text) if text else 0

    async def prewarm(self, messages: Sequence[Message]) -> None:
        """Compute the prefix `messages`, so that the first turn only reads what follows it."""
        if messages:
            async for _ in self.stream(ChatRequest(tuple(messages), max_tokens=1, sampling=Sampling(0.0))):
                pass

    async def stream(self, request: ChatRequest) -> AsyncIterator[Chunk]:
        """Yield the reply in pieces.

        Raises:
            ModelUnavailable, ModelRejected, ModelTimeout
        """
        loop = asyncio.get_running_loop()
        answers: asyncio.Queue[Answer | ModelError | None] = asyncio.Queue()

        def tell(answer: Answer | ModelError | None) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(answers.put_nowait, answer)

        job = Job(_body(request), tell)
        self._engine.submit(job)
        finish = None
        try:
            while (answer := await self._next(answers)) is not None:
                if isinstance(answer, ModelError):
                    raise answer
                if "error" in answer:
                    raise ModelRejected(f"the embedded model refused the request: {answer['error']['message']}")
                for choice in answer["choices"]:
                    finish = choice["finish_reason"] or finish
                    if text := choice["delta"].get("content"):
                        yield Chunk(text)
                if usage := answer.get("usage"):
                    yield Chunk(finish=finish or "stop", usage=_usage(usage), model=self.name)
        finally:
            job.cancel()

    async def close(self) -> None:
        """Stop the worker thread and unload the weights."""
        await asyncio.to_thread(self._engine.stop)

    async def _next(self, answers: asyncio.Queue[Answer | ModelError | None]) -> Answer | ModelError | None:
        try:
            return await asyncio.wait_for(answers.get(), self._timeout)
        except TimeoutError:
            raise ModelTimeout(
                f"the model {self.name} said nothing for {self._timeout:g} seconds; raise its timeout"
            ) from None

    def _ask_tokens(self, text: str) -> int:
        with self._counting:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(urlsplit(self._engine.address.result()).netloc)
            body = json.dumps({"content": _sendable(text)})
            headers = {"Authorization": f"Bearer {self._engine.api_key}", "Content-Type": "application/json"}
            self._connection.request("POST", "/tokenize", body, headers)
            return len(json.load(self._connection.getresponse())["tokens"])


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _body(request: ChatRequest) -> dict[str, Any]:
    return {
        "messages": [{"role": m.role, "content": _sendable(m.content)} for m in request.messages],
        "max_tokens": request.max_tokens,
        "temperature": request.sampling.temperature,
        "top_p": request.sampling.top_p,
        "seed": -1 if request.sampling.seed is None else request.sampling.seed,
        "stop": list(request.stop),
        "stream": True,
        "stream_options": {"include_usage": True},
        "return_progress": True,
        "cache_prompt": True,
    }


def _usage(usage: dict[str, Any]) -> Usage:
    return Usage(
        usage["prompt_tokens"], usage["completion_tokens"], usage["prompt_tokens_details"]["cached_tokens"]
    )
