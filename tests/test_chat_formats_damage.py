"""Chat files that are damaged, foreign or larger than memory."""

from __future__ import annotations

import contextlib
import io
import json
import tracemalloc
from datetime import datetime

import pytest
from chat_exports import (
    TALK,
    claude_talk,
    gpt_node,
    gpt_talk,
    json_lines,
    said,
    tavern,
    tavern_line,
    telegram_chat,
    telegram_message,
    webui_chat,
)
from chats_read import pieces, words
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone import ChatMessage, FormatError, Record, Skipped
from whetstone.core.chats.identity import Ordinals
from whetstone.plugins.chat_formats import whetstone_chat_formats as formats
from whetstone.testing import temporary_host

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
