import io
from datetime import datetime
from pathlib import Path

import whetstone_line
from whetstone_line import LineFormat

from whetstone import ChatMessage, Skipped
from whetstone.testing import temporary_host

CHAT = Path(__file__).parents[1] / "chat.txt"


def test_a_chat_comes_into_the_log_with_its_turns() -> None:
    with temporary_host([whetstone_line]) as host:
        came = host.chats.import_files([CHAT], me=["ann"])
        assert (came.files[0].format, came.files[0].added, came.answered) == ("line", 4, 2)
        assert host.chats.import_files([CHAT], me=["ann"]).files[0].added == 0
        (info,) = host.history.conversations()
        assert info.title == "Chat history with Bob"
        last = list(host.history.records())[-1]
        assert last.text == "Tomorrow it is.\nBring the small knife."


def test_times_are_read_with_and_without_a_half_of_the_day() -> None:
    text = "[LINE] Chat\n\nFri, 05/31/2024\n9:05 PM\tAnn\tHm.\nA second line\n9:06 PM\tAnn\t[Photo]\n"
    pieces = list(LineFormat().read(io.BytesIO(text.encode()), "chat.txt"))
    assert pieces == [
        ChatMessage("Ann", "Hm.\nA second line", datetime(2024, 5, 31, 21, 5), title="Chat"),
        Skipped("pictures, sounds and files"),
    ]


def test_a_chat_is_recognised_without_its_name() -> None:
    assert LineFormat().recognises(CHAT.read_bytes(), "notes.txt")
    assert not LineFormat().recognises(b"Dear Bob,", "[LINE] Chat with Bob.txt")
