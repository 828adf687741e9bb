"""Discord, Slack, Messenger, Matrix, and JSON of any kind."""

from __future__ import annotations

import json
from typing import Any

import pytest
from chat_exports import (
    START,
    TALK,
    claude_talk,
    gpt_node,
    gpt_talk,
    json_lines,
    said,
    saved,
    text_file,
    webui_chat,
    zipped,
)
from chats_read import imported, pieces, turns, words

ROLES = [{"role": {"Ann": "user", "Bob": "assistant"}[who], "content": text} for who, text in TALK]
SHARED = [{"from": {"Ann": "human", "Bob": "gpt"}[who], "value": text} for who, text in TALK]

LISTS = {
    "a list of messages": ROLES,
    "messages in an object": {"title": "Nets", "messages": ROLES},
    "several talks": [{"messages": ROLES}],
    "ShareGPT": [{"id": "s1", "conversations": SHARED}],
    "ShareGPT, one talk": {"conversations": SHARED},
    "parts": [{"role": one["role"], "parts": [{"text": one["content"]}]} for one in ROLES],
}


@pytest.mark.parametrize("name", LISTS)
def test_roles_say_themselves_who_the_user_is(tmp_path, name):
    home, path = tmp_path / "home", saved(tmp_path, "talk.json", LISTS[name])
    told = imported(home, path, me=())
    assert (told["added"], told["yours"], told["answered"], told["conversations"]) == (4, 2, 2, 1)
    assert [one.text for one in turns(home)] == [text for _, text in TALK]
    assert {one.source for one in turns(home)} <= {"json", "jsonl"}
    assert imported(home, path, me=())["added"] == 0


def test_a_line_may_be_a_whole_conversation(tmp_path):
    home = tmp_path / "home"
    system = {"role": "system", "content": "You mend nets."}
    talks = [
        [system, *ROLES],
        [{"role": "user", "content": "How?"}, {"role": "assistant", "content": "So."}],
    ]
    path = json_lines(tmp_path, [{"messages": talk} for talk in talks])
    told = imported(home, path, me=())
    assert (told["added"], told["conversations"], told["answered"]) == (6, 2, 3)
    assert told["files"][0]["skipped"]["messages of the system and of tools"]["count"] == 1
    assert imported(home, path, me=())["added"] == 0
    talks[1] += [{"role": "user", "content": "And then?"}, {"role": "assistant", "content": "Rest."}]
    grown = json_lines(tmp_path, [{"messages": talk} for talk in talks], "grown.jsonl")
    assert imported(home, grown, me=())["added"] == 2
    assert len({one.conversation for one in turns(home)}) == 2


def timeless() -> dict[str, Any]:
    """Conversations of `START` whose messages have no times."""
    asked, answered = {"role": "user", "content": "Hm?"}, {"role": "assistant", "content": "Hm."}
    row = {"title": "Nets", "models": ["small"], "messages": [asked, answered]}
    talks = {
        "chatgpt": gpt_talk(
            [gpt_node("q", None, "user", "Hm?"), gpt_node("a", "q", "assistant", "Hm.")], "a"
        ),
        "claude": claude_talk([("Ann", "Hm?"), ("Bob", "Hm.")]),
        "claude, with branches": claude_talk([("Ann", "Hm?"), ("Bob", "Hm.")]),
        "open-webui": webui_chat({"q": asked, "a": answered | {"parentId": "q"}}, "a"),
        "open-webui of 2023": {"id": "w2", "chat": row | {"timestamp": int(START.timestamp()) * 1000}},
    }
    talks["claude, with branches"]["chat_messages"][1]["parent_message_uuid"] = "k1-0"
    talks["open-webui"]["created_at"] = int(START.timestamp())
    for key in ("claude", "claude, with branches"):
        for message in talks[key]["chat_messages"]:
            message["created_at"] = None
    for node in talks["chatgpt"]["mapping"].values():
        node["message"]["create_time"] = None
    for message in talks["open-webui"]["chat"]["history"]["messages"].values():
        message["timestamp"] = None
    return talks


@pytest.mark.parametrize("export", timeless())
def test_messages_without_a_time_are_as_old_as_their_conversation(tmp_path, export):
    _, messages, _ = pieces(saved(tmp_path, "export.json", [timeless()[export]]))
    assert [(one.text, one.at) for one in messages] == [("Hm?", START), ("Hm.", START)]


