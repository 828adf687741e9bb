"""Chats of programs that many people have left, or use besides: each as its export spells it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from chat_exports import zipped
from chats_read import clock, imported, pieces, words

from whetstone.core.errors import FormatError
from whetstone.testing import temporary_host

ASKED = [("user", "why is my bread flat?")]


def written(folder: Path, name: str, value: Any) -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    return path


def deepseek(*messages: dict[str, Any]) -> Any:
    places: dict[str, Any] = {"root": {"id": "root", "parent": None, "children": ["1"], "message": None}}
    for number, message in enumerate(messages, 1):
        above = str(number - 1) if number > 1 else "root"
        about = {"files": [], "model": "deepseek-chat", "inserted_at": f"2025-06-01T10:00:0{number}+08:00"}
        places[str(number)] = {
            "id": str(number),
            "parent": above,
            "children": [],
            "message": {**about, **message},
        }
    times = {"inserted_at": "2025-06-01T10:00:00+08:00", "updated_at": "2025-06-01T10:00:09+08:00"}
    return [{"id": "d1", "title": "Bread", **times, "mapping": places}]


FRAGMENTS = deepseek(
    {"fragments": [{"type": "REQUEST", "content": "why is my bread flat?"}]},
    {"fragments": [{"type": "THINK", "content": "hm"}, {"type": "RESPONSE", "content": "Yeast."}]},
)
PLAIN = deepseek(
    {"content": "why is my bread flat?", "reasoning_content": None},
    {"content": "Yeast.", "reasoning_content": "hm"},
)


@pytest.mark.parametrize("export", [FRAGMENTS, PLAIN], ids=["fragments", "content"])
def test_deepseek_is_not_taken_for_chatgpt(tmp_path, export):
    name, messages, skipped = pieces(written(tmp_path, "conversations.json", export))
    assert name == "deepseek"
    assert words(messages) == [*ASKED, ("DeepSeek", "Yeast.")]
    assert [message.mine for message in messages] == [True, False]
    assert clock(messages[0]) == "2025-06-01 10:00:01+08:00"
    assert not skipped


def test_grok_has_branches(tmp_path):
    def response(name: str, above: str, sender: str, text: str) -> Any:
        time = {"$date": {"$numberLong": "1748772000123"}}
        said = {"_id": name, "message": text, "sender": sender, "create_time": time, "model": "grok-3"}
        return {"response": {**said, "parent_response_id": above}, "share_link": None}

    talk = {
        "conversation": {"id": "g", "title": "Bread", "create_time": "2025-06-01T10:00:00Z"},
        "responses": [
            response("r1", "", "human", "why is my bread flat?"),
            response("r2", "r1", "ASSISTANT", "Yeast."),
            response("r3", "r1", "ASSISTANT", "Too little yeast."),
        ],
    }
    export = {"conversations": [talk], "projects": [], "tasks": []}
    name, messages, _ = pieces(written(tmp_path, "prod-grok-backend.json", export))
    assert name == "grok"
    assert words(messages) == [*ASKED, ("Grok", "Yeast."), ("Grok", "Too little yeast.")]
    assert [message.parent for message in messages] == ["", "r1", "r1"]
    assert clock(messages[0]) == "2025-06-01 10:00:00+00:00"


@pytest.mark.parametrize(
    ("before", "entries"), [("Prompted ", 1), ("Eingegeben: ", 20)], ids=["english", "another language"]
)
def test_gemini_is_read_from_what_was_done(tmp_path, before, entries):
    def done(title: str, minute: int, **more: Any) -> Any:
        about = {"header": "Gemini Apps", "title": title, "time": f"2025-06-01T10:{minute:02}:00.1Z"}
        return {**about, "products": ["Gemini Apps"], **more}

    prompts = ["why is my bread flat?", "and why is it so hard?", *map(str, range(18))]
    export = [
        done(before + prompt, 30 - number, safeHtmlItem=[{"html": "<p>Yeast &amp; time</p>"}])
        for number, prompt in enumerate(prompts[:entries])
    ]
    export.append(done("Gave feedback: Good response", 5))
    name, messages, skipped = pieces(written(tmp_path, "MyActivity.json", export))
    assert name == "gemini"
    assert words(messages)[-2:] == [*ASKED, ("Gemini", "Yeast & time")]
    assert [piece.reason for piece in skipped] == ["things done that are no messages"]


def test_skype_and_teams_are_turned_round_and_say_whose_they_are(tmp_path):
    def message(number: int, sender: str, text: str, kind: str = "RichText") -> Any:
        time = f"2024-05-31T09:3{number}:00.1Z"
        about = {"id": str(number), "displayName": None, "originalarrivaltime": time, "messagetype": kind}
        return {**about, "content": text, "from": sender}

    quoted = '<quote author="live:bob"><legacyquote>[1] Bob: </legacyquote>hey</quote>'
    bob, ann = "8:live:bob", "8:live:ann"
    talk = {
        "id": bob,
        "displayName": "Bob",
        "MessageList": [
            message(3, bob, "<ended/>", "Event/Call"),
            message(2, ann, f'{quoted}hi &amp; hello <ss type="smile">:)</ss>'),
            message(1, bob, "hey"),
        ],
    }
    export = {"userId": ann, "exportDate": "2025-04-30T10:00", "conversations": [talk]}
    name, messages, skipped = pieces(written(tmp_path, "messages.json", export))
    assert name == "skype"
    assert words(messages) == [("Bob", "hey"), (ann, "hi & hello :)")]
    assert [message.mine for message in messages] == [False, True]
    assert len(skipped) == 1


def test_google_chat_is_read_from_takeout(tmp_path):
    export = {
        "messages": [
            {
                "creator": {"name": who, "email": f"{who}@example.org", "user_type": "Human"},
                "created_date": f"Friday, May 31, 2024 at {hour}:30:00\u202fPM UTC",
                "text": text,
                "message_id": f"dm/{hour}/{hour}",
            }
            for who, hour, text in [("Bob", 12, "hey"), ("Ann", 1, "hi")]
        ]
    }
    name, messages, _ = pieces(written(tmp_path, "messages.json", export))
    assert name == "google-chat"
    assert words(messages) == [("Bob", "hey"), ("Ann", "hi")]
    assert list(map(clock, messages)) == ["2024-05-31 12:30:00+00:00", "2024-05-31 13:30:00+00:00"]


def test_snapchat_has_a_list_for_each_friend(tmp_path):
    def message(who: str, own: bool, text: str, minute: int) -> Any:
        time = f"2024-05-31 09:3{minute}:00 UTC"
        return {"From": who, "Media Type": "TEXT", "Created": time, "Content": text, "IsSender": own}

    export = {
        "bob": [message("ann", True, "hi", 1), message("bob", False, "hey", 0)],
        "zoe": [message("zoe", False, "", 0)],
    }
    name, messages, skipped = pieces(written(tmp_path, "chat_history.json", export))
    assert name == "snapchat"
    assert [(one.conversation, one.text, one.mine) for one in messages] == [
        ("bob", "hey", False),
        ("bob", "hi", True),
    ]
    assert [piece.reason for piece in skipped] == ["pictures, sounds and files"]


IMESSAGE = """\
May 31, 2024  9:30:00 AM
+15551234567
hey

