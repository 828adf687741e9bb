"""The API of conversations: said, streamed, stopped, branched, found, written down, deleted."""

from __future__ import annotations

import threading
from pathlib import Path

from cartridges import gardener
from commandline import here
from homes import done
from logs import said, talk, write_log
from talking import Api, Breaking, Endless, awaited, calling
from trusting import Maker

from whetstone import ModelUnavailable
from whetstone.testing import ScriptedBackend, ScriptedModel, temporary_host


def test_what_is_said_streams_is_kept_and_can_be_said_otherwise(home: Path) -> None:
    with temporary_host(home=home, replies=["In winter, **a third**.", "Not in frost.", "Ask it."]) as host:
        host.registry.install(gardener(), "imported")
        with calling(host) as api:
            id = api.begin("gardener")
            assert api.ask("GET", "")["conversations"] == [], "nothing is listed before something is said"
            told = api.turn(id, text="When do I prune an apple tree?")
            assert [name for name, _ in told] == ["began", *["spoke"] * (len(told) - 2), "ended"]
            began, ended = told[0][1], told[-1][1]
            assert began["passages"][0]["source"] == "apples.txt"
            assert "".join(data["text"] for name, data in told[1:-1]) == "In winter, **a third**."
            assert ended["reply"]["html"] == "<p>In winter, <strong>a third</strong>.</p>\n"
            assert ended["reply"]["parent_id"] == ended["user"]["id"] == began["user"]["id"]

            again = api.turn(id, retry=ended["reply"]["id"])[-1][1]
            assert (again["user"], again["reply"]["text"]) == (None, "Not in frost.")
            edited = api.say(id, "And pears?", parent_id=None)
            branch = api.ask("GET", f"/{id}")
            assert [m["text"] for m in branch["messages"]] == ["And pears?", "Ask it."]
            assert [(m["place"], m["of"]) for m in branch["messages"]] == [(2, 2), (1, 1)]
            assert branch["messages"][0]["before"] == began["user"]["id"]
            model = host.models.open("scripted")
            assert isinstance(model, ScriptedModel)
            assert len(model.requests[-1].messages) == len(model.requests[0].messages), "an edit starts anew"

            leaf = api.ask("PUT", f"/{id}/branch", {"record_id": began["user"]["id"]})
            assert leaf["text"] == "Not in frost."
            assert [m["text"] for m in api.ask("GET", f"/{id}")["messages"]][-1] == "Not in frost."
            whole = api.ask("GET", f"/{id}/tree")
            assert len(whole["messages"]) == 5
            assert whole["leaf"] == leaf["id"]
            assert edited["id"] in {message["id"] for message in whole["messages"]}


def test_conversations_are_listed_found_named_and_written_down(home: Path) -> None:
    write_log(home, [r for n in range(5) for r in talk(f"Question {n}?", "Answer.", conversation=f"c{n}")])
    with temporary_host(home=home) as host, calling(host) as api:
        first = api.ask("GET", "?limit=2")
        assert [info["id"] for info in first["conversations"]] == ["c4", "c3"]
        assert first["more"]
        assert not api.ask("GET", "?limit=2&offset=4")["more"]
        assert api.ask("GET", "?persona=nobody")["conversations"] == []
        assert len(api.ask("GET", "?persona=socrates")["conversations"]) == 5
        assert api.ask("PUT", "/c1/title", {"title": "  On \n pruning "})["title"] == "On pruning"
        (named,) = api.ask("GET", "/search?q=prun")
        assert (named["conversation"], named["record_id"]) == ("c1", None)
        (found,) = api.ask("GET", "/search?q=question 3")
        assert (found["conversation"], found["excerpt"], found["role"]) == ("c3", "Question 3?", "user")
        markdown = api.http.get("/api/v1/conversations/c3/export")
        assert markdown.text == "**You**\n\nQuestion 3?\n\n**Socrates**\n\nAnswer.\n"
        assert markdown.headers["content-disposition"] == 'attachment; filename="conversation-c3.md"'
        as_json = api.http.get("/api/v1/conversations/c3/export?format=json").json()
        assert [record["text"] for record in as_json] == ["Question 3?", "Answer."]
        assert api.ask("DELETE", "/c3") == {"records": 2, "notes": []}
        assert api.refused("GET", "/c3")[:2] == (404, "HistoryError")
        assert "Question 3?" not in host.home.log.read_text()


