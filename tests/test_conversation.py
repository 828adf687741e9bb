"""A turn: what reaches the model, what reaches the disk, and in which order."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from itertools import pairwise
from pathlib import Path

import pytest
from cartridges import GARDEN, gardener
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone import ModelUnavailable, Passage, TurnAdditions, hookimpl
from whetstone.core.conversations.conversation import Began, Ended, Spoke
from whetstone.core.errors import HistoryError, HomeError, ModelError, PromptTooLong
from whetstone.core.layout import BLOCK, lay_out, opening
from whetstone.core.values.cartridge import Config
from whetstone.core.values.turn import Record
from whetstone.testing import ScriptedModel, temporary_host


@pytest.fixture
def host(tmp_path):
    with temporary_host(home=tmp_path / "home", replies=["First reply.", "Second reply.", "Third."]) as host:
        host.registry.install(gardener(), "imported")
        yield host


def model_of(host) -> ScriptedModel:
    return host.models.open("scripted")


def ask(host, talk, text: str):
    return list(host.loop.iterate(talk.say(text)))


def test_the_prompt_comes_first_and_passages_come_with_the_newest_message(host):
    talk = host.converse("gardener")
    began, *_, ended = ask(host, talk, "How much of an apple tree may I prune?")
    messages = model_of(host).requests[0].messages
    assert messages[0].role == "system"
    assert messages[0].content.startswith("You are an old gardener.")
    assert "dirt under its nails" in messages[0].content
    assert "[apples.txt]" in messages[-1].content
    assert messages[-1].content.endswith("How much of an apple tree may I prune?")
    assert isinstance(began, Began)
    assert isinstance(ended, Ended)
    assert "apples.txt" in {passage["source"] for passage in ended.reply.passages}


def test_a_second_turn_begins_with_the_bytes_of_the_first(host):
    talk = host.converse("gardener")
    ask(host, talk, "Tell me of bees.")
    ask(host, talk, "And of water?")
    first, second = (request.messages for request in model_of(host).requests)
    assert second[: len(first) - 1] == first[:-1]
    assert [m.content for m in second[-3:-1]] == ["Tell me of bees.", "First reply."]


def test_the_log_holds_the_users_words_without_the_librarys(host):
    talk = host.converse("gardener")
    ask(host, talk, "Tell me of bees.")
    user, reply = host.history.records()
    assert (user.role, user.text, user.passages) == ("user", "Tell me of bees.", ())
    assert (reply.role, reply.text, reply.parent_id) == ("assistant", "First reply.", user.id)
    assert reply.content_hash == host.registry.get("gardener").content_hash
    assert reply.usage["completion_tokens"] == 2
    assert reply.first_token_ms is not None


def test_the_users_message_is_on_disk_when_the_model_is_asked(host):
    seen = []

    class Witness(ScriptedModel):
        async def stream(self, request):
            seen.append(host.home.log.read_text().splitlines()[-1])
            async for chunk in super().stream(request):
                yield chunk

    talk = host.converse("gardener")
    talk.model = Witness()
    ask(host, talk, "Are you listening?")
    assert json.loads(seen[0])["text"] == "Are you listening?"


def test_a_killed_process_leaves_the_users_message_in_the_log(tmp_path):
    program = f"""
        import os, signal
        from cartridges import GARDEN, gardener
        from whetstone.testing import ScriptedModel, temporary_host

        class Killer(ScriptedModel):
            async def stream(self, request):
                os.kill(os.getpid(), signal.SIGKILL)
                yield

        with temporary_host(home={str(tmp_path)!r}) as host:
            host.registry.install(gardener(), "imported")
            talk = host.converse("gardener")
            talk.model = Killer()
            list(host.loop.iterate(talk.say("Remember me.")))
    """
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    last = json.loads((tmp_path / "chat_history.log").read_text().splitlines()[-1])
    assert last["text"] == "Remember me."


def test_a_stopped_reply_is_kept_as_far_as_it_came(host):
    talk = host.converse("gardener")
    events = host.loop.iterate(talk.say("Tell me of bees."))
    for event in events:
        if isinstance(event, Spoke):
            events.close()
            break
    reply = list(host.history.records())[-1]
    assert (reply.text, reply.stopped, reply.error) == ("First", True, None)
    assert talk.branch[-1].id == reply.id


def test_a_failing_model_loses_nothing_and_says_why(host):
    talk = host.converse("gardener")
    talk.model = ScriptedModel([ModelUnavailable("the server at 127.0.0.1:9 refused the connection")])
    with pytest.raises(ModelUnavailable):
        ask(host, talk, "Anyone?")
    user, reply = host.history.records()
    assert user.text == "Anyone?"
    assert reply.error == "the server at 127.0.0.1:9 refused the connection"


def test_an_empty_reply_is_a_failure(host):
    talk = host.converse("gardener")
    talk.model = ScriptedModel(["  "])
    with pytest.raises(ModelUnavailable, match="empty reply"):
        ask(host, talk, "Anyone?")
    assert "empty reply" in list(host.history.records())[-1].error


def test_a_backend_with_a_bug_becomes_a_model_error(host):
    class Broken(ScriptedModel):
        async def stream(self, request):
            raise ZeroDivisionError("oops")
            yield

    talk = host.converse("gardener")
    talk.model = Broken()
    with pytest.raises(ModelError, match="ZeroDivisionError"):
        ask(host, talk, "Anyone?")


def test_an_unanswered_message_is_not_sent_again_with_the_next(host):
    talk = host.converse("gardener")
    good = talk.model
    talk.model = ScriptedModel([ModelUnavailable("gone")])
    with pytest.raises(ModelUnavailable):
        ask(host, talk, "Lost question")
    talk.model = good
    ask(host, talk, "Second question")
    roles = [message.role for message in good.requests[0].messages]
    assert roles == ["system", "user"]


def test_a_retry_is_a_sibling_and_an_edit_opens_a_branch(host):
    talk = host.converse("gardener")
    ask(host, talk, "Tell me of bees.")
    list(host.loop.iterate(talk.retry()))
    first_user = talk.branch[0]
    list(host.loop.iterate(talk.edit(first_user.id, "Tell me of apples.")))
    records = list(host.history.records())
    assert [r.text for r in records] == [
        "Tell me of bees.", "First reply.", "Second reply.", "Tell me of apples.", "Third.",
    ]  # fmt: skip
    assert records[1].parent_id == records[2].parent_id == first_user.id
    assert records[3].parent_id is None
    assert [r.text for r in talk.branch] == ["Tell me of apples.", "Third."]
    assert [r.text for r in host.history.branch(talk.id)] == ["Tell me of apples.", "Third."]


def test_a_conversation_goes_on_in_another_process(host):
    talk = host.converse("gardener")
    ask(host, talk, "Tell me of bees.")
    later = host.converse("gardener", conversation=talk.id)
    ask(host, later, "Go on.")
    contents = [message.content for message in model_of(host).requests[-1].messages]
    assert contents[1:3] == ["Tell me of bees.", "First reply."]


def test_retry_before_anything_was_said_is_refused(host):
    with pytest.raises(HistoryError, match="nothing to retry"):
        list(host.loop.iterate(host.converse("gardener").retry()))


def test_a_log_that_cannot_be_written_keeps_the_model_from_being_asked(host):
    talk = host.converse("gardener")
    host.home.log.mkdir()
    with pytest.raises(HomeError, match="cannot write"):
        ask(host, talk, "Hello?")
    assert model_of(host).requests == []


def test_plugins_add_notes_and_passages_and_a_broken_one_adds_nothing(host):
    class Almanac:
        @hookimpl
        def whetstone_prepare_turn(self, draft):
            note = f"{draft.persona.name} was asked: {draft.text}"
            return TurnAdditions("almanac", (Passage("moon.txt", "Moon", 0, 4, "Sow by the moon."),), (note,))

    class Broken:
        @hookimpl
        def whetstone_prepare_turn(self, draft):
            raise RuntimeError("no almanac today")

    host.register(Almanac(), "almanac")
    host.register(Broken(), "broken")
    talk = host.converse("gardener", model="scripted")
    ended = ask(host, talk, "When do I sow?")[-1]
    assert isinstance(ended, Ended)
    assert "moon.txt" in [p["source"] for p in ended.reply.passages]
    assert "The Gardener was asked: When do I sow?" in talk.model.requests[0].messages[-1].content
    (record,) = [r for r in host.plugins.records if r.name == "broken"]
    assert "no almanac today" in record.error


def test_plugins_learn_of_the_finished_turn(host):
    heard = []

    class Listener:
        @hookimpl
        def whetstone_turn_done(self, turn):
            heard.append((turn.user.text, turn.reply.text))

    host.register(Listener(), "listener")
    ask(host, host.converse("gardener", model="scripted"), "Tell me of bees.")
    assert heard == [("Tell me of bees.", "First reply.")]


def test_weirdness_and_reply_length_reach_the_model(host):
    talk = host.converse("gardener")
    ask(host, talk, "Hello")
    request = model_of(host).requests[0]
    assert (request.sampling.temperature, request.sampling.top_p) == (0.5, 0.85)
    assert request.max_tokens == 600


def test_a_prompt_that_does_not_fit_is_an_error_that_names_the_limit(host):
    talk = host.converse("gardener")
    talk.model = ScriptedModel(context_tokens=40)
    with pytest.raises(PromptTooLong, match="longer context"):
        ask(host, talk, "Hello")
    assert [r.text for r in host.history.records()] == ["Hello"]


def exchange(number: int, words: int = 20) -> list[Record]:
    filler = " ".join(["word"] * (words - 1))
    return [
        Record(id=f"u{number}", conversation="c", at="", role="user", text=f"q{number} {filler}"),
        Record(id=f"a{number}", conversation="c", at="", role="assistant", text=f"a{number} {filler}"),
    ]


def laid_out(exchanges: int, context: int, limits: dict | None = None, passages: int = 0, words: int = 20):
    config = Config.model_validate({"context_limits": {"reply_tokens": 50, **(limits or {})}})
    found = [Passage(f"t{n}.txt", "", 0, 1, " ".join(["fact"] * 30)) for n in range(passages)]
    return lay_out(
        name="G", prompt="one two three", config=config, text="now then",
        history=[record for n in range(exchanges) for record in exchange(n, words)],
        passages=found, notes=[], model=ScriptedModel(context_tokens=context),
    )  # fmt: skip


def test_the_oldest_exchanges_go_first_and_in_blocks():
    starts = []
    for turns in range(1, 40):
        layout = laid_out(turns, context=600)
        first = layout.messages[1].content.split()[0]
        starts.append(first)
    changes = sum(a != b for a, b in pairwise(starts))
    assert starts[0] == "q0"
    assert starts[-1] != "q0"
    assert changes <= 40 / BLOCK


def test_history_turns_bound_the_exchanges():
    layout = laid_out(50, context=100_000, limits={"history_turns": 6})
    users = [m for m in layout.messages if m.role == "user"]
    assert 2 < len(users) - 1 <= 6


def test_passages_are_bounded_by_the_personas_limits():
    assert len(laid_out(0, context=100_000, passages=9, limits={"passages": 2}).passages) == 2


def test_a_small_model_gets_one_passage_in_brief_as_its_own_memory(host):
    talk = host.converse("gardener")
    talk.model = ScriptedModel()
    talk.model.reply_tokens = 40
    ended = ask(host, talk, "How much of an apple tree may I prune?")[-1]
    assert isinstance(ended, Ended)
    request = talk.model.requests[0]
    *_, asked, remembered, newest = request.messages
    (passage,) = ended.reply.passages
    source = GARDEN[passage["source"]]
    assert source[passage["start"] : passage["end"]] == passage["text"] == remembered.content
    assert (asked.role, remembered.role, newest.role) == ("user", "assistant", "user")
    assert newest.content == "How much of an apple tree may I prune?"
    assert request.max_tokens == 40
    assert "\nThe Gardener:" in request.stop


@settings(max_examples=150, deadline=None)
@given(
    exchanges=st.integers(0, 40),
    context=st.integers(100, 3000),
    passages=st.integers(0, 6),
    words=st.integers(1, 200),
)
def test_a_layout_always_fits_and_always_holds_prompt_and_message(exchanges, context, passages, words):
    layout = laid_out(exchanges, context, passages=passages, words=words)
    model = ScriptedModel()
    spent = sum(model.count_tokens(m.content) + 8 for m in layout.messages)
    assert spent + layout.reply_tokens <= context
    assert layout.messages[0].content == "one two three"
    assert layout.messages[-1].content.endswith("now then")
    roles = [m.role for m in layout.messages[1:]]
    assert roles == ["user", "assistant"] * (len(roles) // 2) + ["user"]


def test_the_opening_holds_examples_and_greeting_in_alternation():
    config = Config.model_validate(
        {"greeting": "Come in.", "examples": [{"user": "Why?", "reply": "Because it grows."}]}
    )
    roles = [message.role for message in opening("G", "You are G.", config)]
    assert roles == ["system", "user", "assistant", "user", "assistant"]


def test_the_model_is_given_the_prompt_to_read_while_passages_are_found(host):
    talk = host.converse("gardener")
    ask(host, talk, "Tell me of bees.")
    ask(host, talk, "And of water?")
    assert len(model_of(host).prewarmed) == 2
    for prefix, request in zip(model_of(host).prewarmed, model_of(host).requests, strict=True):
        assert request.messages[: len(prefix)] == prefix


def test_a_prewarm_that_fails_does_not_take_the_turn_with_it(host):
    class Cold(ScriptedModel):
        async def prewarm(self, messages):
            raise RuntimeError("no matches")

    talk = host.converse("gardener")
    talk.model = Cold(["Warm words."])
    ended = ask(host, talk, "Hello")[-1]
    assert isinstance(ended, Ended)
    assert ended.reply.text == "Warm words."
