"""What each JSON format reads of what its program writes."""

from __future__ import annotations

import json
from datetime import UTC, datetime

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
    tavern,
    tavern_line,
    telegram_chat,
    telegram_message,
    webui_chat,
    zipped,
)
from chats_read import clock, pieces, words
from small_plugins import plugin

from whetstone import ChatMessage
from whetstone.testing import temporary_host


@pytest.mark.parametrize(
    "keys",
    [
        ("ts", "speaker", "text"),
        ("timestamp", "author", "content"),
        ("time", "from", "message"),
        ("date", "user", "body"),
        ("created_at", "name", "text"),
        ("ts", "role", "content"),
    ],
)
def test_json_lines_are_read_under_the_names_that_such_files_use(tmp_path, keys):
    lines = [dict(zip(keys, value.values(), strict=True)) for value in said()]
    name, messages, skipped = pieces(json_lines(tmp_path, lines))
    assert (name, words(messages), skipped) == ("jsonl", list(TALK), [])
    assert messages[0].at == START


@pytest.mark.parametrize("stamp", [1717147800, 1717147800000, "1717147800.0", "2024-05-31T09:30:00Z"])
def test_times_are_read_in_any_unit(tmp_path, stamp):
    path = json_lines(tmp_path, [{"ts": stamp, "speaker": "Ann", "text": "Hm."}])
    assert pieces(path)[1][0].at == START


def test_an_author_may_be_an_object_and_words_a_list_of_parts(tmp_path):
    line = {"author": {"name": "Ann"}, "content": [{"type": "text", "text": "One."}, {"type": "image_url"}]}
    assert words(pieces(json_lines(tmp_path, [line]))[1]) == [("Ann", "One.")]


def test_chatgpt_is_a_tree_of_which_hidden_places_are_passed_through(tmp_path):
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://x"}
    spoken = {"content_type": "audio_transcription", "text": "And the twine?"}
    nodes = [
        gpt_node("root", None),
        gpt_node("sys", "root", "system", "You are helpful."),
        gpt_node("me", "sys", "user", "About me", kind="user_editable_context"),
        gpt_node("q1", "me", "user", "How do I mend a net?", 1),
        gpt_node("a1", "q1", "assistant", "With a knot.", 2, metadata={"model_slug": "gpt-4o"}),
        gpt_node("a2", "q1", "assistant", "With a needle.", 3),
        gpt_node("tool", "a2", "assistant", "search()", 4, recipient="browser"),
        gpt_node("failed", "tool", "assistant", "timed out", 4, kind="system_error"),
        gpt_node("found", "failed", "tool", "results", 5),
        gpt_node("q2", "found", "user", [picture, "Which needle?", spoken], 6, kind="multimodal_text"),
        gpt_node("q2b", "found", "user", "Which thread?", 7),
        gpt_node("a3", "q2", "assistant", "A wooden one.", 8),
    ]
    name, messages, skipped = pieces(saved(tmp_path, "conversations.json", [gpt_talk(nodes, "a3")]))
    assert name == "chatgpt"
    assert [(one.id, one.parent) for one in messages] == [
        ("q1", ""),
        ("a1", "q1"),
        ("a2", "q1"),
        ("q2b", "a2"),
        ("q2", "a2"),
        ("a3", "q2"),
    ]
    assert messages[4].text == "Which needle?\n\nAnd the twine?"
    assert [one.mine for one in messages] == [True, False, False, True, True, False]
    assert (messages[1].model, messages[0].title, messages[0].conversation) == ("gpt-4o", "Nets", "c1")
    assert sorted(one.reason for one in skipped) == [
        "custom instructions",
        "hidden messages",
        "messages to and from tools",
        "messages to and from tools",
        "messages to and from tools",
    ]


