"""Detection: local model servers are told apart by what they answer, and keys are found but never sent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from servers.local import LOCAL_SERVERS
from servers.scripted import ScriptedServer

from whetstone.core.values.model import FoundModel
from whetstone.plugins.litellm_models.backend import LitellmBackend
from whetstone.plugins.litellm_models.providers import PROVIDERS


@pytest.fixture(autouse=True)
def no_keys(monkeypatch):
    for provider in PROVIDERS:
        monkeypatch.delenv(provider.env, raising=False)
    monkeypatch.delenv("OLLAMA_HOST", raising=False)


@pytest.fixture
def server():
    with ScriptedServer(LOCAL_SERVERS, lingering={"never"}) as server:
        yield server


def detect(server: ScriptedServer, *behaviours: str) -> list[FoundModel]:
    addresses = [f"http://127.0.0.1:{server.port}/{behaviour}" for behaviour in behaviours]
    return list(LitellmBackend(addresses).detect())


@pytest.mark.parametrize(
    ("behaviour", "kind", "expected"),
    [
        (
            "ollama-server",
            "Ollama",
            {
                "llama3-2-3b": {"model": "openai/llama3.2:3b", "context_tokens": 4096},
                "mistral": {"model": "openai/Mistral:latest", "context_tokens": 4096},
            },
        ),
        (
            "lm-studio-server",
            "LM Studio",
            {
                "gpt-oss-20b": {"model": "openai/openai/gpt-oss-20b", "context_tokens": 8192},
                "qwen2-vl-7b-instruct": {"model": "openai/qwen2-vl-7b-instruct"},
            },
        ),
        (
            "vllm-server",
            "vLLM",
            {"qwen2-5-7b-instruct": {"model": "openai/Qwen/Qwen2.5-7B-Instruct", "context_tokens": 32768}},
        ),
        (
            "other-server",
            "an OpenAI-compatible server",
            {"my-model": {"model": "openai/my-model"}, "my-model-2": {"model": "openai/my-model"}},
        ),
    ],
)
def test_a_server_is_known_by_its_answers_and_its_talking_models_are_listed(
    server, behaviour, kind, expected
):
    address = f"http://127.0.0.1:{server.port}/{behaviour}"
    found = detect(server, behaviour)
    assert {model.where for model in found} == {f"{kind} at {address}"}
    assert {model.name: dict(model.settings) for model in found} == {
        name: {**settings, "api_base": f"{address}/v1"} for name, settings in expected.items()
    }


@pytest.mark.parametrize(
    "behaviour", ["locked-server", "web-site", "odd-json", "deep-json", "elsewhere", "never"]
)
def test_what_is_no_open_model_server_is_passed_by(server, behaviour):
    assert [model.name for model in detect(server, behaviour, "vllm-server")] == ["qwen2-5-7b-instruct"]


def test_no_redirect_is_followed(server):
    detect(server, "elsewhere")
    assert server.seen("vllm-server") == []


@pytest.mark.parametrize("form", ["{}", "http://{}", "http://{}/"])
def test_ollama_is_looked_for_where_its_own_variable_says(server, monkeypatch, form):
    monkeypatch.setenv("OLLAMA_HOST", form.format(f"0.0.0.0:{server.port}/ollama-server"))
    found = LitellmBackend(addresses=[]).detect()
    assert [model.name for model in found] == ["llama3-2-3b", "mistral"]
    assert found[0].settings["api_base"] == f"http://127.0.0.1:{server.port}/ollama-server/v1"


def test_a_variable_that_makes_no_address_is_passed_by(monkeypatch):
    for nonsense in ("http://[", "127.0.0.1:port", "127.0.0.1:99999", "ftp://x", "://"):
        monkeypatch.setenv("OLLAMA_HOST", nonsense)
        assert LitellmBackend(addresses=[]).detect() == []


def test_a_key_in_the_environment_opens_its_provider_and_goes_nowhere(server, monkeypatch):
    for provider in PROVIDERS:
        monkeypatch.setenv(provider.env, "sk-0123456789-secret")
    found = detect(server, "vllm-server")
    keyed = [model for model in found if "api_key" in model.settings]
    assert [model.name for model in keyed] == [provider.name for provider in PROVIDERS]
    assert keyed[0].where == "the key in OPENAI_API_KEY"
    assert keyed[0].settings["api_key"] == {"$env": "OPENAI_API_KEY"}
    assert "0123456789" not in json.dumps([[model.name, model.where, model.settings] for model in found])
    assert "0123456789" not in str([request.headers for request in server.requests])


def test_detection_connects_to_the_usual_ports_of_this_machine_alone(tmp_path):
    program = """
    import json, sys
    watched = []
    def watch(event, arguments):
        if event == "socket.connect":
            watched.append(list(arguments[1]))
        elif event in {"socket.getaddrinfo", "socket.sendto"}:
            watched.append([str(arguments[0]), arguments[1]])
    sys.addaudithook(watch)
    from whetstone.plugins.litellm_models.backend import LitellmBackend
    found = LitellmBackend().detect()
    heavy = sorted({"litellm", "httpx", "openai"} & set(sys.modules))
    print(json.dumps({"watched": watched, "heavy": heavy, "found": [model.name for model in found]}))
    """
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=tmp_path,
        env={**environment, "OPENAI_API_KEY": "sk-0123456789-secret", "HTTP_PROXY": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        check=True,
    )
    seen = json.loads(done.stdout)
    assert done.stderr == ""
    assert seen["heavy"] == []
    assert "openai" in seen["found"]
    assert {tuple(place) for place in seen["watched"]} == {
        ("127.0.0.1", port) for port in (11434, 1234, 8000, 8080)
    }
    assert list(Path(tmp_path).iterdir()) == []