def test_a_list_of_named_speakers_is_read_as_lines_of_them_are(tmp_path):
    name, messages, _ = pieces(saved(tmp_path, "talk.json", said()))
    assert (name, words(messages), messages[0].at) == ("json", list(TALK), START)
    assert [one.mine for one in messages] == [None] * 4
    lines = ",\n".join(json.dumps(one) for one in said())
    assert pieces(text_file(tmp_path, "lines.json", "[", lines, "]"))[:2] == (name, messages)


@pytest.mark.parametrize(
    "value", [[{"name": "left-pad", "text": "MIT"}], {"data": [{"id": 1}]}, ["text"], {}]
)
def test_json_without_speakers_is_no_chat(tmp_path, value):
    path = saved(tmp_path, "other.json", value)
    with pytest.raises(Exception, match="is no chat that an installed format knows"):
        pieces(path)


def test_other_programs_mark_whose_a_message_is(tmp_path):
    messages = [
        {"messageId": "m1", "conversationId": "c", "createdAt": "2024-05-31T09:30:00Z"},
        {"messageId": "m2", "conversationId": "c", "createdAt": "2024-05-31T09:31:00Z"},
    ]
    messages[0] |= {"sender": "User", "text": "Not yet.", "isCreatedByUser": True}
    messages[1] |= {"sender": "Small", "text": "", "content": [{"type": "text", "text": "When?"}]}
    messages[1] |= {"isCreatedByUser": False}
    _, read, _ = pieces(saved(tmp_path, "chat.json", {"conversationId": "c", "messages": messages}))
    assert [(one.speaker, one.text, one.mine, one.id, one.conversation) for one in read] == [
        ("User", "Not yet.", True, "m1", "c"),
        ("Small", "When?", False, "m2", "c"),
    ]
    assert read[0].at == START


def test_messages_in_envelopes_are_taken_out_of_them(tmp_path):
    about = {"sessionId": "s", "timestamp": "2024-05-31T09:30:00Z"}
    words_ = [{"type": "text", "text": "Mended."}, {"type": "tool_use", "name": "knot", "input": {}}]
    lines = [
        {"type": "summary", "summary": "Nets"},
        {**about, "uuid": "u1", "type": "user", "message": {"role": "user", "content": "Mend it."}},
        {**about, "uuid": "u2", "type": "assistant", "message": {"role": "assistant", "content": words_}},
        {**about, "uuid": "u3", "message": {"role": "user", "content": [{"type": "tool_result"}]}},
    ]
    home, path = tmp_path / "home", json_lines(tmp_path, lines)
    told = imported(home, path, me=())
    assert (told["added"], told["answered"], told["conversations"]) == (2, 1, 1)
    assert [one.text for one in turns(home)] == ["Mend it.", "Mended."]
    assert set(told["files"][0]["skipped"]) == {"lines without a speaker or a text", "messages without words"}


def discord_message(number, who, text, **more):
    return {
        "id": f"10{number}",
        "type": "Default",
        "timestamp": f"2024-05-31T09:3{number}:00.0000000+00:00",
        "timestampEdited": None,
        "content": text,
        "author": {"id": who, "name": who.lower(), "discriminator": "0000", "nickname": who, "isBot": False},
        "attachments": [],
        **more,
    }


def test_discord_gives_the_names_that_people_go_by(tmp_path):
    channel = {
        "guild": {"id": "1", "name": "Harbour"},
        "channel": {"id": "2", "type": "GuildTextChat", "name": "nets", "topic": None},
        "exportedAt": "2024-06-01T00:00:00+00:00",
        "messages": [
            *(discord_message(number, *line) for number, line in enumerate(TALK)),
            discord_message(5, "Bob", "Joined the server.", type="GuildMemberJoin"),
        ],
        "messageCount": 5,
    }
    name, messages, skipped = pieces(saved(tmp_path, "Harbour - nets.json", channel))
    assert (name, words(messages), messages[0].at) == ("discord", list(TALK), START)
    assert (messages[0].conversation, messages[0].title, messages[0].id) == ("2", "Harbour / nets", "100")
    assert [one.reason for one in skipped] == ["notices of the service"]