May 31, 2024 12:31:00 PM (Read by them after 5 seconds)
Me
hi there

on two lines
Tapbacks:
    Loved by +15551234567

May 31, 2024 12:32:00 PM
Me
/Users/ann/Library/Messages/Attachments/aa/IMG_1.heic
    May 31, 2024 12:34:00 PM
    +15551234567
    nice one

May 31, 2024 12:33:00 PM Bob named the conversation Sea

May 31, 2024 12:34:00 PM
+15551234567
nice one
This message responded to an earlier message.
"""


def test_imessage_tells_what_was_said_once(tmp_path):
    name, messages, skipped = pieces(written(tmp_path, "+15551234567.txt", IMESSAGE))
    assert name == "imessage"
    assert words(messages) == [
        ("+15551234567", "hey"),
        ("Me", "hi there\n\non two lines"),
        ("+15551234567", "nice one"),
    ]
    assert list(map(clock, messages)) == ["2024-05-31 09:30:00", "2024-05-31 12:31:00", "2024-05-31 12:34:00"]
    assert [message.mine for message in messages] == [False, True, False]
    assert {piece.reason for piece in skipped} == {"pictures, sounds and files", "notices of the service"}


@pytest.mark.parametrize(
    ("names", "before", "mark"),
    [
        ("AuthorID,Author,Date,Content", ("1",), ","),
        ("Conversation;Author;Time;Message", ("x",), ";"),
        ("CONVERSATION ID\tFROM\tDATE\tCONTENT", ("x",), "\t"),
    ],
    ids=["discord", "copilot", "linkedin"],
)
def test_tables_are_read_by_the_names_above_them(tmp_path, names, before, mark):
    rows = [("Bob", "2024-05-31T09:30:00Z", '"hey, all"'), ("Ann", "2024-05-31 09:31:00 UTC", '"a\nb"')]
    table = "\n".join([names, *(mark.join((*before, *row)) for row in rows), ""])
    name, messages, _ = pieces(written(tmp_path, "messages.csv", "\ufeff" + table))
    assert name == "csv"
    assert words(messages) == [("Bob", "hey, all"), ("Ann", "a\nb")]
    assert clock(messages[1]) == "2024-05-31 09:31:00+00:00"


def test_an_unclosed_quotation_in_a_table_costs_no_more_than_its_rows(tmp_path):
    table = 'author,content\nBob,"hey\n' + "x" * 140_000 + '"\nAnn,hi\nBob,bye\n'
    _, messages, skipped = pieces(written(tmp_path, "messages.csv", table))
    assert [message.text for message in messages][-1] == "bye"
    assert any(piece.line for piece in skipped)


@pytest.mark.parametrize(
    "keys", [("prompt", "completion"), ("instruction", "output"), ("question", "answer")]
)
def test_questions_and_their_answers_are_a_talk(tmp_path, keys):
    lines = "".join(json.dumps(dict(zip(keys, (f"q{n}", f"a{n}"), strict=True))) + "\n" for n in range(3))
    _, messages, _ = pieces(written(tmp_path, "pairs.jsonl", lines))
    assert [message.mine for message in messages] == [True, False] * 3
    assert imported(tmp_path / "home", tmp_path / "pairs.jsonl", me=())["answered"] == 3


@pytest.mark.parametrize(
    "keys", [("who", "msg"), ("Sender Name", "Message"), ("nickname", "text"), ("senderName", "body")]
)
def test_fields_are_known_in_any_spelling(tmp_path, keys):
    rows = [
        dict(zip((*keys, "When"), (who, "hi", "2024-05-31T09:30:00Z"), strict=True)) for who in ("Bob", "Ann")
    ]
    for text in ("\n".join(map(json.dumps, rows)), json.dumps(rows)):
        _, messages, _ = pieces(written(tmp_path, "chat.json", text))
        assert words(messages) == [("Bob", "hi"), ("Ann", "hi")]
        assert clock(messages[0]) == "2024-05-31 09:30:00+00:00"


def test_pages_in_html_say_what_to_export_instead(tmp_path):
    page = "<!doctype html><title>My Activity</title>Prompted hello"
    zipped(tmp_path / "takeout.zip", {"Takeout/My Activity/Gemini Apps/MyActivity.html": page.encode()})
    for path in (written(tmp_path, "MyActivity.html", page), tmp_path / "takeout.zip"):
        with temporary_host() as host, pytest.raises(FormatError, match=r"HTML.*; export the chat as JSON"):
            host.chats.sources(path)
