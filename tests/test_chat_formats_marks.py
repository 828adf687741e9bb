"""What programs put before, between and behind the words of a chat, so that only the words are left."""

from __future__ import annotations

import json

import pytest
from chat_exports import gpt_node, gpt_talk
from chats_read import clock, pieces, words

MARK = "\u200e"


def test_an_iphone_says_behind_a_caption_what_was_left_out(tmp_path):
    lines = [
        "[31/05/2024, 09:30:00] Bob: and?",
        f"{MARK}[31/05/2024, 09:30:01] Ann: look at that {MARK}Bild weggelassen",
        f"{MARK}[31/05/2024, 09:30:02] Ann: List of ropes.pdf • {MARK}2 pages {MARK}document omitted",
        f"{MARK}[31/05/2024, 09:30:03] Ann: see list.pdf\nthere {MARK}<This message was edited>",
        f"[31/05/2024, 09:30:04] Ann: left {MARK}to right",
    ]
    (tmp_path / "_chat.txt").write_text("\n".join(lines))
    _, messages, skipped = pieces(tmp_path / "_chat.txt")
    assert [message.text for message in messages] == [
        "and?",
        "look at that",
        "see list.pdf\nthere",
        "left to right",
    ]
    assert [piece.reason for piece in skipped] == ["pictures, sounds and files"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("This message was deleted by admin Zoe", "deleted messages"),
        ("Diese Nachricht wurde vom Admin Zoe gelöscht.", "deleted messages"),
        ("Waiting for this message. This may take a while.", "deleted messages"),
        ("Esta mensagem foi eliminada", "deleted messages"),
        ("您删除了这条消息", "deleted messages"),
        ("live location shared", "pictures, sounds and files"),
        ("投票：\nどこ？\n選択肢：ローマ (1票)", "pictures, sounds and files"),
    ],
)
def test_what_whatsapp_says_instead_of_words(tmp_path, said, reason):
    (tmp_path / "chat.txt").write_text(f"31/05/24, 09:30 - Bob: hey\n31/05/24, 09:31 - Ann: {said}\n")
    _, messages, skipped = pieces(tmp_path / "chat.txt")
    assert words(messages) == [("Bob", "hey")]
    assert [piece.reason for piece in skipped] == [reason]


def test_irc_in_colours_and_what_a_bouncer_plays_back(tmp_path):
    lines = [
        "2024-05-31 09:30:00\t\x0314***\tBuffer Playback...",
        "2024-05-31 09:30:00\tBob\t[08:00:00] hey",
        "2024-05-31 09:30:00\t***\tPlayback Complete.",
        "\x0306[2024-05-31 09:31] * Ann waves",
        "[2024-05-31 09:31] <@Ann> \x0304well",
        "[2024-05-31 09:32] <Ann> [08:00:00] is when it began",
        "\x0303[2024-05-31 09:33] * Bob (~b@h) Quit (Quit: bye)",
    ]
    (tmp_path / "nets.log").write_text("\n".join(lines))
    name, messages, skipped = pieces(tmp_path / "nets.log")
    assert name == "irc"
    assert words(messages) == [
        ("Bob", "hey"),
        ("Ann", "/me waves"),
        ("Ann", "well"),
        ("Ann", "[08:00:00] is when it began"),
    ]
    assert {piece.reason for piece in skipped} == {"joins, parts and notices"}


@pytest.mark.parametrize(
    "lines",
    [
        [
            "[Friday 31 May 2024] [09:30:00] Join\tYou have joined the channel #nets.",
            "[Friday 31 May 2024] [09:30:00] Notice\tWelcome.",
            "[Friday 31 May 2024] [09:31:00] <Bob>\they",
            "[Friday 31 May 2024] [09:32:00] <Ann>\thi",
        ],
        [
            "[2024-05-31 09:30:00] → Ann joined (~ann@host)",
            "[2024-05-31 09:31:00] <Bob> hey",
            "[2024-05-31 09:32:00] <Ann> hi",
            "[2024-05-31 09:33:00] ⇐ Bob quit (b@h): bye",
        ],
    ],
    ids=["konversation", "irccloud"],
)
def test_logs_of_more_irc_programs(tmp_path, lines):
    (tmp_path / "nets.txt").write_text("\n".join(lines))
    name, messages, skipped = pieces(tmp_path / "nets.txt")
    assert name == "irc"
    assert words(messages) == [("Bob", "hey"), ("Ann", "hi")]
    assert clock(messages[0]) == "2024-05-31 09:31:00"
    assert {piece.reason for piece in skipped} == {"joins, parts and notices"}


def test_chatgpts_citations_are_not_its_words(tmp_path):
    cited = "Knots \ue200cite\ue202turn0search1\ue202turn0search2\ue201 by \ue200entity"
    named = (
        '\ue202["person","Ashley",0]\ue201, see \ue200url\ue202his book\ue202turn0search1\ue201.【4†source】'
    )
    nodes = [
        gpt_node("q", None, "user", "What are 【4†source】 marks?", 1),
        gpt_node("a", "q", "assistant", cited + named, 2),
    ]
    (tmp_path / "conversations.json").write_text(json.dumps([gpt_talk(nodes, "a")]))
    _, messages, _ = pieces(tmp_path / "conversations.json")
    assert [message.text for message in messages] == [
        "What are 【4†source】 marks?",
        "Knots by Ashley, see his book.",
    ]


def test_chats_of_open_webui_without_an_id_are_kept_apart(tmp_path):
    def chat(first: str) -> dict[str, object]:
        message = {"role": "user", "content": "hi", "parentId": None}
        return {"chat": {"title": "T", "models": [], "history": {"messages": {first: message}}}}

    (tmp_path / "chats.json").write_text(json.dumps([chat("a"), chat("b")]))
    _, messages, _ = pieces(tmp_path / "chats.json")
    assert len({message.conversation for message in messages}) == 2
