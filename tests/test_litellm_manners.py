"""What using litellm costs and touches: no output, no address but the one asked for, no slow import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from importlib.util import find_spec
from pathlib import Path

import pytest
from servers.faulty import FaultyServer

WATCHED = """
import json, os, sys
watched = []
def watch(event, arguments):
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        watched.append(address if isinstance(address, str) else list(address)[:2])
    elif event in {"socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"}:
        watched.append(str(arguments[0]))
sys.addaudithook(watch)
"""

CALLS = """
from whetstone.core.errors import ModelError
from whetstone.core.loop import HostLoop
from whetstone.core.values.model import ChatRequest, Message, ModelSpec
from whetstone.plugins.litellm_models.backend import LitellmBackend

loop, backend, outcomes = HostLoop(), LitellmBackend(), {}

def call(behaviour, timeout=30.0, model="openai/some-model", **more):
    base = os.environ["BASE"].replace("/well/v1", f"/{behaviour}/v1")
    base = base if model.startswith("openai/") else base.removesuffix("/v1")
    spec = ModelSpec("plato", model, api_base=base, timeout=timeout, retries=0, **more)
    model = backend.open(spec)
    request = ChatRequest((Message("user", "What is courage?"),), max_tokens=20)
    try:
        outcomes[behaviour] = "".join(chunk.text for chunk in loop.iterate(model.stream(request)))
    except ModelError as error:
        outcomes[behaviour] = type(error).__name__
    if os.environ.get("CLOSE") == "yes":
        loop.run(model.close())
"""

TELL = """
with open(os.environ["REPORT"], "w") as report:
    json.dump({"outcomes": outcomes, "watched": watched}, report)
"""

ENDINGS = {
    "well": "Know thyself.",
    "wrong-key": "ModelRejected",
    "broken-forever": "ModelUnavailable",
    "hang-before-headers": "ModelTimeout",
    "dies-with-a-reset": "ModelInterrupted",
    "html-page": "ModelUnavailable",
}


@pytest.fixture
def server():
    with FaultyServer() as server:
        yield server


def run(program: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    names = ("PATH", "HOME", "LANG", "SYSTEMROOT", "VIRTUAL_ENV")
    clean = {name: os.environ[name] for name in names if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=tmp_path,
        env={**clean, "REPORT": str(tmp_path / "report.json"), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def report(tmp_path: Path) -> dict:
    return json.loads((tmp_path / "report.json").read_text())


@pytest.mark.parametrize(
    ("last", "close"), [("well", "yes"), ("hang-before-headers", "no"), ("wrong-key", "no")]
)
def test_calls_print_nothing_and_end_cleanly_whatever_came_last(server, tmp_path, last, close):
    order = [*(name for name in ENDINGS if name != last), last]
    calls = "\n".join(f"call({name!r}, {2.0 if name.startswith('hang') else 30.0})" for name in order)
    done = run(WATCHED + CALLS + calls + TELL, tmp_path, BASE=server.base("well"), CLOSE=close)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert report(tmp_path)["outcomes"] == ENDINGS


def test_calls_connect_to_the_address_of_their_settings_and_to_nothing_else(server, tmp_path):
    with FaultyServer() as proxy:
        address = f"http://127.0.0.1:{proxy.port}"
        proxies = {"HTTP_PROXY": address, "http_proxy": address, "HTTPS_PROXY": address, "ALL_PROXY": address}
        calls = """
call("well")
call("anthropic", model="anthropic/claude-sonnet-4-6", headers={"anthropic-beta": "context-1m-2025-08-07"})
call("gemini", model="gemini/gemini-flash-latest")
call("ollama", model="ollama_chat/llama3")
"""
        done = run(
            WATCHED + CALLS + calls + TELL,
            tmp_path,
            BASE=server.base("well"),
            ANTHROPIC_API_KEY="key-of-anthropic",
            GEMINI_API_KEY="key-of-gemini",
            **proxies,
        )
        assert done.returncode == 0, done.stderr
        seen = report(tmp_path)
        assert seen["outcomes"] == dict.fromkeys(["well", "anthropic", "gemini", "ollama"], "Know thyself.")
        assert {tuple(address) for address in seen["watched"]} == {("127.0.0.1", server.port)}
        assert proxy.connections == 0


def test_opening_models_and_counting_their_tokens_connects_nowhere(tmp_path):
    program = """
    import whetstone.plugins.litellm_models
    from whetstone.core.loop import HostLoop
    from whetstone.core.values.model import Message, ModelSpec
    from whetstone.plugins.litellm_models.backend import LitellmBackend

    loop, backend = HostLoop(), LitellmBackend()
    for name in (
        "gpt-4o", "openai/gpt-5.4-mini", "openai/gpt2", "anthropic/claude-sonnet-4-6", "ollama/llama3",
        "ollama_chat/qwen3", "huggingface/meta-llama/Llama-3.1-8B", "github_copilot/gpt-4o", "chatgpt/gpt-5",
        "cohere/command-r", "replicate/meta/llama-2-70b-chat", "openrouter/auto",
    ):
        assert backend.claims(name), name
        model = backend.open(ModelSpec(name, name))
        assert model.count_tokens("Know thyself, and nothing in excess.") > 5
        loop.run(model.prewarm([Message("system", "You are Plato.")]))
    assert not backend.claims("gpt-nonsense")
    assert not backend.claims("nobody/knows-this")
    outcomes = {"all": "opened"}
    """
    done = run(WATCHED + textwrap.dedent(program) + TELL, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert report(tmp_path) == {"outcomes": {"all": "opened"}, "watched": []}


def test_the_plugin_is_imported_and_claims_models_without_its_heavy_libraries(tmp_path):
    program = """
    import sys
    import whetstone.plugins.litellm_models as plugin

    (backend,) = plugin.whetstone_model_backends(settings=None)
    assert backend.claims("openai/gpt-4o")
    assert backend.claims("gpt-4o")
    assert backend.claims("hosted_vllm/anything")
    assert not backend.claims("socrates")
    assert not backend.claims("text-embedding-3-small")
    assert list(backend.models()) == []
    print(sorted({"litellm", "openai", "httpx", "aiohttp", "tiktoken", "requests"} & set(sys.modules)))
    """
    done = run(program, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


def test_a_dotenv_file_above_the_libraries_is_not_read(tmp_path):
    (tmp_path / ".env").write_text("FOUND_IN_DOTENV=yes\n")
    (tmp_path / "libraries").mkdir()
    (tmp_path / "libraries" / "litellm").symlink_to(Path(find_spec("litellm").origin).parent)
    program = """
    import os
    from whetstone.plugins.litellm_models.backend import LitellmBackend

    assert not LitellmBackend().claims("nobody/knows-this")
    import litellm
    print("libraries" in litellm.__file__, os.environ.get("FOUND_IN_DOTENV"))
    """
    done = run(program, tmp_path, PYTHONPATH=str(tmp_path / "libraries"))
    assert (done.stdout, done.stderr) == ("True None\n", "")
