"""A real provider: llama.cpp serves the embedded weights over HTTP, and settings alone reach it."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from cartridges import gardener

from whetstone.core.conversations.conversation import Ended, Spoke
from whetstone.core.errors import ModelRejected
from whetstone.core.host import Host
from whetstone.core.values.model import ChatRequest, Message, ModelSpec, Sampling
from whetstone.plugins.litellm_models.backend import LitellmBackend

KEY = "local-key-of-the-tests-5e1f"


@contextmanager
def llama_server(*keys: str):
    program = [sys.executable, str(Path(__file__).parent / "servers" / "llama.py"), *keys]
    process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait()


@pytest.fixture(scope="module")
def address():
    with llama_server(KEY) as address:
        yield address


@pytest.fixture
def host(tmp_path, address, monkeypatch):
    monkeypatch.setenv("SMOLLM_KEY", KEY)
    monkeypatch.setenv("OLD_KEY", "local-key-of-last-year-77aa")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-never-to-be-sent-anywhere")
    (tmp_path / "whetstone.toml").write_text(
        f"""
        model = "local"

        [models.local]
        model = "openai/smollm2"
        api_base = "{address}/v1"
        api_key = {{ "$env" = "SMOLLM_KEY" }}
        context_tokens = 2048

        [models.outdated]
        model = "openai/smollm2"
        api_base = "{address}/v1"
        api_key = {{ "$env" = "OLD_KEY" }}

        [models.keyless]
        model = "openai/smollm2"
        api_base = "{address}/v1"
        """
    )
    with Host(tmp_path) as host:
        yield host


def request(text: str, max_tokens: int = 24, **rest) -> ChatRequest:
    return ChatRequest((Message("user", text),), max_tokens, Sampling(temperature=0.0, seed=1), **rest)


def test_a_persona_is_answered_by_a_server_that_the_settings_name(host):
    host.registry.install(gardener(config={"context_limits": {"reply_tokens": 40}}), "imported")
    talk = host.converse("gardener")
    *pieces, ended = host.loop.iterate(talk.say("How do I prune an apple tree?"))
    spoken = [piece.text for piece in pieces if isinstance(piece, Spoke)]
    assert len(spoken) > 3, "it comes in pieces"
    assert isinstance(ended, Ended)
    assert ended.reply.text.strip() == "".join(spoken).strip() != ""
    assert ended.reply.model == "local"
    assert ended.reply.usage["prompt_tokens"] > 50


def test_usage_is_what_the_server_counted(host):
    chunks = list(host.loop.iterate(host.models.open("local").stream(request("Count to five.", 7))))
    assert chunks[-1].finish == "length"
    assert chunks[-1].usage.completion_tokens == 7
    assert chunks[-1].usage.prompt_tokens > 3


def test_the_same_seed_gives_the_same_reply(host):
    model = host.models.open("local")
    first, second = (
        "".join(chunk.text for chunk in host.loop.iterate(model.stream(request("Name a colour."))))
        for _ in range(2)
    )
    assert first == second != ""


def test_a_stop_ends_the_reply_and_is_not_part_of_it(host):
    model = host.models.open("local")
    whole = "".join(chunk.text for chunk in host.loop.iterate(model.stream(request("Count to ten.", 40))))
    stop = whole.split()[3]
    chunks = list(host.loop.iterate(model.stream(request("Count to ten.", 40, stop=(stop,)))))
    assert "".join(chunk.text for chunk in chunks) == whole[: whole.index(stop)]
    assert chunks[-1].finish == "stop"


def test_a_stopped_reply_frees_the_server_for_the_next(host):
    model = host.models.open("local")
    stream = host.loop.iterate(model.stream(request("Tell me a very long story.", 1500)))
    assert next(stream).text
    stream.close()
    chunks = list(host.loop.iterate(model.stream(request("Say yes.", 4))))
    assert chunks[-1].finish is not None


@pytest.mark.parametrize(
    ("name", "words"),
    [("outdated", "refused the key in OLD_KEY (401)"), ("keyless", "wants a key (401); set api_key")],
)
def test_the_server_refuses_another_key_and_none(host, name, words):
    with pytest.raises(ModelRejected, match="the model") as caught:
        list(host.loop.iterate(host.models.open(name).stream(request("Hello."))))
    assert words in str(caught.value)
    assert "local-key" not in f"{caught.value} {caught.value.detail}"


def test_a_prompt_beyond_its_context_is_refused_with_the_way_out(host):
    model = host.models.open("local")
    with pytest.raises(ModelRejected, match="takes no prompt as long as this one"):
        list(host.loop.iterate(model.stream(request("All work and no play. " * 800))))


def test_detect_finds_a_server_and_writes_settings_that_reach_it(host):
    with llama_server() as address:
        found = [model for model in LitellmBackend(addresses=[address]).detect() if address in model.where]
        assert [(model.name, model.where) for model in found] == [("smollm2", f"llama.cpp at {address}")]
        assert found[0].settings == {
            "model": "openai/smollm2",
            "api_base": f"{address}/v1",
            "context_tokens": 2048,
        }
        model = LitellmBackend().open(ModelSpec("smollm2", **found[0].settings))
        assert list(host.loop.iterate(model.stream(request("Hello."))))[-1].finish is not None
        host.loop.run(model.close())


def test_detect_passes_by_a_server_that_wants_a_key(address):
    assert [model for model in LitellmBackend(addresses=[address]).detect() if address in model.where] == []
