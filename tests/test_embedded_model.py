"""The embedded model, for real: the weights of 135 million parameters answer in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing

import pytest
from embedded import LONG, SPEC, SYSTEM, TEXTS, asking, heard, opened, reply

from whetstone import Chunk, Message, ModelSpec, Sampling
from whetstone.core.errors import ModelTimeout, ModelUnavailable
from whetstone.plugins.embedded_model.engine import Engine, Job, Stage, Word
from whetstone.plugins.embedded_model.model import EmbeddedModel


@pytest.fixture(scope="module")
def model() -> Iterator[EmbeddedModel]:
    loaded = opened()
    yield loaded
    asyncio.run(loaded.close())


# --- talking -----------------------------------------------------------------------------------------


def test_a_reply_comes_in_pieces_and_ends_with_its_usage(model: EmbeddedModel) -> None:
    chunks = asyncio.run(heard(model.stream(asking(SYSTEM, "What is courage?", most=20))))
    *pieces, last = chunks
    assert len(pieces) > 5
    assert all(piece.text and piece.finish is None for piece in pieces)
    assert last.text == ""
    assert last.finish in ("stop", "length")
    assert last.model == "embedded"
    assert last.usage is not None
    assert len(pieces) <= last.usage.completion_tokens <= 20


def test_a_reply_is_no_longer_than_max_tokens(model: EmbeddedModel) -> None:
    _, last = reply(model, asking(SYSTEM, "Tell me about the sea.", most=3))
    assert last.finish == "length"
    assert last.usage is not None
    assert last.usage.completion_tokens == 3


def test_a_stop_string_ends_the_reply_and_is_no_part_of_it(model: EmbeddedModel) -> None:
    whole, _ = reply(model, asking(SYSTEM, "What is courage?", most=20))
    stop = whole.split()[3]
    cut, last = reply(model, asking(SYSTEM, "What is courage?", most=20, stop=(stop,)))
    assert cut == whole[: whole.index(stop)]
    assert last.finish == "stop"


def test_the_same_seed_gives_the_same_reply_and_another_seed_another(model: EmbeddedModel) -> None:
    def drawn(seed: int) -> str:
        request = asking(SYSTEM, "Tell me of a wonder.", most=24, sampling=Sampling(1.2, 1.0, seed))
        return reply(model, request)[0]

    first = [drawn(7), drawn(8), drawn(2**32 - 1), drawn(10**12)]
    again = [drawn(7), drawn(8), drawn(2**32 - 1), drawn(10**12)]
    assert first == again
    assert len(set(first)) == 4


def test_without_a_seed_replies_differ(model: EmbeddedModel) -> None:
    request = asking(SYSTEM, "Tell me of a wonder.", most=24, sampling=Sampling(1.2, 1.0))
    assert len({reply(model, request)[0] for _ in range(3)}) > 1


def test_the_second_turn_reads_only_what_is_new(model: EmbeddedModel) -> None:
    system = Message("system", "Nobody is wiser, said the priestess of the oracle. " * 10)
    first, last = reply(model, asking(system, "What is courage?"))
    assert last.usage is not None
    read = last.usage.prompt_tokens
    turn = (system, Message("user", "What is courage?"), Message("assistant", first), Message("user", "Why?"))
    _, second = reply(model, asking(*turn))
    assert second.usage is not None
    assert second.usage.cached_tokens >= read - 1


def test_a_prewarmed_first_turn_reads_only_the_message(model: EmbeddedModel) -> None:
    persona = Message("system", "Virtue is knowledge, and nobody errs of his own will. " * 10)
    asyncio.run(model.prewarm([persona, Message("user", "Hello."), Message("assistant", "Sit down.")]))
    _, last = reply(
        model, asking(persona, Message("user", "Hello."), Message("assistant", "Sit down."), "Why?")
    )
    assert last.usage is not None
    assert last.usage.prompt_tokens - last.usage.cached_tokens < 20


def test_conversations_in_turn_keep_each_their_prefix(model: EmbeddedModel) -> None:
    here, there = (
        Message("system", f"{name} walks by the river every day. " * 10) for name in ("Ann", "Bob")
    )
    for persona in (here, there):
        reply(model, asking(persona, "Who walks?"))
    _, last = reply(model, asking(here, "Who walks?"))
    assert last.usage is not None
    assert last.usage.prompt_tokens - last.usage.cached_tokens < 20


# --- stopping ----------------------------------------------------------------------------------------


class Watched:
    """A model whose worker tells when a request begins to be read, and how many did begin."""

    def __init__(self, model: EmbeddedModel, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun = 0
        self.reading = asyncio.Event()
        loop, submit = asyncio.get_running_loop(), Engine.submit

        def watched(engine: Engine, job: Job) -> None:
            tell = job.tell

            def telling(word: Word) -> None:
                self.begun += word is Stage.BEGUN
                progress = word.get("prompt_progress", {}) if isinstance(word, dict) else {}
                if progress.get("processed", 0) > 0 and not loop.is_closed():
                    loop.call_soon_threadsafe(self.reading.set)
                tell(word)

            job.tell = telling
            submit(engine, job)

        monkeypatch.setattr(Engine, "submit", watched)


Scene = Callable[[Watched], Awaitable[None]]


@pytest.fixture
def watching(model: EmbeddedModel, monkeypatch: pytest.MonkeyPatch) -> Callable[[Scene], None]:
    def run(scene: Scene) -> None:
        async def play() -> None:
            await scene(Watched(model, monkeypatch))

        asyncio.run(play())

    return run


def test_closing_while_the_prompt_is_read_stops_the_reading(
    model: EmbeddedModel, watching: Callable[[Scene], None]
) -> None:
    line = "Nobody is wiser, said the priestess, and he did not believe it. "
    prompt = Message("system", line * 110)
    assert model.count_tokens(prompt.content) > 1_440

    async def scene(watched: Watched) -> None:
        first = asyncio.ensure_future(anext(model.stream(asking(prompt, "Why?"))))
        await watched.reading.wait()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first

    watching(scene)
    _, last = reply(model, asking(Message("system", line * 40), "Why?"))
    assert last.usage is not None
    assert last.usage.cached_tokens < last.usage.prompt_tokens / 2


def test_closing_in_the_middle_of_a_reply_frees_the_model(
    model: EmbeddedModel, watching: Callable[[Scene], None]
) -> None:
    ended: list[Word] = []

    async def scene(watched: Watched) -> None:
        async with aclosing(model.stream(asking(SYSTEM, "Tell me everything.", most=8_000))) as stream:
            async for chunk in stream:
                assert chunk.text
                break
        async with aclosing(model.stream(asking(SYSTEM, "And now?"))) as stream:
            ended.append([chunk async for chunk in stream][-1])
        assert watched.begun == 2

    watching(scene)
    assert isinstance(ended[0], Chunk)
    assert ended[0].usage is not None


def test_requests_at_once_wait_for_each_other_and_leave_the_loop_free(
    model: EmbeddedModel, watching: Callable[[Scene], None]
) -> None:
    async def scene(watched: Watched) -> None:
        ticks, order = 0, []

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0)
                ticks += 1

        async def ask(number: int) -> list[Chunk]:
            chunks = await heard(model.stream(asking(SYSTEM, f"What is {number}?")))
            order.append(number)
            return chunks

        ticking = asyncio.ensure_future(tick())
        replies = await asyncio.gather(*(ask(number) for number in range(3)))
        ticking.cancel()
        assert order == [0, 1, 2]
        assert all(chunks[-1].usage for chunks in replies)
        assert ticks > 10 * sum(map(len, replies))

    watching(scene)


def test_a_request_that_is_closed_while_it_waits_never_reaches_the_model(
    model: EmbeddedModel, watching: Callable[[Scene], None]
) -> None:
    async def scene(watched: Watched) -> None:
        running = model.stream(asking(LONG, "One?"))
        first = asyncio.ensure_future(anext(running))
        await watched.reading.wait()
        waiting = asyncio.ensure_future(anext(model.stream(asking(SYSTEM, "Two?"))))
        third = asyncio.ensure_future(heard(model.stream(asking(SYSTEM, "Three?"))))
        await asyncio.sleep(0)
        waiting.cancel()
        first.cancel()
        assert (await third)[-1].usage
        assert watched.begun == 2

    watching(scene)


def test_a_model_that_gives_no_sign_of_life_in_time_is_given_up_and_answers_the_next_request() -> None:
    hasty = opened(ModelSpec("hasty", "embedded", timeout=1e-6))
    try:
        with pytest.raises(ModelTimeout, match="hasty gave no sign of life for 1e-06 seconds"):
            reply(hasty, asking(LONG, "Why?"))
        patient = EmbeddedModel(SPEC, hasty._engine, small=True)
        assert reply(patient, asking(SYSTEM, "Why?"))[0]
    finally:
        asyncio.run(hasty.close())


# --- counting ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS)
def test_counted_tokens_are_those_that_the_model_reads(model: EmbeddedModel, text: str) -> None:
    """ChatML puts four tokens and the role around a message, and opens the reply with two and the role."""
    messages = (SYSTEM, Message("user", text), Message("assistant", text), Message("user", f"{text}!"))
    _, last = reply(model, asking(*messages, most=1))
    assert last.usage is not None
    counted = sum(model.count_tokens(m.content) + 4 + model.count_tokens(m.role) for m in messages)
    assert counted + 2 + model.count_tokens("assistant") == last.usage.prompt_tokens


def test_counting_does_not_wait_for_a_reply_in_progress(
    model: EmbeddedModel, watching: Callable[[Scene], None]
) -> None:
    async def scene(watched: Watched) -> None:
        prompt = Message("system", "He asked the generals, the poets and the cooks in turn. " * 40)
        first = asyncio.ensure_future(anext(model.stream(asking(prompt, "Why?"))))
        await watched.reading.wait()
        assert model.count_tokens("asked while it reads") == model.count_tokens("asked while it reads") > 0
        assert not first.done()
        first.cancel()

    watching(scene)


def test_what_was_counted_is_remembered_after_the_model_is_closed() -> None:
    closing = opened()
    known = [closing.count_tokens(text) for text in TEXTS]
    asyncio.run(closing.close())
    assert [closing.count_tokens(text) for text in TEXTS] == known
    with pytest.raises(ModelUnavailable, match="closed"):
        closing.count_tokens("something new")
