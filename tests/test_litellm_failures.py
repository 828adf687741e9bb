"""Every way in which a provider fails: the right error, in one sentence, in the configured time."""

from __future__ import annotations

import logging
import socket

import pytest
from asking import KEY, ask, models_of, question
from servers.faulty import FaultyServer

from whetstone.core.errors import (
    ModelInterrupted,
    ModelRateLimited,
    ModelRejected,
    ModelTimeout,
    ModelUnavailable,
)
from whetstone.core.loop import HostLoop
from whetstone.core.values.model import Sampling, Secret


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


def test_a_date_to_wait_for_is_understood(server, open_model, loop):
    error = ask(loop, open_model("busy-until-a-date")).error
    assert isinstance(error, ModelRateLimited)
    assert 3000 < error.retry_after <= 3600
    assert len(server.seen("busy-until-a-date")) == 1


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


def test_an_overload_in_mid_stream_is_told_in_the_providers_words(server, open_model, loop, monkeypatch):
    monkeypatch.setenv("PLATO_KEY", KEY)
    base = server.base("anthropic-overloaded").removesuffix("/v1")
    model = open_model("", model="anthropic/claude-opus-4-6", api_base=base, api_key=Secret("PLATO_KEY"))
    outcome = ask(loop, model)
    assert (outcome.text, type(outcome.error)) == ("Know ", ModelInterrupted)
    assert "(Overloaded)" in str(outcome.error)
    assert "top_p" not in server.requests[0].body, "Claude takes a temperature or top_p, not both"
