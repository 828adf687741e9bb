"""The embedded model as the host sees it: an async stream over the worker thread."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from whetstone.core.errors import ModelError, ModelInterrupted, ModelRejected, ModelTimeout
from whetstone.core.values.model import ChatRequest, Chunk, Message, ModelSpec, Sampling
from whetstone.plugins.embedded_model.engine import Engine, Job, Stage, Word
from whetstone.plugins.embedded_model.request import body, usage
from whetstone.plugins.embedded_model.small_model import CAVEAT, PARAMETERS, REPLY_TOKENS, suited
from whetstone.plugins.embedded_model.tokens import TokenCounter


class EmbeddedModel:
    """A GGUF model in this process. Requests wait for each other without holding up the event loop.

    A `small` one gets what suits it; `parameters` of the spec have the last word all the same.
    """

    def __init__(self, spec: ModelSpec, engine: Engine, *, small: bool) -> None:
        self.name = spec.name
        self.context_tokens: int | None = engine.options.context_tokens
        self.reply_tokens = REPLY_TOKENS if small else None
        self.caveat = CAVEAT if small else ""
        self._suited = suited if small else lambda request: request
        self._parameters = {**(PARAMETERS if small else {}), **spec.parameters}
        self._spec = spec
        self._engine = engine
        self._tokens = TokenCounter(engine)

    def count_tokens(self, text: str) -> int:
        """Return the exact number of tokens of `text`; the first time it waits for the weights.

        Raises:
            ModelUnavailable: the weights cannot be loaded, or the model was closed.
        """
        return self._tokens.count(text) if text else 0

    async def prewarm(self, messages: Sequence[Message]) -> None:
        """Read the prefix `messages`, so that the first turn has only the rest to read.

        What was read once is kept on disk and loaded from there. A one-letter message follows the prefix,
        since many chat templates refuse to end on another role.

        Raises:
            ModelUnavailable: the weights cannot be loaded.
            ModelRejected: the prefix is longer than the context.
            ModelInterrupted: the model was closed meanwhile.
        """
        if not messages:
            return
        begun = ChatRequest((*messages, Message("user", ".")), max_tokens=1, sampling=Sampling(temperature=0))
        job, words = self._submit(begun, prewarms=True)
        try:
            while (word := await words.get()) is not Stage.DONE:
                if isinstance(word, ModelError):
                    raise word
                if isinstance(word, dict) and (refusal := word.get("error")):
                    raise self._rejected(refusal)
        finally:
            job.cancel()

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        """Yield the reply in pieces; the last one has `finish` and `usage`.

        Closing the iterator stops llama.cpp at its next batch or token. The timeout of the model's spec
        begins when the request's turn has come and starts anew with each sign of life, reading included.

        Raises:
            ModelUnavailable: the weights cannot be loaded.
            ModelRejected: the prompt is longer than the context, or a parameter is unknown.
            ModelTimeout: there was no sign of life for `timeout` seconds.
            ModelInterrupted: the model was closed meanwhile.
        """
        job, words = self._submit(self._suited(request))
        finish = "stop"
        patience: float | None = None
        try:
            while (word := await self._next(words, patience)) is not Stage.DONE:
                if isinstance(word, ModelError):
                    raise word
                patience = self._spec.timeout
                if isinstance(word, Stage):
                    continue
                if refusal := word.get("error"):
                    raise self._rejected(refusal)
                for choice in word["choices"]:
                    finish = choice["finish_reason"] or finish
                    if text := choice["delta"].get("content"):
                        yield Chunk(text)
                if counts := word.get("usage"):
                    yield Chunk(
                        finish="length" if finish == "length" else "stop",
                        usage=usage(counts),
                        model=self.name,
                    )
                    return
        finally:
            job.cancel()
        raise ModelInterrupted(f"the model {self.name} broke off in its reply; ask again")

    async def close(self) -> None:
        """Stop the worker thread and unload the weights."""
        await asyncio.to_thread(self._engine.stop)

    def _submit(self, request: ChatRequest, *, prewarms: bool = False) -> tuple[Job, asyncio.Queue[Word]]:
        loop = asyncio.get_running_loop()
        words: asyncio.Queue[Word] = asyncio.Queue()

        def tell(word: Word) -> None:
            try:
                loop.call_soon_threadsafe(words.put_nowait, word)
            except RuntimeError:  # the loop was closed under a reply that nobody waits for
                job.cancel()

        job = Job(body(request, self._parameters), tell, prewarms=prewarms)
        self._engine.submit(job)
        return job, words

    async def _next(self, words: asyncio.Queue[Word], patience: float | None) -> Word:
        try:
            async with asyncio.timeout(patience):
                return await words.get()
        except TimeoutError:
            raise ModelTimeout(
                f"the model {self.name} gave no sign of life for {patience:g} seconds; raise its timeout"
            ) from None

    def _rejected(self, refusal: dict[str, Any]) -> ModelRejected:
        if refusal.get("type") == "exceed_context_size_error":
            return ModelRejected(
                f"the prompt has {refusal['n_prompt_tokens']} tokens and the model {self.name} takes "
                f"{refusal['n_ctx']}; shorten it, or raise context_tokens in [embedded_model]"
            )
        return ModelRejected(f"the model {self.name} refused the request: {refusal.get('message', refusal)}")
