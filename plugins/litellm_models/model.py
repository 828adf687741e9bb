"""One model behind litellm: its request, its retries, its time limit, its reply."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from whetstone.core.errors import ModelError, ModelRateLimited, ModelRejected, ModelUnavailable
from whetstone.core.values.model import ChatRequest, Chunk, Message, ModelSpec, Usage
from whetstone.plugins.litellm_models.failures import Failures
from whetstone.plugins.litellm_models.feed import Feed
from whetstone.plugins.litellm_models.loading import load_litellm
from whetstone.plugins.litellm_models.secrecy import revealed
from whetstone.plugins.litellm_models.tokens import context_tokens, token_counter

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 8.0
_OPENAI_SHAPED = {"openai", "custom_openai", "openai_like", "text-completion-openai"}
_NO_KEY = "none"


class LitellmModel:
    """A model of any provider. It keeps no connection between two replies."""

    def __init__(self, spec: ModelSpec, model: str, provider: str) -> None:
        self.name = spec.name
        self.context_tokens = spec.context_tokens or context_tokens(model)
        self.reply_tokens: int | None = None
        self.caveat = ""
        self._spec = spec
        self._model = model
        self._provider = provider
        self._failures = Failures(spec, provider)
        self._count = token_counter(model)

    def count_tokens(self, text: str) -> int:
        """Return the tokens of `text`: exact for OpenAI's models, else an upper estimate (see `tokens`)."""
        return self._count(text)

    async def prewarm(self, messages: Sequence[Message]) -> None:
        """Do nothing: a request ahead of the first turn would cost the user money."""

    async def close(self) -> None:
        """Do nothing: every reply closes what it opened."""

    async def stream(self, request: ChatRequest) -> AsyncIterator[Chunk]:
        """Yield the reply; a request that fails before its first piece is repeated, within `timeout`.

        Raises:
            ModelRejected: wrong key, unknown model, refused parameters, a prompt that is too long.
            ModelRateLimited: the provider stays busy, or wants more patience than `timeout`.
            ModelUnavailable: no connection, a server error, or an answer that is no streamed reply.
            ModelTimeout: no first piece within `timeout`, all repetitions included.
            ModelInterrupted: the reply broke off, or paused for longer than `timeout`.
        """
        arguments = self._arguments(request)
        deadline = asyncio.get_running_loop().time() + self._spec.timeout
        for attempt in range(self._spec.retries + 1):
            feed = Feed(arguments)
            begun = False
            failure: ModelError | None = None
            try:
                async for chunk in self._chunks(feed, deadline):
                    begun = begun or bool(chunk.text)
                    yield chunk
                return
            except ModelError as error:
                failure = error
            finally:
                await feed.close()
            pause = self._pause(failure, attempt)
            if begun or pause is None or asyncio.get_running_loop().time() + pause >= deadline:
                raise failure
            await asyncio.sleep(pause)

    async def _chunks(self, feed: Feed, deadline: float) -> AsyncIterator[Chunk]:
        begun = False
        finish = None
        usage = None
        clock = asyncio.get_running_loop().time
        while True:
            try:
                piece = await feed.next(deadline)
            except TimeoutError:
                raise self._failures.timeout(begun) from None
            except Exception as error:
                raise self._failures.of(error, begun) from None
            if piece is None:
                break
            usage = _usage(piece) or usage
            if piece.choices:
                finish = piece.choices[0].finish_reason or finish
                if text := piece.choices[0].delta.content:
                    begun = True
                    yield Chunk(text=text)
            deadline = clock() + self._spec.timeout
        if not feed.finished or finish is None:
            raise self._failures.unfinished(begun)
        if finish == "content_filter":
            raise self._failures.withheld(begun)
        yield Chunk(finish="length" if finish == "length" else "stop", usage=usage, model=self.name)

    def _pause(self, failure: ModelError, attempt: int) -> float | None:
        """Return the seconds to wait before the next attempt, `None` where another one would not help."""
        if attempt >= self._spec.retries or not isinstance(failure, (ModelUnavailable, ModelRateLimited)):
            return None
        if isinstance(failure, ModelRateLimited) and failure.retry_after is not None:
            return failure.retry_after
        return min(_FIRST_PAUSE * 2**attempt, _LONGEST_PAUSE) * random.uniform(0.5, 1.0)

    def _arguments(self, request: ChatRequest) -> dict[str, Any]:
        spec = self._spec
        arguments: dict[str, Any] = {
            "temperature": request.sampling.temperature,
            "top_p": request.sampling.top_p,
            "max_tokens": request.max_tokens,
            "drop_params": True,
        }
        if request.sampling.seed is not None:
            arguments["seed"] = request.sampling.seed
        if request.stop:
            arguments["stop"] = list(request.stop)
        arguments |= revealed(spec.parameters)
        arguments |= {
            "model": self._model,
            "messages": [{"role": message.role, "content": message.content} for message in request.messages],
            "stream": True,
            "stream_options": {"include_usage": True},
            "timeout": spec.timeout,
            "max_retries": 0,
        }
        if spec.headers:
            arguments["extra_headers"] = revealed(spec.headers)
        if spec.api_base:
            arguments["api_base"] = spec.api_base
        if key := self._key():
            arguments["api_key"] = key
        return arguments

    def _key(self) -> str | None:
        """The key to send. A server of the user's own without one gets a word, never the key of OpenAI."""
        if self._spec.api_key:
            return self._spec.api_key.reveal()
        if self._spec.api_base and self._provider in _OPENAI_SHAPED:
            host = urlsplit(self._spec.api_base).hostname or ""
            return None if host == "openai.com" or host.endswith(".openai.com") else _NO_KEY
        return None


def _usage(piece: Any) -> Usage | None:
    usage = getattr(piece, "usage", None)
    if usage is None:
        return None
    details = getattr(usage, "prompt_tokens_details", None)
    return Usage(
        prompt_tokens=usage.prompt_tokens or 0,
        completion_tokens=usage.completion_tokens or 0,
        cached_tokens=getattr(details, "cached_tokens", None) or 0,
    )
