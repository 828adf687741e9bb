"""What each chat format reads of what its program writes."""

from __future__ import annotations

import contextlib
import io
import json
import tracemalloc
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
    text_file,
    webui_chat,
    zipped,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from small_plugins import plugin

from whetstone import ChatMessage, FormatError, Record, Skipped
from whetstone.core.chats.identity import Ordinals
from whetstone.plugins.chat_formats import whetstone_chat_formats as formats
from whetstone.testing import temporary_host


def pieces(path):
    """What the format that recognises `path` makes of it: its name, the messages, and what was skipped."""
    with temporary_host() as host:
        (source,) = host.chats.sources(path)
        found = list(source.pieces())
    messages = [piece for piece in found if isinstance(piece, ChatMessage)]
    return source.format.name, messages, [piece for piece in found if isinstance(piece, Skipped)]


def words(messages):
    return [(message.speaker, message.text) for message in messages]


def clock(message):
    return message.at.isoformat(" ", "seconds")


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
        gpt_node("found", "tool", "tool", "results", 5),
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
    ]


def test_a_tree_that_is_a_circle_is_told_of(tmp_path):
    nodes = [
        gpt_node("q1", None, "user", "Hm?"),
        gpt_node("x", "y", "user", "A"),
        gpt_node("y", "x", "user", "B"),
    ]
    _, messages, skipped = pieces(saved(tmp_path, "conversations.json", [gpt_talk(nodes, "x")]))
    assert [one.id for one in messages] == ["q1"]
    assert [one.reason for one in skipped] == ["messages that stand in a circle"] * 2


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
    chat = webui_chat(
        {
            "q": {"role": "user", "content": "How?"},
            "a": {"role": "assistant", "content": "So.", "parentId": "q", "model": "small:1b"},
            "b": {"role": "assistant", "content": "Or so.", "parentId": "q", "modelName": "Small"},
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
        ]
    )
    name, messages, skipped = pieces(json_lines(tmp_path, lines))
    assert name == "sillytavern"
    assert words(messages) == [("Bob", "Who is there?"), ("Bob", "Well met."), ("Ann", "Good morning.")]
    assert [one.parent for one in messages] == ["", "", messages[1].id]
    assert [one.mine for one in messages] == [False, False, True]
    assert [one.reason for one in skipped] == ["hidden messages"]


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


IPHONE = "\u200e[31/05/2024, {}] "
WHATSAPP = {
    "Android, Europe": ("31/05/2024, 09:30 - ", "01/06/2024, 21:05 - "),
    "Android, Germany": ("31.05.24, 09:30 - ", "01.06.24, 21:05 - "),
    "Android, United States": ("5/31/24, 9:30\u202fAM - ", "6/1/24, 9:05\u202fPM - "),
    "Android, Spain": ("31/5/24, 9:30 a.\xa0m. - ", "1/6/24, 9:05 p.\xa0m. - "),
    "Android, Brazil": ("31/05/2024 09:30 - ", "01/06/2024 21:05 - "),
    "Android, Netherlands": ("31-05-2024 09:30 - ", "01-06-2024 21:05 - "),
    "Android, Sweden": ("2024-05-31 09:30 - ", "2024-06-01 21:05 - "),
    "Android, China": ("2024/5/31 上午9:30 - ", "2024/6/1 下午9:05 - "),
    "Android, Korea": ("2024. 5. 31. 오전 9:30 - ", "2024. 6. 1. 오후 9:05 - "),
    "Android, Egypt": ("٣١\u200f/٥\u200f/٢٠٢٤، ٩:٣٠ ص - ", "١\u200f/٦\u200f/٢٠٢٤، ٩:٠٥ م - "),
    "Android, Bulgaria": ("31.05.24 г., 9:30 ч. - ", "1.06.24 г., 21:05 ч. - "),
    "Android, Denmark": ("31.05.2024 kl. 09.30 - ", "01.06.2024 kl. 21.05 - "),
    "Android, Thailand": ("31/5/2567 09:30 - ", "1/6/2567 21:05 - "),
    "iPhone, Europe": ("[31/05/2024, 09:30:00] ", "[01/06/2024, 21:05:00] "),
    "iPhone, Germany": ("[31.05.24, 09:30:00] ", "\u200e[01.06.24, 21:05:00] "),
    "iPhone, United States": ("[5/31/24, 9:30:00\u202fAM] ", "[6/1/24, 9:05:00\u202fPM] "),
    "iPhone, Finland": ("[31.5.2024 klo 9.30.00] ", "[1.6.2024 klo 21.05.00] "),
    "iPhone, Turkey": ("[31.05.2024 09:30:00] ", "[1.06.2024 21:05:00] "),
    "iPhone, Hungary": ("[2024. 05. 31. 9:30:00] ", "[2024. 06. 01. 21:05:00] "),
}


