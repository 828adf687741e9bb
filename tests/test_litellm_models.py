"""Models over HTTP: good replies, and every way in which a provider fails."""

from __future__ import annotations

import asyncio
import logging
import socket
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from servers.faulty import FaultyServer

from whetstone.core.errors import (
    ModelError,
    ModelInterrupted,
    ModelRateLimited,
    ModelRejected,
    ModelTimeout,
    ModelUnavailable,
)
from whetstone.core.loop import HostLoop
from whetstone.core.values.model import ChatRequest, Chunk, Message, Model, ModelSpec, Sampling, Secret
from whetstone.plugins.litellm_models.backend import LitellmBackend

KEY = "sk-proj-Tr0ub4dor-and-3-more-horses"


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
    """Open a model whose provider behaves as told."""
    backend = LitellmBackend()
    opened: list[Model] = []

    def open_model(behaviour: str, **settings) -> Model:
        given = {
            "model": "openai/some-model",
            "api_base": server.base(behaviour),
            "timeout": 30.0,
            **settings,
        }
        opened.append(backend.open(ModelSpec("plato", **given)))
        return opened[-1]

    yield open_model
    for model in opened:
        loop.run(model.close())


@dataclass
class Outcome:
    """What came of one request."""

    chunks: list[Chunk] = field(default_factory=list)
    error: ModelError | None = None

    @property
    def text(self) -> str:
        return "".join(chunk.text for chunk in self.chunks)


def question(text: str = "What is courage?", **rest) -> ChatRequest:
    return ChatRequest((Message("system", "You are Plato."), Message("user", text)), max_tokens=50, **rest)


def ask(loop: HostLoop, model: Model, request: ChatRequest | None = None) -> Outcome:
    outcome = Outcome()
    try:
        for chunk in loop.iterate(model.stream(request or question())):
            outcome.chunks.append(chunk)
    except ModelError as error:
        outcome.error = error
    return outcome


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


def test_a_wrong_key_is_told_by_its_variable_and_shown_nowhere(
    open_model, loop, monkeypatch, caplog, capfd, server
):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("PLATO_KEY", KEY)
    model = open_model("wrong-key", api_key=Secret("PLATO_KEY"))
    error = ask(loop, model).error
    assert isinstance(error, ModelRejected)
    assert str(error) == (
        f"the model plato at {server.base('wrong-key')} refused the key in PLATO_KEY (401); check that key"
    )
    assert "Incorrect API key provided" in error.detail
    output = capfd.readouterr()
    everything = [str(error), repr(error), error.detail, repr(model), repr(vars(model)), caplog.text]
    everything += [output.out, output.err, repr(error.__context__), repr(error.__cause__)]
    for shown in everything:
        assert KEY not in shown
        assert KEY[:8] not in shown
        assert f"***{KEY[-4:]}" not in shown


def test_a_key_in_the_address_is_not_shown(server, open_model, loop):
    base = server.base("broken-forever").replace("http://", "http://user:hunter2secret@")
    error = ask(loop, open_model("", api_base=f"{base}?key={KEY}", retries=0)).error
    assert isinstance(error, ModelUnavailable)
    assert "hunter2secret" not in f"{error} {error.detail}"
    assert KEY not in f"{error} {error.detail}"


def test_a_missing_key_is_told_before_anything_is_sent(server, open_model, loop, monkeypatch):
    monkeypatch.delenv("PLATO_KEY", raising=False)
    error = ask(loop, open_model("well", api_key=Secret("PLATO_KEY"))).error
    assert isinstance(error, ModelRejected)
    assert "PLATO_KEY is not set" in str(error)
    assert server.requests == []


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (
            "forbidden",
            "does not allow this (403): Your plan does not include this model; check what the key may use",
        ),
        (
            "unknown-model",
            "was not found (404): The model 'some-model' does not exist; correct model or api_base",
        ),
        (
            "bad-request",
            "refused the request (400): The first message must be of the user; change its parameters",
        ),
        ("too-long", "takes no prompt as long as this one (400); set its context_tokens"),
        ("out-of-credit", "is out of credit (429); check the account"),
        ("filtered", "withheld by a content filter"),
        ("only-thinks", "without a word (its thinking counts too); raise reply_tokens"),
    ],
)
def test_a_refusal_is_told_once_and_not_repeated(server, open_model, loop, behaviour, words):
    outcome = ask(loop, open_model(behaviour))
    assert type(outcome.error) is ModelRejected
    assert words in str(outcome.error)
    assert outcome.text == ""
    assert len(server.seen(behaviour)) == 1


def test_parameters_that_a_model_refuses_are_left_out_from_then_on(server, open_model, loop):
    model = open_model("picky")
    seeded = question(sampling=Sampling(seed=1))
    assert ask(loop, model, seeded).text == "Know thyself."
    assert len(server.seen("picky")) == 3
    assert ask(loop, model, seeded).text == "Know thyself."
    assert len(server.seen("picky")) == 4
    assert "temperature" not in server.seen("picky")[-1].body


