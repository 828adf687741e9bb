"""Chat files that are damaged, foreign or larger than memory."""

from __future__ import annotations

import contextlib
import io
import json
import tracemalloc
from datetime import datetime

import pytest
from chat_exports import (
    IRC,
    OTHERS,
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
    zipped,
)
from chats_read import pieces, words
from hypothesis import given, settings
from hypothesis import strategies as st
from small_plugins import plugin

from whetstone import ChatMessage, FormatError, Record, Skipped
from whetstone.core.chats.identity import Ordinals
from whetstone.plugins.chat_formats import whetstone_chat_formats as formats
from whetstone.testing import temporary_host


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


@pytest.mark.parametrize("brackets", [("[", "]"), ('{"a":', "}")])
def test_nesting_without_end_costs_no_memory_and_only_what_is_behind_it(tmp_path, brackets):
    deep = (brackets[0] * 3_000 + "1" + brackets[1] * 3_000).replace(":}", ":0}")
    texts = ['{"role": "[[[[\\\\\\"{{{{" }' * 300, "[" * 5_000]
    talks = [claude_talk(key=f"k{number}") | {"summary": texts} for number in range(3)]
    talks[1]["account"] = "DEEP"
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps(talks).replace('"DEEP"', deep))
    tracemalloc.start()
    _, messages, skipped = pieces(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert {one.conversation for one in messages} == {"k0"}
    assert [one.reason for one in skipped] == [
        "things nested more than 200 levels deep, with all behind them"
    ]
    assert peak < 5_000_000
    path.write_text(json.dumps([talks[1]]).replace('"DEEP"', deep))
    with pytest.raises(FormatError, match=r"cannot be read: it is nested more than 200 levels deep\Z"):
        pieces(path)


def test_a_first_line_may_be_longer_than_what_formats_are_shown(tmp_path):
    row = [{"role": "user", "content": "Hm? " * 50_000}, {"role": "assistant", "content": "Hm. " * 50_000}]
    path = tmp_path / "talks.jsonl"
    path.write_text("\n".join(json.dumps({"messages": one}) for one in (row, row[:1], row)))
    _, messages, _ = pieces(path)
    assert [one.mine for one in messages] == [True, False, True, True, False]
    assert len({one.conversation for one in messages}) == 2  # the same words are the same talk
    head = {"chat_metadata": {"notes": "x" * 400_000}, "user_name": "unused"}
    name, messages, _ = pieces(
        json_lines(tmp_path, [head, tavern_line("Bob", "Well?"), tavern_line("Ann", "Well.")])
    )
    assert (name, words(messages)) == ("sillytavern", [("Bob", "Well?"), ("Ann", "Well.")])


def test_a_damaged_archive_is_nobodys_fault(tmp_path):
    lines = "".join(
        json.dumps(line) + "\n" for line in said([("Ann", f"Knot {n * n}") for n in range(20_000)])
    )
    path = zipped(tmp_path / "chat.zip", {"chat.jsonl": lines.encode()})
    data = bytearray(path.read_bytes())
    data[len(data) * 3 // 4] ^= 0xFF
    path.write_bytes(data)
    with temporary_host() as host:
        (source,) = host.chats.sources(path)
        with pytest.raises(FormatError, match=r"chat\.zip/chat\.jsonl cannot be read: "):
            list(source.pieces())
        assert {record.error for record in host.plugins.records} == {None}


def test_an_encrypted_archive_and_a_folder_say_what_to_do(tmp_path):
    path = zipped(tmp_path / "chat.zip", {"chat.txt": b"31/05/2024, 09:30 - Ann: Hm.\n"})
    data = path.read_bytes()
    at = data.index(b"PK\x01\x02") + 8
    path.write_bytes(data[:6] + b"\x01" + data[7:at] + b"\x01" + data[at + 1 :])
    with temporary_host() as host:
        with pytest.raises(FormatError, match="is encrypted; unpack it, then import the files in it"):
            host.chats.sources(path)
        with pytest.raises(FormatError, match="is a folder; name the files in it"):
            host.chats.sources(tmp_path)


def test_a_format_that_fails_is_named_and_holds_up_no_other(tmp_path):
    class Clumsy:
        name = "clumsy"

        def recognises(self, head, filename):
            if filename == "odd.txt":
                raise KeyError("odd")
            return head.startswith(b"CLUMSY")

        def read(self, file, filename):
            yield ChatMessage("Ann", "One.", mine=True)
            raise ZeroDivisionError("by nought")

    bad, odd = tmp_path / "chat.txt", tmp_path / "odd.txt"
    bad.write_text("CLUMSY")
    odd.write_text("31/05/2024, 09:30 - Ann: Hm.\n")
    fault = "read() of the format clumsy raised ZeroDivisionError: by nought"
    with temporary_host([plugin(whetstone_chat_formats=[Clumsy()])]) as host:
        came = host.chats.import_files([bad, odd], ["Ann"])
        assert came.failed == [f"{bad} cannot be read: {fault}"]
        assert [(one.format, one.added) for one in came.files] == [("whatsapp", 1)]
        errors = [record.error for record in host.plugins.records if record.error]
    assert len(errors) == 1


def test_a_damaged_line_costs_itself_alone(tmp_path):
    path = json_lines(tmp_path, said())
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1:1] = [b'{"ts": "2024", "speaker": "Ann", "te\n', b"\xff\xfe\n", b'{"other": 1}\n', b"\n"]
    lines[-1] = bytes(512) + lines[-1] + bytes(512)
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
    author, who = {"id": "7", "nickname": "Ann"}, {"real_name": "Ann", "display_name": "ann"}
    values += [
        {"channel": {"id": "2"}, "messages": [{"id": "1", "author": author, "content": "Hm."}]},
        [{"type": "message", "user": "U1", "text": "<@U1> &amp;", "ts": "1717147800.1", "user_profile": who}],
        {
            "messages": [{"sender_name": "Zo\u00c3\u00ab", "timestamp_ms": 1, "content": "Hm."}],
            "title": "Bob",
        },
        {
            "messages": [
                {"type": "m.room.message", "sender": "@a:b", "origin_server_ts": 1, "event_id": "$1"}
                | {"content": {"msgtype": "m.text", "body": "Hm."}}
            ]
        },
        [{"messages": [{"role": "user", "content": "How?"}, {"role": "assistant", "content": "So."}]}],
        {"conversations": [{"from": "human", "value": "How?"}, {"from": "gpt", "value": "So."}]},
    ]
    lines = [said(), tavern([tavern_line("Bob", "Well.", swipes=["Well.", "So."])])]
    return [
        *(json.dumps(value).encode() for value in values),
        *("".join(json.dumps(line) + "\n" for line in talk).encode() for talk in lines),
        b"31 May 2024, 09:30 - Ann: Hm.\n1 Jun 9:30 - Bob: Well.\n",
        "[31/05/2024, 09:30:00] Ann: Hm.\nWell.\n[31/05/2024, 09:30:01] Bob: \u200eimage\n".encode(),
        *(text.encode() for text in IRC.values()),
        *OTHERS,
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