@pytest.mark.parametrize("place", WHATSAPP)
def test_whatsapp_writes_dates_as_its_place_does(tmp_path, place):
    first, second = WHATSAPP[place]
    path = text_file(
        tmp_path,
        "WhatsApp Chat with Bob.txt",
        f"{first}Messages and calls are end-to-end encrypted. Tap to learn more.",
        f"{first}Bob: Did you mend the net?",
        f"{second}\u202aAnn\u202c: Not yet: the twine is wet.",
        "Tomorrow.",
        end="\r\n",
    )
    name, messages, skipped = pieces(path)
    assert name == "whatsapp"
    assert words(messages) == [
        ("Bob", "Did you mend the net?"),
        ("Ann", "Not yet: the twine is wet.\nTomorrow."),
    ]
    assert [clock(one) for one in messages] == ["2024-05-31 09:30:00", "2024-06-01 21:05:00"]
    assert [one.reason for one in skipped] == ["notices of the service"]


@pytest.mark.parametrize(
    ("dates", "month"),
    [
        (["03/04/24", "05/04/24", "13/04/24"], 4),
        (["03/04/24", "03/05/24", "03/13/24"], 3),
        (["03/04/24", "04/04/24", "05/04/24", "02/05/24"], 4),
        (["03/04/24", "03/05/24", "03/06/24", "04/02/24"], 3),
        (["03/04/24"], 4),
    ],
    ids=["a day above 12", "a month first, day above 12", "goes on as days", "goes on as months", "no sign"],
)
def test_whether_the_day_comes_first_is_decided_from_the_whole_chat(tmp_path, dates, month):
    path = text_file(tmp_path, "chat.txt", *(f"{date}, 10:00 - Ann: Hm." for date in dates))
    assert pieces(path)[1][0].at == datetime(2024, month, 3 if month == 4 else 4, 10)


def test_what_whatsapp_says_itself_is_nobodys_words(tmp_path):
    lines = [
        "[31/05/2024, 09:30:00] Nets: \u200eMessages and calls are end-to-end encrypted.",
        '[31/05/2024, 09:30:01] \u200eBob created the group "Nets: old and new"',
        "[31/05/2024, 09:30:02] Bob: \u200eimage omitted",
        "\u200e[31/05/2024, 09:30:03] Ann: \u200e<attached: 0001-PHOTO.jpg>",
        "[31/05/2024, 09:30:04] Ann: See above. \u200e<This message was edited>",
        "[31/05/2024, 09:30:05] ~\u202fCid: <Medien ausgeschlossen>",
        "[31/05/2024, 09:30:06] ~\u202fCid: IMG-20240531-WA0001.jpg (file attached)",
        "The net, mended.",
        "[31/05/2024, 09:30:07] Bob: This message was deleted.",
        "[31/05/2024, 09:30:08] Bob: @\u2068Ann\u2069 fine",
    ]
    _, messages, skipped = pieces(text_file(tmp_path, "_chat.txt", *lines))
    assert words(messages) == [("Ann", "See above."), ("Cid", "The net, mended."), ("Bob", "@Ann fine")]
    assert [one.reason for one in skipped] == [
        "pictures, sounds and files",
        "notices of the service",
        "pictures, sounds and files",
        "pictures, sounds and files",
        "pictures, sounds and files",
        "deleted messages",
    ]


def test_whatsapps_archive_is_read_with_its_pictures_in_it(tmp_path):
    chat = "[31/05/2024, 09:30:00] Bob: Well?\n[31/05/2024, 09:31:00] Ann: Well.\n"
    path = zipped(tmp_path / "WhatsApp Chat - Bob.zip", {"_chat.txt": chat.encode(), "1.jpg": b"\xff\xd8"})
    name, messages, _ = pieces(path)
    assert (name, len(messages), messages[0].title) == ("whatsapp", 2, "WhatsApp Chat - Bob")