def test_a_long_branch_is_read_from_its_end(home: Path) -> None:
    write_log(home, talk(*(f"m{n}" for n in range(300))))
    with temporary_host(home=home) as host, calling(host) as api:
        last = api.ask("GET", "/c1?limit=10")
        first = last["messages"][0]
        assert (first["text"], last["earlier"], last["later"]) == ("m290", 290, 0)
        before = api.ask("GET", f"/c1?limit=10&before={first['id']}")
        assert (before["messages"][-1]["text"], before["earlier"], before["later"]) == ("m289", 280, 10)


def test_a_reader_who_goes_away_stops_the_model_and_what_came_is_kept(home: Path) -> None:
    model = Endless("Half", " a thought")
    with temporary_host(home=home, model=model) as host, calling(host) as api:
        id = api.begin()
        with api.streaming(id, text="Speak.") as told:
            awaited(model.speaking.is_set)
            assert next(told)[0] == "began"
        assert model.stopped.wait(1), "the model is stopped within a second"
        reply = awaited(lambda: [r for r in host.history.records(id) if r.role == "assistant"])[0]
        assert (reply.text, reply.stopped, reply.error) == ("Half a thought", True, None)


def test_a_stopped_reply_ends_in_good_order(home: Path) -> None:
    model = Endless("So", " far")
    with temporary_host(home=home, model=model) as host, calling(host) as api:
        id = api.begin()
        with api.streaming(id, text="Speak.") as told:
            assert next(told)[0] == "began"
            awaited(model.speaking.is_set)
            assert api.ask("POST", f"/{id}/stop") == {"replies": 1}
            *_, (name, data) = told
        assert (name, data["reply"]["text"], data["reply"]["stopped"]) == ("ended", "So far", True)
        assert api.ask("POST", f"/{id}/stop") == {"replies": 0}


def test_what_is_deleted_while_it_streams_is_gone(home: Path) -> None:
    model = Endless("Never", " mind")
    with temporary_host(home=home, model=model) as host, calling(host) as api:
        id = api.begin()
        with api.streaming(id, text="A secret.") as told:
            assert next(told)[0] == "began"
            awaited(model.speaking.is_set)
            assert api.ask("DELETE", f"/{id}")["records"] == 2
        assert list(host.history.records()) == []


def test_the_end_of_the_server_is_told_and_the_reply_is_kept(home: Path) -> None:
    model = Endless("Before", " the end")
    with temporary_host(home=home, model=model) as host:
        heard: list[tuple[str, object]] = []
        with calling(host) as api:
            id = api.begin()

            def listen() -> None:
                other = Api(f"{api.http.base_url}?token={api.token}")
                heard.extend(other.turn(id, text="Speak."))

            listener = threading.Thread(target=listen)
            listener.start()
            awaited(model.speaking.is_set)
        listener.join()
        name, data = heard[-1]
        assert isinstance(data, dict)
        assert (name, data["type"], data["reply"]["text"]) == ("failed", "Closing", "Before the end")
        user, reply = host.history.records(id)
        assert (user.text, reply.text, reply.stopped) == ("Speak.", "Before the end", True)


def test_a_failure_says_what_is_kept_and_the_message_is_answered_later(home: Path) -> None:
    with temporary_host(home=home, model=Breaking("Now it goes.")) as host, calling(host) as api:
        id = api.begin()
        name, data = api.turn(id, text="Speak.")[-1]
        assert (name, data["type"]) == ("failed", "ModelInterrupted")
        assert "broke off" in data["message"]
        assert (data["user"]["text"], data["reply"]["text"]) == ("Speak.", "I was about to")
        assert data["reply"]["error"] == data["message"]
        assert api.turn(id, retry=data["user"]["id"])[-1][1]["reply"]["text"] == "Now it goes."


