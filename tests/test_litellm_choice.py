"""Which models litellm takes on, how it counts, and what happens to a turn when a provider fails."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from cartridges import gardener
from servers.faulty import FaultyServer

from whetstone.core.conversations.conversation import Ended
from whetstone.core.errors import ModelError, ModelInterrupted, ModelNotFound, ModelRejected, ModelTimeout
from whetstone.core.host import Host
from whetstone.core.loop import HostLoop
from whetstone.core.values.model import ChatRequest, Message, ModelSpec
from whetstone.plugins.litellm_models.backend import LitellmBackend
from whetstone.plugins.litellm_models.loading import load_litellm
from whetstone.plugins.litellm_models.providers import PROVIDERS


@pytest.fixture
def litellm():
    return load_litellm()


@pytest.fixture
def exact(litellm, monkeypatch):
    """Counts with the vocabularies that litellm brings along."""
    folder = Path(litellm.__file__).parent / "litellm_core_utils" / "tokenizers"
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(folder))
    import tiktoken

    return lambda name, text: len(tiktoken.get_encoding(name).encode(text, disallowed_special=()))


@pytest.fixture
def server():
    with FaultyServer() as server:
        yield server


@pytest.fixture
def home(tmp_path, server):
    """A home whose settings name models that fail, with others behind them."""
    tables = {
        "broken": ("broken-forever", ""),
        "hanging": ("hang-before-headers", "timeout = 1.0"),
        "dying": ("dies-quietly", 'fallbacks = ["well"]'),
        "well": ("well", ""),
        "covered": ("broken-forever", 'fallbacks = ["hanging", "well"]'),
    }
    (tmp_path / "whetstone.toml").write_text(
        "\n".join(
            f'[models.{name}]\nmodel = "mine"\nretries = 1\napi_base = "{server.base(behaviour)}"\n{more}'
            for name, (behaviour, more) in tables.items()
        )
    )
    with Host(tmp_path) as host:
        host.registry.install(gardener(), "imported")
        yield host


def say(host: Host, model: str, text: str = "What is courage?"):
    return list(host.loop.iterate(host.converse("gardener", model=model).say(text)))


def log(host: Host) -> list:
    return [(record.role, record.text, record.error) for record in host.history.records()]


def test_a_failing_model_is_followed_by_its_fallbacks_in_turn(home, server):
    *_, ended = say(home, "covered")
    assert isinstance(ended, Ended)
    assert ended.reply.text == "Know thyself."
    assert ended.reply.model == "well"
    assert [len(server.seen(name)) for name in ("broken-forever", "hang-before-headers", "well")] == [2, 1, 1]


@pytest.mark.parametrize(("model", "words"), [("broken", "failed (500)"), ("hanging", "within 1 s")])
def test_the_users_message_is_in_the_log_whatever_becomes_of_the_reply(home, model, words):
    with pytest.raises(ModelError, match="the model") as caught:
        say(home, model)
    assert words in str(caught.value)
    user, reply = log(home)
    assert user == ("user", "What is courage?", None)
    assert reply[0] == "assistant"
    assert words in reply[2]


def test_a_reply_that_breaks_off_is_logged_so_far_and_no_fallback_begins_it_anew(home, server):
    with pytest.raises(ModelInterrupted):
        say(home, "dying")
    assert log(home)[1][:2] == ("assistant", "Courage is")
    assert server.seen("well") == []


def test_an_unknown_name_is_not_found(home):
    with pytest.raises(ModelNotFound):
        home.models.open("gpt-nonsense")


@pytest.mark.parametrize(
    ("name", "claimed"),
    [
        ("gpt-4o", True),
        ("openai/anything-new", True),
        ("anthropic/claude-sonnet-4-6", True),
        ("ollama/llama3", True),
        ("ollama_chat/qwen3:8b", True),
        ("azure/my-deployment", True),
        ("openrouter/meta-llama/llama-3.3-70b-instruct", True),
        ("ft:gpt-4o-2024-08-06:academy::abc", True),
        ("gpt-nonsense", False),
        ("nobody/knows-this", False),
        ("openai/", False),
        ("", False),
        ("*", False),
        ("text-embedding-3-small", False),
        ("dall-e-3", False),
    ],
)
def test_a_model_is_claimed_when_litellm_knows_whom_to_ask(name, claimed):
    assert LitellmBackend().claims(name) is claimed


def test_every_model_of_the_table_that_is_claimed_can_be_opened(litellm):
    backend = LitellmBackend()
    claimed = [name for name in litellm.model_cost if backend.claims(name)]
    assert len(claimed) > 1_000
    for name in claimed:
        assert backend.open(ModelSpec(name, name)).name == name


def test_a_model_of_no_provider_is_refused_unless_an_address_is_given(server):
    backend = LitellmBackend()
    with pytest.raises(ModelRejected, match=r"knows no provider of qwen2\.5; write PROVIDER/qwen2\.5"):
        backend.open(ModelSpec("mine", "qwen2.5", backend="litellm"))
    assert backend.open(ModelSpec("mine", "qwen2.5", api_base=server.base("well"))).name == "mine"


def test_the_context_is_the_users_then_that_of_the_table_then_unknown(server):
    backend = LitellmBackend()
    assert backend.open(ModelSpec("a", "gpt-4o")).context_tokens == 128_000
    assert backend.open(ModelSpec("a", "openai/gpt-4o")).context_tokens == 128_000
    assert backend.open(ModelSpec("a", "gpt-4o", context_tokens=9_000)).context_tokens == 9_000
    assert backend.open(ModelSpec("a", "openai/brand-new")).context_tokens is None
    local = ModelSpec("a", "openai/gpt-4o", api_base=server.base("well"))
    assert backend.open(local).context_tokens is None, "another server's model of that name may be smaller"


GREEK = "Ἡ ἀνδρεία ἐστὶν ἐπιστήμη τῶν δεινῶν καὶ μή, ὡς ὁ Νικίας ἐν τῷ Λάχητι λέγει."
TEXTS = {
    "english": "Courage is the knowledge of what is to be feared and hoped, said Nicias; Laches doubted it.",
    "german": "Tapferkeit ist das Wissen um das, was zu fürchten und zu hoffen ist, sagte Nikias ihm.",
    "chinese": "勇敢是知道什麼應當害怕、什麼應當期望的知識，尼西亞斯這樣說；拉凱斯卻不同意。",
    "greek": GREEK,
    "code": "def courage(x: int) -> bool:\n    return all(fear < hope for fear, hope in zip(x, x[1:]))\n",
}


def test_tokens_of_an_openai_model_are_exact(exact):
    model = LitellmBackend().open(ModelSpec("a", "openai/gpt-4o"))
    for text in [*TEXTS.values(), "", "<|endoftext|>"]:
        assert model.count_tokens(text) == exact("o200k_base", text)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_tokens_of_another_model_are_an_upper_estimate(exact, text):
    model = LitellmBackend().open(ModelSpec("a", "anthropic/claude-sonnet-4-6"))
    assert exact("cl100k_base", text) <= model.count_tokens(text) <= 2 * exact("cl100k_base", text)


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_the_model_proposed_for_a_key_is_one_that_litellm_knows_and_that_stays(litellm, provider):
    backend = LitellmBackend()
    assert backend.claims(provider.model)
    assert provider.model.split("/")[0] == provider.name
    if provider.model != "openrouter/auto":
        table = litellm.model_cost
        entry = table.get(provider.model) or table[provider.model.partition("/")[2]]
        assert entry["mode"] == "chat"
        assert "deprecation_date" not in entry


def test_a_client_that_ignores_everything_is_given_up_after_the_timeout(litellm, monkeypatch):
    done = threading.Event()

    class Clinging(litellm.CustomLLM):
        async def astreaming(self, *args, **kwargs):
            while not done.is_set():
                with suppress(asyncio.CancelledError):
                    await asyncio.sleep(0.05)
            return
            yield

    handlers = [{"provider": "clinging", "custom_handler": Clinging()}]
    monkeypatch.setattr(litellm, "custom_provider_map", handlers)
    litellm.utils.custom_llm_setup()
    loop = HostLoop()
    model = LitellmBackend().open(ModelSpec("stone", "clinging/stone", timeout=0.5))
    request = ChatRequest((Message("user", "Hello?"),), 10)
    with pytest.raises(ModelTimeout, match=r"within 0\.5 s"):
        list(loop.iterate(model.stream(request)))
    done.set()
    loop.close()