IRC = {
    "irssi": """\
--- Log opened Fri May 31 09:30:00 2024
09:30 -!- ann [~ann@host] has joined #nets
09:30 < bob> ann: did you mend it?
09:31 <@ann> not yet
09:31  * ann looks outside
--- Day changed Sat Jun 01 2024
00:02 <+bob> well?
""",
    "weechat": """\
2024-05-31 09:30:00\t-->\tann (~ann@host) has joined #nets
2024-05-31 09:30:01\tbob\tann: did you mend it?
2024-05-31 09:31:00\t@ann\tnot yet
2024-05-31 09:31:10\t *\tann looks outside
2024-06-01 00:02:00\t+bob\twell?
""",
    "hexchat": """\
**** BEGIN LOGGING AT Fri May 31 09:30:00 2024

May 31 09:30:00 *\tNow talking on #nets
May 31 09:30:00 *\tann (~ann@host) has joined
May 31 09:30:01 <bob>\tann: did you mend it?
May 31 09:31:00 <ann>\tnot yet
May 31 09:31:10 *\tann looks outside
Jun 01 00:02:00 <bob>\twell?
""",
    "znc": """\
[09:30:00] *** Joins: ann (~ann@host)
[09:30:01] <bob> ann: did you mend it?
[09:31:00] <ann> not yet
[09:31:10] * ann looks outside
[00:02:00] <bob> well?
""",
    "mirc": """\
Session Start: Fri May 31 09:30:00 2024
Session Ident: #nets
[09:30] * ann (~ann@host) has joined #nets
[09:30] <bob> ann: did you mend it?
[09:31] <@ann> \x02not\x02 yet
[09:31] * ann looks outside
[00:02] <bob> well?
""",
}


@pytest.mark.parametrize("program", IRC)
def test_irc_is_read_as_its_programs_write_it(tmp_path, program):
    path = tmp_path / "#nets_20240531.log"
    path.write_text(IRC[program])
    name, messages, skipped = pieces(path)
    assert name == "irc"
    assert words(messages) == [
        ("bob", "ann: did you mend it?"),
        ("ann", "not yet"),
        ("ann", "/me looks outside"),
        ("bob", "well?"),
    ]
    assert [one.at.replace(second=0).isoformat() for one in messages] == [
        "2024-05-31T09:30:00",
        "2024-05-31T09:31:00",
        "2024-05-31T09:31:00",
        "2024-06-01T00:02:00",
    ]
    assert {one.reason for one in skipped} == {"joins, parts and notices"}


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("[2024-05-31T09:30:00.123Z] <ann> hm", "2024-05-31 09:30:00+00:00"),
        ("2024-05-31T09:30:00+0200 <ann> hm", "2024-05-31 09:30:00+02:00"),
        ("2024-05-31 09:30:00 <ann> hm", "2024-05-31 09:30:00"),
        ("[2024/05/31 09:30] <ann> hm", "2024-05-31 09:30:00"),
    ],
)
def test_irc_lines_with_a_whole_date_have_their_own_time(tmp_path, line, at):
    assert clock(pieces(text_file(tmp_path, "nets.log", line))[1][0]) == at


def test_an_xchat_log_goes_over_new_year(tmp_path):
    lines = [
        "**** BEGIN LOGGING AT Sun Dec 31 21:11:55 2023",
        "dec 31 21:11:55 --> You are now talking on #nets",
        "dec 31 23:59:58 <ann> soon",
        "jan 01 00:00:02 <bob> now",
        "**** ENDING LOGGING AT Mon Jan  1 00:10:00 2024",
    ]
    assert [clock(one) for one in pieces(text_file(tmp_path, "nets.log", *lines))[1]] == [
        "2023-12-31 23:59:58",
        "2024-01-01 00:00:02",
    ]


def test_irc_without_any_day_says_what_to_do(tmp_path):
    path = text_file(tmp_path, "nets.log", "[09:30:01] <bob> Well?")
    with pytest.raises(
        FormatError, match=r"nets\.log cannot be read: its lines have times without a day.*2024-05-31"
    ):
        pieces(path)


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


@pytest.mark.parametrize(
    "text",
    [
        "# Notes\n\nSome prose: with a colon.\n",
        '{"a": 1}\n',
        "",
        "[1, 2]",
        "name,age\nAnn,3\n",
        "\x00\x01\x02",
    ],
)
def test_what_is_no_chat_is_told_in_one_sentence(tmp_path, text):
    path = tmp_path / "notes.txt"
    path.write_text(text)
    with temporary_host() as host, pytest.raises(FormatError) as refusal:
        host.chats.sources(path)
    assert str(refusal.value).startswith(f"{path} is no chat that an installed format knows; known are ")
    assert "whatsapp" in str(refusal.value)


