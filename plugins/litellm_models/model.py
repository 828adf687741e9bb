"""One model behind litellm: its retries, its time limit, its reply."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Any

from whetstone.core.errors import ModelError, ModelRateLimited, ModelUnavailable
from whetstone.core.values.model import ChatRequest, Chunk, Message, ModelSpec, Usage
from whetstone.plugins.litellm_models.failures import Failures, ParameterRefused
from whetstone.plugins.litellm_models.feed import Feed
from whetstone.plugins.litellm_models.loading import warm_up
from whetstone.plugins.litellm_models.requests import OURS, call_arguments
from whetstone.plugins.litellm_models.stops import StopWatch
from whetstone.plugins.litellm_models.tokens import count_tokens

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 8.0


class LitellmModel:
    """A model of any provider."""

    def __init__(
        self,
        spec: ModelSpec,
        model: str,
        provider: str,
        context_tokens: int | None,
        closed: Callable[[], Awaitable[None]],
    ) -> None:
        self.name = spec.name
        self.context_tokens = context_tokens
        self.reply_tokens: int | None = None
        self.caveat = ""
        self._spec = spec
        self._model = model
        self._provider = provider
        self._failures = Failures(spec, provider)
        self._refused: set[str] = set()
        self._closed = closed

    def count_tokens(self, text: str) -> int:
        """Return the tokens of `text`: exact for OpenAI's models, for others an upper estimate."""
        return count_tokens(self._model, text)

    async def prewarm(self, messages: Sequence[Message]) -> None:
        """Get litellm ready for its first request; the provider hears nothing, which would cost money."""
        await asyncio.to_thread(warm_up)

    async def close(self) -> None:
        """Let go of the connections, once the last model of the backend is closed."""
        await self._closed()

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        """Yield the reply; a request that fails before its first piece is repeated, within `timeout`.

        Raises:
            ModelRejected: wrong key, unknown model, refused parameters, a prompt that is too long.
            ModelRateLimited: the provider stays busy, or wants more patience than `timeout`.
            ModelUnavailable: no connection, a server error, or an answer that is no streamed reply.
            ModelTimeout: no first piece within `timeout`, all repetitions included.
            ModelInterrupted: the reply broke off, or paused for longer than `timeout`.
        """
        await asyncio.to_thread(warm_up)
        clock = asyncio.get_running_loop().time
        deadline = clock() + self._spec.timeout
        attempt = 0
        while True:
            begun = False
            try:
                async with aclosing(self._reply(request, deadline)) as chunks:
                    async for chunk in chunks:
                        begun = True
                        yield chunk
                return
            except ModelError as error:
                failure = error
            if begun:
                raise failure
            if self._leaves_out(failure):
                continue
            pause = self._pause(failure, attempt)
            if pause is None or clock() + pause >= deadline:
                raise failure
            await asyncio.sleep(pause)
            attempt += 1

    async def _reply(self, request: ChatRequest, deadline: float) -> AsyncGenerator[Chunk, None]:
        """Yield the reply to one request over the wire."""
        arguments = call_arguments(self._spec, self._model, self._provider, request, self._refused)
        feed = Feed(arguments)
        try:
            async with aclosing(self._chunks(feed, request.stop, deadline)) as chunks:
                async for chunk in chunks:
                    yield chunk
        finally:
            await feed.close()

    async def _chunks(self, feed: Feed, stops: Sequence[str], deadline: float) -> AsyncGenerator[Chunk, None]:
        clock = asyncio.get_running_loop().time
        watch = StopWatch(stops)
        begun = False
        finish = None
        usage = None
        failure: ModelError | None = None
        while not watch.stopped:
            piece = await _next(feed, deadline)
            if piece is None:
                break
            if isinstance(piece, Exception):
                failure = self._failures.of(piece, begun)
                break
            usage = _usage(piece) or usage
            if piece.choices:
                finish = piece.choices[0].finish_reason or finish
                text = piece.choices[0].delta.content or ""
                begun = begun or bool(text)
                if free := watch.take(text):
                    yield Chunk(text=free)
            deadline = clock() + self._spec.timeout
        if rest := watch.rest():
            yield Chunk(text=rest)
        if not watch.stopped:
            failure = failure or self._shortfall(feed, finish, begun)
        if failure is not None:
            raise failure
        cut = finish == "length" and not watch.stopped
        yield Chunk(finish="length" if cut else "stop", usage=usage, model=self.name)

    def _shortfall(self, feed: Feed, finish: str | None, begun: bool) -> ModelError | None:
        """Return what is wrong with a reply that ended without an error, if anything is."""
        if finish is None or not feed.finished:
            return self._failures.unfinished(begun)
        if finish == "content_filter":
            return self._failures.withheld(begun)
        if finish == "length" and not begun:
            return self._failures.thought_only()
        return None

    def _leaves_out(self, failure: ModelError) -> bool:
        """Return whether `failure` names a parameter of ours that can be left out from now on."""
        if not isinstance(failure, ParameterRefused) or failure.parameter in self._refused:
            return False
        if failure.parameter not in OURS or failure.parameter in self._spec.parameters:
            return False
        self._refused.add(failure.parameter)
        return True

    def _pause(self, failure: ModelError, attempt: int) -> float | None:
        """Return the seconds to wait before the next attempt, `None` where another one would not help."""
        if attempt >= self._spec.retries or not isinstance(failure, (ModelUnavailable, ModelRateLimited)):
            return None
        if isinstance(failure, ModelRateLimited) and failure.retry_after is not None:
            return failure.retry_after
        return min(_FIRST_PAUSE * 2.0**attempt, _LONGEST_PAUSE) * random.uniform(0.5, 1.0)


async def _next(feed: Feed, deadline: float) -> Any:
    try:
        return await feed.next(deadline)
    except TimeoutError as error:
        return error


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