def test_a_parameter_that_the_user_insists_on_is_not_left_out(server, open_model, loop):
    error = ask(loop, open_model("picky", parameters={"temperature": 0.3})).error
    assert isinstance(error, ModelRejected)
    assert "does not take temperature (400)" in str(error)
    assert len(server.seen("picky")) == 1


@pytest.mark.parametrize("behaviour", ["busy-once", "broken-once"])
def test_a_failure_that_passes_is_not_seen(server, open_model, loop, behaviour):
    assert ask(loop, open_model(behaviour)).text == "Know thyself."
    assert len(server.seen(behaviour)) == 2


@pytest.mark.parametrize(
    ("behaviour", "kind", "words"),
    [
        ("broken-forever", ModelUnavailable, "failed (500): Oops; try again later"),
        ("busy-without-a-word", ModelRateLimited, "asks to slow down (429); try again later"),
        ("not-http", ModelUnavailable, "cannot be reached: the connection broke"),
        ("not-json", ModelUnavailable, "answered with something that is no streamed reply"),
        ("not-events", ModelUnavailable, "answered with something that is no streamed reply"),
        ("wrong-shape", ModelUnavailable, "answered with something that is no streamed reply"),
        ("html-page", ModelUnavailable, "answered with something that is no streamed reply"),
        ("empty-body", ModelUnavailable, "answered with something that is no streamed reply"),
        ("only-done", ModelUnavailable, "answered with something that is no streamed reply"),
        ("not-utf8", ModelUnavailable, "answered with something that is no streamed reply"),
    ],
)
def test_a_failure_that_stays_is_told_after_the_configured_retries(
    server, open_model, loop, behaviour, kind, words
):
    outcome = ask(loop, open_model(behaviour, retries=1))
    assert type(outcome.error) is kind
    assert f"the model plato at {server.base(behaviour)} {words}" in str(outcome.error)
    assert "\n" not in str(outcome.error)
    assert outcome.text == ""
    assert len(server.seen(behaviour)) == 2


def test_a_provider_that_wants_more_patience_than_the_timeout_is_not_waited_for(server, open_model, loop):
    error = ask(loop, open_model("busy-forever", timeout=20.0)).error
    assert isinstance(error, ModelRateLimited)
    assert error.retry_after == 30
    assert str(error).endswith("try again in 30 seconds")
    assert len(server.seen("busy-forever")) == 1


def test_a_refused_connection_names_the_address_and_what_to_do(open_model, loop):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    error = ask(loop, open_model("", api_base=f"http://127.0.0.1:{port}/v1", retries=1)).error
    assert type(error) is ModelUnavailable
    assert str(error) == (
        f"the model plato at http://127.0.0.1:{port}/v1 cannot be reached: the connection was refused; "
        "start the server, or correct api_base"
    )


@pytest.mark.parametrize("behaviour", ["hang-before-headers", "silent-after-headers"])
def test_a_model_that_says_nothing_is_given_up_after_its_timeout(server, open_model, loop, behaviour):
    outcome = ask(loop, open_model(behaviour, timeout=1.0))
    assert type(outcome.error) is ModelTimeout
    assert "did not answer within 1 s" in str(outcome.error)
    assert len(server.seen(behaviour)) == 1
    assert server.seen(behaviour)[0].gone.result(60)


def test_a_model_that_falls_silent_is_given_up_after_its_timeout(server, open_model, loop):
    outcome = ask(loop, open_model("hang-in-the-middle", timeout=1.5))
    assert type(outcome.error) is ModelInterrupted
    assert "fell silent for 1.5 s" in str(outcome.error)
    assert outcome.text == "Courage is"
    assert len(server.seen("hang-in-the-middle")) == 1
    assert server.seen("hang-in-the-middle")[0].gone.result(60)


@pytest.mark.parametrize(
    "behaviour",
    ["dies-with-a-reset", "dies-quietly", "dies-in-a-chunk", "error-in-the-stream", "not-json-later"],
)
def test_a_reply_that_breaks_off_is_kept_so_far_and_never_begun_anew(server, open_model, loop, behaviour):
    outcome = ask(loop, open_model(behaviour))
    assert type(outcome.error) is ModelInterrupted
    assert "broke off in the middle of its reply" in str(outcome.error)
    assert outcome.text == "Courage is"
    assert len(server.seen(behaviour)) == 1


def test_what_a_provider_says_in_mid_stream_is_told(open_model, loop):
    assert "(The worker ran out of memory)" in str(ask(loop, open_model("error-in-the-stream")).error)


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


def test_an_overload_in_mid_stream_is_told_in_the_providers_words(server, open_model, loop, monkeypatch):
    monkeypatch.setenv("PLATO_KEY", KEY)
    base = server.base("anthropic-overloaded").removesuffix("/v1")
    model = open_model("", model="anthropic/claude-opus-4-6", api_base=base, api_key=Secret("PLATO_KEY"))
    outcome = ask(loop, model)
    assert (outcome.text, type(outcome.error)) == ("Know ", ModelInterrupted)
    assert "(Overloaded)" in str(outcome.error)
    assert "top_p" not in server.requests[0].body, "Claude takes a temperature or top_p, not both"


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