def test_claude_gives_its_texts_and_not_what_was_attached_or_thought(tmp_path):
    talk = claude_talk()
    talk["chat_messages"][1]["attachments"] = [{"file_name": "a.txt", "extracted_content": "Not mine."}]
    talk["chat_messages"][0]["content"] = [
        {"type": "thinking", "thinking": "Hm."},
        {"type": "tool_use", "name": "search", "input": {}},
        {"type": "text", "text": TALK[0][1]},
    ]
    talk["chat_messages"][0]["text"] = "This block is not supported. " + TALK[0][1]
    name, messages, _ = pieces(saved(tmp_path, "conversations.json", [talk]))
    assert name == "claude"
    assert words(messages) == [({"Ann": "user", "Bob": "Claude"}[who], text) for who, text in TALK]
    assert messages[0].at == START


def test_claude_has_branches_where_it_names_the_message_before(tmp_path):
    talk = claude_talk([("Ann", "One?"), ("Bob", "One."), ("Ann", "Two?"), ("Ann", "Three?")])
    for message, parent in zip(talk["chat_messages"], ["0000", "k1-0", "k1-1", "k1-1"], strict=True):
        message["parent_message_uuid"] = parent
    _, messages, _ = pieces(saved(tmp_path, "conversations.json", [talk]))
    assert [(one.id, one.parent) for one in messages] == [
        ("k1-0", ""),
        ("k1-1", "k1-0"),
        ("k1-2", "k1-1"),
        ("k1-3", "k1-1"),
    ]


def test_open_webui_is_a_tree_too(tmp_path):
    thought = (
        '<details type="reasoning" done="true">\n<summary>Thought</summary>\n&gt; Hm.\n</details>\n'
        'Or\n<details type="tool_calls" done="true" arguments="{}">\n<summary>Done</summary>\n</details>\nso.'
    )
    chat = webui_chat(
        {
            "q": {"role": "user", "content": "How?"},
            "a": {"role": "assistant", "content": "So.", "parentId": "q", "model": "small:1b"},
            "b": {"role": "assistant", "content": thought, "parentId": "q", "modelName": "Small"},
        },
        "a",
    )
    name, messages, _ = pieces(saved(tmp_path, "chat-export-1.json", [chat]))
    assert name == "open-webui"
    assert [(one.id, one.parent, one.speaker) for one in messages] == [
        ("q", "", "user"),
        ("b", "q", "Small"),
        ("a", "q", "small:1b"),
    ]
    assert messages[0].at == START
    assert [one.text for one in messages] == ["How?", "Or\n\nso.", "So."]


def test_telegram_keeps_the_marks_of_code_and_quotations(tmp_path):
    text = [
        "Look: ",
        {"type": "bold", "text": "this"},
        {"type": "pre", "text": "x = 1", "language": ""},
        {"type": "blockquote", "text": "Said so."},
        {"type": "code", "text": "y"},
    ]
    chat = telegram_chat(
        [
            {"id": 1, "type": "service", "date": "2024-05-31T09:30:00", "action": "join", "text": ""},
            telegram_message(2, "Bob", "Well?"),
            telegram_message(3, "Ann", text),
            telegram_message(4, "Bob", "Not mine.", forwarded_from="Cid"),
            telegram_message(5, "Bob", "A cat", via_bot="@gif"),
        ]
    )
    name, messages, skipped = pieces(saved(tmp_path, "result.json", chat))
    assert name == "telegram"
    assert messages[1].text == "Look: this\n```\nx = 1\n```\n\n> Said so.\n`y`"
    assert (messages[0].conversation, messages[0].title, messages[0].mine) == ("77", "Bob", None)
    assert [one.reason for one in skipped] == [
        "notices of the service",
        "forwarded messages",
        "messages written by a bot",
    ]


def test_a_whole_account_says_whose_it_is(tmp_path):
    account = {
        "about": "Here is the data.",
        "personal_information": {"user_id": 1, "first_name": "Ann"},
        "contacts": {"list": [{"first_name": f"Friend {number}"} for number in range(5_000)]},
        "chats": {
            "about": "All chats",
            "list": [
                telegram_chat([telegram_message(1, "Ann", "Hello."), telegram_message(2, "Bob", "Yes?")]),
                telegram_chat([telegram_message(1, "Cid", "Hm.")], 78, "Cid"),
            ],
        },
    }
    _, messages, _ = pieces(saved(tmp_path, "result.json", account))
    assert [(one.conversation, one.speaker, one.mine) for one in messages] == [
        ("77", "Ann", True),
        ("77", "Bob", False),
        ("78", "Cid", False),
    ]