def test_slack_is_read_from_the_archive_of_a_workspace(tmp_path):
    ids = {"Ann": "U1", "Bob": "U2"}
    day = [
        {
            "type": "message",
            "user": ids[who],
            "text": text.replace("&", "&amp;"),
            "ts": f"17171478{number}0.00020{number}",
            "user_profile": {"real_name": f"{who} M.", "display_name": who},
        }
        for number, (who, text) in enumerate(TALK)
    ]
    day.insert(
        0, {"type": "message", "subtype": "channel_join", "user": "U1", "text": "x", "ts": "1717147799.0"}
    )
    day.append(
        {
            "type": "message",
            "user": "U1",
            "ts": "1717147900.000100",
            "text": "<@U2> see <https://a.example/b|the knots> &amp; rest, <!here>",
        }
    )
    members = {"users.json": [{"id": "U1", "name": "ann"}], "nets/2024-05-31.json": day}
    path = zipped(
        tmp_path / "export.zip", {key: json.dumps(value).encode() for key, value in members.items()}
    )
    name, messages, skipped = pieces(path)
    assert name == "slack"
    assert words(messages) == [*TALK, ("Ann", "@Bob see the knots & rest, @here")]
    assert messages[0].at.replace(microsecond=0) == START
    assert [one.reason for one in skipped] == ["notices of the service"]
    home = tmp_path / "home"
    assert [imported(home, path)["added"] for _ in range(2)] == [5, 0]


def test_messenger_is_turned_round_and_its_letters_are_mended(tmp_path):
    def broken(text):
        return text.encode().decode("latin-1")

    messages = [
        {"sender_name": broken("Zoë"), "timestamp_ms": 1717147800000 + 1000 * number, "content": broken(text)}
        for number, text in enumerate(["Grüße 🎣", "C’est ça."])
    ]
    messages.append({"sender_name": "Bob", "timestamp_ms": 1717147900000, "photos": [{"uri": "a.jpg"}]})
    for notice in (
        "Liked a message",
        "Bob hat auf deine Nachricht reagiert: ❤",
        "Bob a envoyé une pièce jointe.",
    ):
        messages.append({"sender_name": "Bob", "timestamp_ms": 1717147901000, "content": broken(notice)})
    chat = {
        "participants": [{"name": broken("Zoë")}, {"name": "Bob"}],
        "messages": messages[::-1],
        "title": "Bob",
        "thread_path": "inbox/bob_1",
    }
    name, read, skipped = pieces(saved(tmp_path, "message_1.json", chat))
    assert (name, words(read)) == ("messenger", [("Zoë", "Grüße 🎣"), ("Zoë", "C’est ça.")])
    assert (read[0].at, read[0].conversation, read[0].title) == (START, "inbox/bob_1", "Bob")
    assert [one.reason for one in skipped] == ["pictures, sounds and files", *["notices of the service"] * 3]


def test_messengers_encrypted_chats_are_spelled_otherwise(tmp_path):
    chat = {
        "participants": ["Ann", "Bob"],
        "threadName": "Bob_12",
        "messages": [
            {"isUnsent": False, "senderName": who, "text": text, "timestamp": 1717147800000, "type": "text"}
            for who, text in TALK
        ],
    }
    name, messages, _ = pieces(saved(tmp_path, "Bob_12.json", chat))
    assert (name, words(messages), messages[0].conversation) == ("messenger", list(TALK), "Bob_12")


def test_matrix_rooms_are_read_without_edits(tmp_path):
    def event(number, who, content, kind="m.room.message"):
        return {
            "type": kind,
            "sender": f"@{who.lower()}:example.org",
            "content": content,
            "origin_server_ts": 1717147800000,
            "event_id": f"${number}",
            "room_id": "!r:example.org",
        }

    edit = {"msgtype": "m.text", "body": "* No.", "m.relates_to": {"rel_type": "m.replace", "event_id": "$1"}}
    room = {
        "room_name": "Nets",
        "messages": [
            event(1, "Ann", {"msgtype": "m.text", "body": "Not yet."}),
            event(2, "Ann", edit),
            event(3, "Bob", {"msgtype": "m.emote", "body": "waits"}),
            event(4, "Bob", {"membership": "join"}, "m.room.member"),
        ],
    }
    name, messages, skipped = pieces(saved(tmp_path, "export.json", room))
    assert (name, messages[0].title, messages[0].conversation) == ("matrix", "Nets", "!r:example.org")
    assert words(messages) == [("@ann:example.org", "Not yet."), ("@bob:example.org", "/me waits")]
    assert [one.reason for one in skipped] == ["edits of earlier messages", "notices of the service"]
