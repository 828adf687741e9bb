"""What the embedded backend adds to its binding, and what prefix caching and prewarming save.

    python -m benchmarks.embedded [RUNS]

Every figure is a ratio of two medians of the same run, taken in turn: the bare binding is llama.cpp's
server with the same threads, the same sampling and nothing else set, called in this thread.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from whetstone import ChatRequest, Message, ModelSpec, Sampling
from whetstone.plugins.embedded_model.backend import EmbeddedBackend
from whetstone.plugins.embedded_model.model import EmbeddedModel
from whetstone.plugins.embedded_model.small_model import PARAMETERS

PROMPT_TOKENS = 1_500
STORY = (Message("system", "You tell long stories."), Message("user", "Tell me of a voyage, day by day."))
STORY_TOKENS = 128
GREEDY = Sampling(temperature=0)

numbers = itertools.count(1_000)


def main(runs: int) -> None:
    """Print the table."""
    model = EmbeddedBackend().open(ModelSpec("embedded", "embedded", timeout=600))
    assert isinstance(model, EmbeddedModel)
    with tempfile.TemporaryDirectory() as cache:
        os.environ["WHETSTONE_CACHE"] = cache
        try:
            asyncio.run(_measure(model, runs))
        finally:
            asyncio.run(model.close())


async def _measure(model: EmbeddedModel, runs: int) -> None:
    bare = _bare_server(model)
    ours, theirs, cold, second, prewarmed, kept, freed = ([] for _ in range(7))  # type: ignore[var-annotated]
    for _ in range(runs + 1):
        ours.append(await _tokens_per_second(model))
        theirs.append(_bare_tokens_per_second(bare))
    for _ in range(runs):
        first, again = await _two_turns(model)
        cold.append(first)
        second.append(again)
        prewarmed.append(await _prewarmed_turn(model))
        kept.append(await _newly_loaded_turn(model))
        freed.append(await _freed_after_closing(model))
    print(f"{runs} runs, medians; a prompt has {PROMPT_TOKENS:,} tokens, a reply {STORY_TOKENS}")
    print(f"{'':<44} {'ours':>9} {'peer':>9} {'ratio':>6}  target")
    middle: Callable[[list[float]], float] = statistics.median
    rate, bare_rate = middle(ours[1:]), middle(theirs[1:])
    print(_row("tokens per second, to the bare binding's", rate, bare_rate, "/s", ">= 0.95"))
    print(_row("first token of the second turn, to the first's", middle(second), middle(cold), "s", "<= 0.2"))
    print(_row("first token when prewarmed, to the first's", middle(prewarmed), middle(cold), "s", "<= 0.1"))
    print(_row("loading and first token of a kept prompt", middle(kept), middle(cold), "s", "<= 0.3"))
    print(_row("free again when closed while it reads", middle(freed), middle(cold), "s", "<= 0.2"))


def _row(name: str, ours: float, peer: float, unit: str, target: str) -> str:
    return f"{name:<44} {ours:>7.2f}{unit:<2} {peer:>7.2f}{unit:<2} {ours / peer:>6.3f}  {target}"


def _bare_server(model: EmbeddedModel) -> Any:
    from xllamacpp import CommonParams, Server

    options = model._engine.options
    params = CommonParams()
    params.model.path = str(options.weights)
    params.n_ctx = options.context_tokens
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = options.threads
    params.verbosity = -1
    return Server(params)


async def _tokens_per_second(model: EmbeddedModel) -> float:
    times = []
    async for chunk in model.stream(ChatRequest(STORY, STORY_TOKENS, GREEDY)):
        if chunk.text:
            times.append(time.perf_counter())
    return (len(times) - 1) / (times[-1] - times[0])


def _bare_tokens_per_second(server: Any) -> float:
    times = []

    def hear(answer: dict[str, Any]) -> None:
        if answer["choices"] and answer["choices"][0]["delta"].get("content"):
            times.append(time.perf_counter())

    messages = [{"role": message.role, "content": message.content} for message in STORY]
    body = {"messages": messages, "max_tokens": STORY_TOKENS, "temperature": 0, "stream": True, **PARAMETERS}
    server.handle_chat_completions(body, hear)
    return (len(times) - 1) / (times[-1] - times[0])


def _new_persona(model: EmbeddedModel) -> Message:
    """Return a prompt that no run has seen before."""
    number = next(numbers)
    line = f"Rule {number}: ask what a thing is before you ask who has it. "
    lines = PROMPT_TOKENS // model.count_tokens(line)
    return Message("system", line * lines)


async def _first_token(model: EmbeddedModel, *messages: Message) -> tuple[float, str]:
    start = time.perf_counter()
    first, text = 0.0, ""
    async for chunk in model.stream(ChatRequest(messages, 24, GREEDY)):
        first = first or time.perf_counter() - start
        text += chunk.text
    return first, text


async def _two_turns(model: EmbeddedModel) -> tuple[float, float]:
    turn = [_new_persona(model), Message("user", "What is courage?")]
    first, reply = await _first_token(model, *turn)
    again, _ = await _first_token(model, *turn, Message("assistant", reply), Message("user", "And justice?"))
    return first, again


async def _prewarmed_turn(model: EmbeddedModel) -> float:
    persona = _new_persona(model)
    await model.prewarm([persona])
    return (await _first_token(model, persona, Message("user", "What is courage?")))[0]


async def _newly_loaded_turn(model: EmbeddedModel) -> float:
    """Return the seconds from opening the model to the first token, with the prompt on disk."""
    persona = _new_persona(model)
    for _ in range(2):
        start = time.perf_counter()
        fresh = EmbeddedBackend(prompt_cache_bytes=10**9).open(ModelSpec("embedded", "embedded", timeout=600))
        await fresh.prewarm([persona])
        async for _chunk in fresh.stream(ChatRequest((persona, Message("user", "Why?")), 1, GREEDY)):
            break
        seconds = time.perf_counter() - start
        await fresh.close()
    return seconds


async def _freed_after_closing(model: EmbeddedModel) -> float:
    """Return the seconds from closing a request in its prompt to the first token of the next one."""
    request = ChatRequest((_new_persona(model), Message("user", "What is courage?")), 24, GREEDY)
    reading = asyncio.ensure_future(anext(model.stream(request)))
    await asyncio.sleep(0.5)
    start = time.perf_counter()
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    await _first_token(model, Message("user", "Why?"))
    return time.perf_counter() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