def test_what_cannot_be_begun_is_refused_in_a_sentence(home: Path) -> None:
    replies = [ModelUnavailable("the model is not there")]
    with temporary_host(home=home, replies=replies) as host, calling(host) as api:
        assert api.refused("POST", "", {"persona": "nobody"})[:2] == (404, "PersonaNotFound")
        status, kind, sentence = api.refused("POST", "", {"persona": "socrates", "model": "no-such"})
        assert (status, kind) == (422, "ModelNotFound")
        assert "no model is called 'no-such'" in sentence
        assert api.refused("POST", "/nowhere/turns", {"text": "x"})[:2] == (404, "HistoryError")
        assert api.refused("POST", "/nowhere/turns", {"text": " "})[0] == 422
        assert api.refused("POST", "/nowhere/turns", {"text": "x", "retry": "y"})[0] == 422
        assert api.refused("POST", "/nowhere/turns", {})[0] == 422
        assert api.refused("PUT", "/nowhere/branch", {"record_id": "x"})[:2] == (404, "HistoryError")
        id = api.begin()
        assert api.refused("POST", f"/{id}/turns", {"text": "x", "parent_id": "y"})[0] == 404
        name, data = api.turn(id, text="Speak.")[-1]
        assert (name, data["message"]) == ("failed", "the model is not there")
        assert api.refused("PUT", f"/{id}/branch", {"record_id": "x"})[0] == 404


def test_another_persona_and_another_model_go_on_and_imported_chats_need_one_named(home: Path) -> None:
    chat = said("Hello from elsewhere").model_copy(update={"persona": None, "conversation": "import"})
    with temporary_host(home=home, replies=["Mine."]) as host:
        host.registry.install(gardener(), "imported")
        host.history.append(chat)
        with calling(host) as api:
            status, kind, sentence = api.refused("POST", "/import/turns", {"text": "Go on."})
            assert (status, kind) == (404, "PersonaNotFound")
            assert "choose one" in sentence
            assert api.say("import", "Go on.", persona="gardener")["speaker"] == "The Gardener"
            assert api.say("import", "And on.")["persona"] == "gardener"
            assert api.say("import", "You too.", persona="socrates")["speaker"] == "Socrates"


def test_a_conversation_stays_with_the_model_that_was_chosen_for_it(home: Path) -> None:
    with temporary_host([ScriptedBackend(ScriptedModel(name="other"), name="more")], home=home) as host:
        with calling(host) as api:
            id = api.begin("socrates", model="other")
            assert [api.say(id, "Who speaks?")["model"] for _ in range(2)] == ["other", "other"]
            assert api.say(id, "And now?", model=None)["model"] == "scripted", "null is the usual one"
            assert api.say(id, "Still?")["model"] == "scripted"
            assert api.say(id, "You again.", model="other")["model"] == "other"
        with calling(host) as api:
            assert api.say(id, "After a restart?")["model"] == "other"


def test_a_reader_is_told_once_of_a_small_model_and_always_of_a_revoked_key(home: Path, ada: Maker) -> None:
    model = ScriptedModel()
    model.caveat = "It is small."
    with temporary_host(home=home, model=model) as host:
        host.registry.install(ada.signed(gardener()), "imported")
        done(here("key", "revoke", ada.key, home=home))
        with calling(host) as api:
            notes = api.ask("POST", "", {"persona": "gardener"})["notes"]
            assert notes[0] == "It is small."
            assert f"signed by {ada.key}, which you revoked" in notes[1]
            assert len(api.ask("POST", "", {"persona": "gardener"})["notes"]) == 1


def test_a_home_that_cannot_be_written_is_talked_in_all_the_same(home: Path) -> None:
    with temporary_host(home=home, replies=["One.", "Two.", "Three."]) as host, calling(host) as api:
        host.history.kept = False
        begun = api.ask("POST", "", {"persona": "socrates"})
        assert "cannot be written" in begun["notes"][-1]
        first = api.say(begun["id"], "First?")
        assert api.say(begun["id"], "Second?")["text"] == "Two."
        assert api.say(begun["id"], "Other?", parent_id=first["id"])["text"] == "Three."
        assert api.refused("POST", f"/{begun['id']}/turns", {"retry": "x"})[:2] == (404, "HistoryError")
        model = host.models.open("scripted")
        assert isinstance(model, ScriptedModel)
        assert [m.content for m in model.requests[-1].messages[-3:-1]] == ["First?", "One."]
        assert not host.home.log.exists()


def test_a_log_of_odd_characters_is_shown(home: Path) -> None:
    records = talk("half \ud83d of a pair", "and \udc00 the other", conversation="odd \ud83d")
    write_log(home, records)
    with temporary_host(home=home) as host, calling(host) as api:
        (info,) = api.ask("GET", "")["conversations"]
        assert info["title"] == "half \ufffd of a pair"
        assert api.ask("GET", "/search?q=pair")[0]["excerpt"] == "half \ufffd of a pair"
        for path in ("", "?q=half"):
            assert api.http.get(f"/conversations{path}").status_code == 200
