"""Which model answers: names, settings, fallbacks, and the commands on them."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from cartridges import gardener
from commandline import process

from whetstone import Host, ModelInterrupted, ModelNotFound, ModelRejected, ModelUnavailable
from whetstone.core.changing import change_settings
from whetstone.core.conversations.conversation import Ended, Spoke
from whetstone.core.errors import SettingsError
from whetstone.testing import ScriptedBackend, ScriptedModel, temporary_host

FALLING_BACK = """
[models.first]
model = "failing"
fallbacks = ["second", "third"]

[models.second]
model = "failing-too"

[models.third]
model = "answering"
"""


class Breaking(ScriptedModel):
    async def stream(self, request):
        self.requests.append(request)
        async for chunk in super().stream(request):
            yield chunk
            raise ModelInterrupted("the reply broke off")


@pytest.fixture
def scripted(tmp_path):
    """A host whose settings fall back from one model to the next."""
    home = tmp_path / "home"
    home.mkdir()
    home.joinpath("whetstone.toml").write_text(FALLING_BACK)
    models = {
        "failing": ScriptedModel([ModelUnavailable("the first is down")], name="failing"),
        "failing-too": ScriptedModel([ModelRejected("the second wants a key")], name="failing-too"),
        "answering": ScriptedModel(["I am the third."], name="answering"),
        "breaking": Breaking(["Half a reply"], name="breaking"),
    }
    with temporary_host(home=home) as host:
        host.register(ScriptedBackend(*models.values(), name="more"), "more-models")
        host.registry.install(gardener(), "imported")
        host.scripted = models
        yield host


def test_a_model_that_fails_before_its_first_word_hands_on(scripted):
    talk = scripted.converse("gardener", model="first")
    ended = list(scripted.loop.iterate(talk.say("Who answers?")))[-1]
    assert isinstance(ended, Ended)
    assert (ended.reply.text, ended.reply.model, ended.reply.error) == ("I am the third.", "answering", None)
    assert [len(model.requests) for model in scripted.scripted.values()][:3] == [1, 1, 1]


def test_when_all_fail_the_last_reason_is_told(scripted):
    scripted.scripted["answering"]._replies = [ModelUnavailable("the third is down")]
    talk = scripted.converse("gardener", model="first")
    with pytest.raises(ModelUnavailable, match="the third is down"):
        list(scripted.loop.iterate(talk.say("Who answers?")))


def test_a_reply_that_breaks_off_is_not_begun_anew_by_another(scripted):
    scripted.scripted["failing"]._replies = ["unused"]
    talk = scripted.converse("gardener", model="first")
    talk.model._first = scripted.scripted["breaking"]
    events = scripted.loop.iterate(talk.say("Who answers?"))
    next(events)
    assert next(events) == Spoke("Half")
    with pytest.raises(ModelInterrupted):
        next(events)
    assert scripted.scripted["answering"].requests == []
    assert list(scripted.history.records())[-1].text == "Half"


def test_a_model_that_says_nothing_hands_on_too(scripted):
    scripted.scripted["failing"]._replies = [""]
    talk = scripted.converse("gardener", model="first")
    ended = list(scripted.loop.iterate(talk.say("Who answers?")))[-1]
    assert isinstance(ended, Ended)
    assert ended.reply.text == "I am the third."


def test_a_fallback_that_is_nobody_is_told_before_anything_is_asked(scripted):
    settings = scripted.home.settings
    settings.write_text(FALLING_BACK.replace('"third"]', '"thrid"]'))
    with Host(scripted.home.root) as host:
        host.register(ScriptedBackend(*scripted.scripted.values()), "scripted")
        with pytest.raises(ModelNotFound, match=r"models\.first\.fallbacks"):
            host.models.open("first")


def test_an_unknown_model_is_told_with_near_ones(scripted):
    with pytest.raises(ModelNotFound, match="did you mean third"):
        scripted.models.open("thrid")


def test_a_model_is_opened_once_and_closed_with_its_host(scripted):
    assert scripted.models.open("answering") is scripted.models.open("answering")
    scripted.close()
    assert scripted.scripted["answering"].closed


def test_a_fallback_is_the_model_that_is_open_already(scripted):
    opened = []
    backend = next(b for b in scripted.models.backends() if b.name == "more")
    backend.open = lambda spec: opened.append(spec.name) or scripted.scripted[spec.model]
    scripted.models.open("third")
    talk = scripted.converse("gardener", model="first")
    list(scripted.loop.iterate(talk.say("Who answers?")))
    assert sorted(opened) == ["first", "second", "third"]


def test_the_models_that_are_set_up_are_listed(tmp_path):
    tmp_path.joinpath("whetstone.toml").write_text('model = "near"\n[models.near]\nmodel = "openai/x"\n')
    infos = {info["name"]: info for info in process("models", "list", "--json", home=tmp_path).json}
    assert infos["near"]["default"] is True
    assert infos["near"]["backend"] == "litellm"
    assert infos["embedded"]["ready"] is True
    assert "near (default)" in process("models", home=tmp_path).out


def test_one_question_shows_how_the_embedded_model_answers(tmp_path):
    answer = process("models", "test", "embedded", "--json", home=tmp_path).json
    assert answer["reply"]
    assert answer["total_ms"] >= answer["first_token_ms"] > 0


def test_a_backend_that_is_asked_for_and_absent_is_told(tmp_path):
    tmp_path.joinpath("whetstone.toml").write_text('[models.x]\nmodel = "y"\nbackend = "litelm"\n')
    done = process("--block", "litellm_models", "models", "test", "x", home=tmp_path)
    assert done.code == 1
    assert "no plugin brings the backend 'litelm'" in done.stderr
    assert "litellm_models (blocked)" in done.stderr


class Counting(ScriptedBackend):
    """A backend that notes what it opens, and takes its time over it."""

    def __init__(self, *models):
        super().__init__(*models, name="counting")
        self.opened = []

    def open(self, spec):
        self.opened.append(spec.name)
        time.sleep(0.02)
        return super().open(spec)


def test_a_model_that_many_ask_for_at_once_is_opened_once():
    backend, together = Counting(ScriptedModel(name="one")), Barrier(8)

    def ask_for(place):
        together.wait()
        return host.models.open("one")

    with temporary_host([backend]) as host, ThreadPoolExecutor(8) as threads:
        assert len(set(map(id, threads.map(ask_for, range(8))))) == 1
        assert backend.opened == ["one"]


def test_settings_that_change_are_gone_by_and_whoever_talks_goes_on(tmp_path):
    tmp_path.joinpath("whetstone.toml").write_text("[models.a]\nmodel = 'one'\n\n[models.b]\nmodel = 'two'\n")
    one, two = ScriptedModel(["One."], name="one"), ScriptedModel(["Two."], name="two")
    with temporary_host([Counting(one, two)], home=tmp_path) as host:
        talk = host.converse("socrates", model="a")
        before, kept = host.models.open("a"), host.models.open("b")
        change_settings(host, {("models", "a", "model"): "two"})
        assert (host.models.open("a").name, host.models.open("b") is kept) == ("two", True)
        assert list(host.loop.iterate(talk.say("Still you?")))[-1].reply.text == "One."
        assert before is one
        with pytest.raises(SettingsError, match=r"models\.a\.retries must be at most 20"):
            change_settings(host, {("models", "a", "retries"): 99})
        assert host.settings.core.models["a"].retries == 2
    assert one.closed
