"""Models over HTTP: what is sent, and how a reply comes, ends and is stopped."""

from __future__ import annotations

import asyncio

import pytest
from asking import KEY, ask, models_of, question
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from servers.faulty import FaultyServer

from whetstone.core.errors import (
    ModelInterrupted,
)
from whetstone.core.loop import HostLoop
from whetstone.core.values.model import Model, ModelSpec, Sampling, Secret
from whetstone.plugins.litellm_models.backend import LitellmBackend


@pytest.fixture(scope="module")
def loop():
    loop = HostLoop()
    yield loop
    loop.close()


@pytest.fixture
def server():
    with FaultyServer() as server:
        yield server


@pytest.fixture
def open_model(server, loop):
    with models_of(server, loop) as open_model:
        yield open_model


def test_a_reply_comes_in_pieces_and_ends_with_its_usage(open_model, loop):
    outcome = ask(loop, open_model("well"))
    assert [chunk.text for chunk in outcome.chunks] == ["Know", " ", "thyself.", ""]
    last = outcome.chunks[-1]
    assert last.finish == "stop"
    assert (last.usage.prompt_tokens, last.usage.completion_tokens) == (11, 2)
    assert last.model == "plato"


def test_a_reply_that_reached_its_limit_says_so(open_model, loop):
    outcome = ask(loop, open_model("cut-at-length"))
    assert outcome.text == "Courage is"
    assert outcome.chunks[-1].finish == "length"


def test_the_request_carries_messages_sampling_headers_and_key(server, open_model, loop, monkeypatch):
    monkeypatch.setenv("PLATO_KEY", KEY)
    monkeypatch.setenv("PLATO_TEAM", "academy")
    model = open_model(
        "well",
        api_key=Secret("PLATO_KEY"),
        headers={"X-Team": Secret("PLATO_TEAM"), "X-City": "Athens"},
        parameters={"top_p": 0.25, "extra_body": {"nested": [{"deep": Secret("PLATO_TEAM")}]}},
    )
    ask(loop, model, question(sampling=Sampling(temperature=1.1, top_p=0.9, seed=7), stop=("\nUser:",)))
    sent = server.seen("well")[0]
    assert sent.path.endswith("/v1/chat/completions")
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert (sent.headers["x-team"], sent.headers["x-city"]) == ("academy", "Athens")
    assert sent.body["model"] == "some-model"
    assert sent.body["messages"] == [
        {"role": "system", "content": "You are Plato."},
        {"role": "user", "content": "What is courage?"},
    ]
    assert (sent.body["temperature"], sent.body["seed"], sent.body["max_tokens"]) == (1.1, 7, 50)
    assert sent.body["stop"] == ["\nUser:"]
    assert sent.body["top_p"] == 0.25, "the user's own parameters win"
    assert sent.body["nested"] == [{"deep": "academy"}]


def test_a_server_without_a_key_never_hears_the_key_of_openai(server, open_model, loop, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    ask(loop, open_model("well"))
    ask(loop, open_model("well", model="some-model"))
    for sent in server.seen("well"):
        assert KEY not in str(sent.headers)
        assert sent.body["model"] == "some-model"


def test_a_lone_surrogate_in_a_message_does_not_stop_the_request(server, open_model, loop):
    assert ask(loop, open_model("well"), question("half a \ud83d pair")).text == "Know thyself."
    assert server.seen("well")[0].body["messages"][-1]["content"] == "half a ? pair"


@pytest.mark.parametrize(
    ("behaviour", "text"), [("slow-drip", "0 1 2 3 4 5 6 7 8 9 "), ("thinks-aloud", "Yes.")]
)
def test_a_slow_reply_may_take_longer_than_the_timeout_between_two_pieces(open_model, loop, behaviour, text):
    outcome = ask(loop, open_model(behaviour, timeout=1.5))
    assert outcome.error is None
    assert outcome.text == text


def test_a_huge_reply_arrives_whole(open_model, loop):
    outcome = ask(loop, open_model("huge"))
    assert outcome.error is None
    assert len(outcome.text) == 2_000_000
    assert [outcome.text[at : at + 8] for at in range(0, 2_000_000, 1000)] == [
        f"{n:08d}" for n in range(2000)
    ]


def test_closing_the_stream_hangs_up(server, open_model, loop):
    stream = loop.iterate(open_model("endless").stream(question()))
    assert "".join(next(stream).text for _ in range(3)) == "0 1 2 "
    stream.close()
    assert server.seen("endless")[0].gone.result(60)


def test_cancelling_before_the_first_piece_hangs_up(server, open_model, loop):
    model = open_model("hang-before-headers")

    async def give_up() -> None:
        waiting = asyncio.create_task(anext(model.stream(question())))
        while not server.requests:
            await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.wait({waiting})

    loop.run(give_up())
    assert server.seen("hang-before-headers")[0].gone.result(60)


def test_two_replies_can_come_at_once(open_model, loop):
    drip, well = open_model("slow-drip"), open_model("well")
    stream = loop.iterate(drip.stream(question()))
    first = next(stream).text
    assert ask(loop, well).text == "Know thyself."
    assert first + "".join(chunk.text for chunk in stream) == "0 1 2 3 4 5 6 7 8 9 "


def test_a_model_opened_again_after_the_last_was_closed_answers(server, loop):
    backend = LitellmBackend()
    for _ in range(2):
        model = backend.open(ModelSpec("plato", "some-model", api_base=server.base("well")))
        assert ask(loop, model).text == "Know thyself."
        loop.run(model.close())


@pytest.mark.parametrize(
    ("model", "dialect"),
    [
        ("anthropic/claude-sonnet-4-6", "anthropic"),
        ("gemini/gemini-flash-latest", "gemini"),
        ("ollama_chat/llama3", "ollama"),
    ],
)
def test_providers_with_protocols_of_their_own_are_understood(
    server, open_model, loop, monkeypatch, model, dialect
):
    monkeypatch.setenv("PLATO_KEY", KEY)

    def opened(behaviour: str) -> Model:
        base = server.base(behaviour).removesuffix("/v1")
        return open_model("", model=model, api_base=base, api_key=Secret("PLATO_KEY"))

    whole = ask(loop, opened(dialect))
    assert [chunk.text for chunk in whole.chunks] == ["Know", " ", "thyself.", ""]
    assert whole.chunks[-1].finish == "stop"
    assert whole.chunks[-1].usage.completion_tokens == 2
    cut = ask(loop, opened(f"{dialect}-cut"))
    assert (cut.text, type(cut.error)) == ("Know ", ModelInterrupted)
    assert len(server.seen(f"{dialect}-cut")) == 1
    refused = ask(loop, opened("wrong-key"))
    assert "refused the key in PLATO_KEY (401)" in str(refused.error)
    assert KEY not in f"{refused.error} {refused.error.detail}"
    unknown = ask(loop, opened("forbidden"))
    assert "(403): Your plan does not include this model; check" in str(unknown.error)


stops = st.lists(st.text("ab\n:", min_size=1, max_size=4), max_size=6)
words = st.text("ab\n:|", max_size=30).filter(lambda text: text.replace("|", "").strip())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=words, stops=stops)
def test_a_reply_ends_at_the_first_stop_however_it_is_cut_into_pieces(open_model, loop, words, stops):
    outcome = ask(loop, open_model("parrot"), question(words, stop=tuple(stops)))
    whole = words.replace("|", "")
    ends = [at for at in (whole.find(stop) for stop in stops) if at >= 0]
    assert outcome.error is None
    assert outcome.text == whole[: min(ends, default=len(whole))]
    assert outcome.chunks[-1].finish == "stop"