def test_sillytavern_offers_replies_of_which_one_was_chosen(tmp_path):
    lines = tavern(
        [
            tavern_line("Bob", "Well met.", swipes=["Well met.", "Who is there?"], swipe_id=0),
            tavern_line("Ann", "Good morning."),
            tavern_line("Bob", "note", is_system=True),
            tavern_line("System", "Night falls.", extra={"type": "narrator"}),
        ]
    )
    name, messages, skipped = pieces(json_lines(tmp_path, lines))
    assert name == "sillytavern"
    assert words(messages) == [("Bob", "Who is there?"), ("Bob", "Well met."), ("Ann", "Good morning.")]
    assert [one.parent for one in messages] == ["", "", messages[1].id]
    assert [one.mine for one in messages] == [False, False, True]
    assert [one.reason for one in skipped] == ["hidden messages", "what a narrator says"]


def test_a_swipe_has_its_own_time_whichever_is_chosen(tmp_path):
    offered = {
        "swipes": ["Well met.", "Who is there?"],
        "swipe_info": [{"send_date": "2024-05-31T09:30:00Z"}, {"send_date": "2024-05-31T09:31:00Z"}],
    }
    ids = []
    for chosen, sent in (("Well met.", "2024-05-31T09:30:00Z"), ("Who is there?", "2024-05-31T09:31:00Z")):
        _, messages, _ = pieces(json_lines(tmp_path, tavern([tavern_line("Bob", chosen, sent, **offered)])))
        assert messages[-1].text == chosen
        ids.append({one.text: one.id for one in messages})
    assert ids[0] == ids[1]


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        ("May 31, 2024 9:30am", "2024-05-31 09:30:00"),
        ("June 9, 2023 12:05am", "2023-06-09 00:05:00"),
        ("June 9, 2023 12:05pm", "2023-06-09 12:05:00"),
        ("2024-5-31@9h30m7s", "2024-05-31 09:30:07"),
        ("2024-5-31 @9h 30m 7s 40ms", "2024-05-31 09:30:07"),
        ("2024-05-31T09:30:00.000Z", "2024-05-31 09:30:00+00:00"),
        (1717147800000, "2024-05-31 09:30:00+00:00"),
    ],
)
def test_sillytavern_writes_dates_in_several_ways(tmp_path, sent, at):
    path = json_lines(tmp_path, tavern([tavern_line("Ann", "Hm.", sent)]))
    assert clock(pieces(path)[1][0]) == at


def test_the_log_of_another_home_is_kept_as_it_is(tmp_path):
    record = {"v": 1, "kind": "turn", "id": "q1", "conversation": "c1", "at": "2024-05-31T09:30:00.000+00:00"}
    path = json_lines(tmp_path, [{"v": 1, "kind": "generation", "generation": "0" * 16, "at": "x"}, record])
    with temporary_host() as host:
        (source,) = host.chats.sources(path)
        (found,) = source.pieces()
    assert (source.format.name, found.id, found.conversation) == ("whetstone", "q1", "c1")


def test_archives_of_exports_are_read_by_what_is_in_them(tmp_path):
    talk = json.dumps([gpt_talk([gpt_node("q1", None, "user", "Hm?")], "q1")]).encode()
    path = zipped(
        tmp_path / "export.zip",
        {"user.json": b'{"id": "user-1"}', "chat.html": b"<html>", "conversations.json": talk},
    )
    name, messages, _ = pieces(path)
    assert (name, words(messages)) == ("chatgpt", [("user", "Hm?")])


def test_a_plugin_of_another_hand_is_asked_first(tmp_path):
    class Mine:
        name = "mine"

        def recognises(self, head, filename):
            return b"speaker" in head

        def read(self, file, filename):
            yield ChatMessage("Ann", file.read().decode()[:3], datetime(2024, 1, 1, tzinfo=UTC))

    with temporary_host() as host:
        host.register(plugin(whetstone_chat_formats=[Mine()]), "mine")
        (source,) = host.chats.sources(json_lines(tmp_path, said()))
        assert source.format.name == "mine"