def test_a_broken_end_of_an_export_loses_only_the_end(tmp_path):
    whole = json.dumps([claude_talk(key=f"k{number}") for number in range(3)])
    path = tmp_path / "conversations.json"
    path.write_text(whole[: len(whole) * 5 // 6])
    _, messages, skipped = pieces(path)
    assert {one.conversation for one in messages} == {"k0", "k1"}
    assert [one.reason for one in skipped] == ["damaged end of the file, which could not be read"]


def test_a_damaged_line_costs_itself_alone(tmp_path):
    path = json_lines(tmp_path, said())
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1:1] = [b'{"ts": "2024", "speaker": "Ann", "te\n', b"\xff\xfe\n", b'{"other": 1}\n', b"\n"]
    path.write_bytes(b"".join(lines))
    _, messages, skipped = pieces(path)
    assert words(messages) == list(TALK)
    assert [(one.reason, one.line) for one in skipped] == [
        ("lines that are no JSON", 2),
        ("lines that are not UTF-8", 3),
        ("lines without a speaker or a text", 4),
    ]


class Endless(io.RawIOBase):
    """So many copies of some lines, which are never in memory as a whole."""

    def __init__(self, lines: bytes, copies: int) -> None:
        self.lines, self.size, self.place = lines, copies * len(lines), 0

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, place, whence=0):
        self.place = place
        return place

    def readinto(self, buffer):
        start = self.place % len(self.lines)
        count = min(len(buffer), len(self.lines) - start, self.size - self.place)
        buffer[:count] = self.lines[start : start + count]
        self.place += count
        return count


LARGE = {
    "jsonl": '{"ts": 1717147800, "speaker": "Ann", "text": "The twine is wet."}\n',
    "whatsapp": "31/05/2024, 09:30 - Ann: The twine is wet.\nTomorrow.\n",
    "irc": "2024-05-31 09:30:00\tAnn\tThe twine is wet.\n",
    "sillytavern": '{"name": "Ann", "is_user": true, "mes": "The twine is wet.", "send_date": 1717147800}\n',
    "telegram": json.dumps(telegram_message(1, "Ann", "The twine is wet.")) + ",\n",
}


@pytest.mark.parametrize("name", LARGE)
def test_a_chat_may_be_larger_than_memory(name):
    lines = LARGE[name].encode() * 500

    def peak(copies):
        file = io.BufferedReader(Endless(lines, copies))
        if name == "telegram":
            file = io.BufferedReader(Endless(b'{"type": "x", "id": 7, "messages": [' + lines * copies, 1))
        (form,) = [one for one in formats() if one.name == name]
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        count = sum(isinstance(piece, ChatMessage) for piece in form.read(file, "big.txt"))
        top = tracemalloc.get_traced_memory()[1] - before
        tracemalloc.stop()
        assert count == 500 * copies
        return top

    peak(1)
    assert peak(16) < 1.3 * peak(4)


def test_of_what_was_said_a_bounded_number_is_remembered(monkeypatch):
    monkeypatch.setattr("whetstone.core.chats.identity.WINDOW", 100)
    ordinals = Ordinals()
    names = [ordinals.content(ChatMessage("Ann", str(number))) for number in range(1_000)]
    assert len(set(names)) == 1_000
    assert len(ordinals._new) + len(ordinals._old) <= 202
    again = ordinals.content(ChatMessage("Ann", "950"))
    assert again not in names


def samples():
    """A small file of each format, as bytes."""
    nodes = [gpt_node("q1", None, "user", "How?", 1), gpt_node("a1", "q1", "assistant", "So.", 2)]
    chat = webui_chat({"q": {"role": "user", "content": "How?"}}, "q")
    values = [
        [gpt_talk(nodes, "a1")],
        [claude_talk()],
        [chat],
        telegram_chat([telegram_message(1, "Ann", ["a"])]),
    ]
    lines = [said(), tavern([tavern_line("Bob", "Well.", swipes=["Well.", "So."])])]
    return [
        *(json.dumps(value).encode() for value in values),
        *("".join(json.dumps(line) + "\n" for line in talk).encode() for talk in lines),
        "[31/05/2024, 09:30:00] Ann: Hm.\nWell.\n[31/05/2024, 09:30:01] Bob: \u200eimage\n".encode(),
        *(text.encode() for text in IRC.values()),
    ]


FOREIGN = st.sampled_from(
    [b"null", b"1e999", b"[]", b"{}", b'"x"', b"\\ud800", b"\xff", b"\0", b"-1", b"9" * 30, b""]
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(samples()), st.data())
def test_whatever_a_file_holds_is_read_skipped_or_refused(sample, data):
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(sample)))
        end = data.draw(st.integers(start, min(start + 12, len(sample))))
        sample = sample[:start] + data.draw(FOREIGN) + sample[end:]
    for form in formats():
        if form.recognises(sample, "chat.txt"):
            with contextlib.suppress(FormatError):
                for piece in form.read(io.BytesIO(sample), "chat-20240531.txt"):
                    assert isinstance(piece, ChatMessage | Record | Skipped)
                    if isinstance(piece, ChatMessage):
                        assert isinstance(piece.speaker, str)
                        assert isinstance(piece.text, str)
                        assert piece.speaker
                        assert piece.at is None or isinstance(piece.at, datetime)


@given(st.binary(max_size=300))
def test_a_format_answers_for_any_bytes_whether_they_are_its_own(head):
    for form in formats():
        assert form.recognises(head, "chat.txt") in (True, False)


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
