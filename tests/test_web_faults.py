"""What becomes of streams and turns when the server, the disk or a client fails."""

from __future__ import annotations

import json
import signal
import socket
from pathlib import Path

from commandline import process
from serving import Server, rest_of, serving

from whetstone.plugins.webui.conversing.streaming import CLOSING
from whetstone.testing import ask, temporary_host

STREAMS = 5


def test_a_server_that_is_ended_tells_every_reader_and_keeps_every_turn(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        conversations = [server.begin() for _ in range(STREAMS)]
        with server.streams(*conversations) as wires:
            server.process.send_signal(signal.SIGTERM)
            for wire in wires:
                told = rest_of(wire)
                assert told.rstrip().endswith("0"), told  # the last chunk: the answer is whole
                assert CLOSING in told
        assert server.process.wait() == 0
        assert_turns_are_kept(server, conversations)
        replies = [record for record in server.records() if record["role"] == "assistant"]
        assert all(record["stopped"] and record["text"].startswith("word word") for record in replies)
        assert {record["conversation"] for record in replies} == set(conversations)
    assert "Traceback" not in (tmp_path / "stderr").read_text()


def assert_turns_are_kept(server: Server, conversations: list[str]) -> None:
    said = {r["conversation"]: r["text"] for r in server.records() if r["role"] == "user"}
    assert said == {id: f"Is this kept, {id}?" for id in conversations}


def test_a_second_interrupt_ends_it_at_once(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        conversation = server.begin("stubborn")
        with server.streams(conversation):
            server.process.send_signal(signal.SIGINT)
            while is_listening(server.door.port):  # it hears the first one before the second is sent
                pass
            server.process.send_signal(signal.SIGINT)
            assert server.process.wait() == 130
        assert_turns_are_kept(server, [conversation])


def is_listening(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def test_a_killed_server_has_lost_nothing_that_it_had_acknowledged(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        conversations = [server.begin() for _ in range(STREAMS)]
        with server.streams(*conversations):
            server.process.send_signal(signal.SIGKILL)
            server.process.wait()
    with serving(tmp_path) as again:
        assert again.door.token == server.door.token
        for conversation in conversations:
            got = again.api("GET", f"/conversations/{conversation}")
            (message,) = json.loads(got.body)["messages"]
            assert (message["role"], message["text"]) == ("user", f"Is this kept, {conversation}?")
        with again.streams(conversations[0]):  # and it goes on
            pass


def test_a_full_disk_is_told_in_a_sentence_and_what_is_there_can_be_read(tmp_path: Path) -> None:
    with temporary_host(home=tmp_path / "home") as host:
        conversation = ask(host, "socrates", "Is this kept?").conversation
    size = (tmp_path / "home" / "chat_history.log").stat().st_size
    with serving(tmp_path, largest_file=size + 100) as full:
        got = full.api("POST", f"/conversations/{conversation}/turns", {"text": "There is no room for this."})
        assert "cannot write" in got.text
        assert "HomeError" in got.text
        assert (tmp_path / "home" / "chat_history.log").stat().st_size == size
        for path in ("/", f"/conversations/{conversation}", "/mirror", "/api/v1/personas"):
            assert full.door.ask("GET", path).status == 200, path
        got = full.api("GET", f"/conversations/{conversation}")
        assert json.loads(got.body)["messages"][0]["text"] == "Is this kept?"
    with temporary_host(home=tmp_path / "home") as mended:
        mended.loop.run(anext(mended.converse("socrates", conversation=conversation).say("And now?")))
    assert "Traceback" not in (tmp_path / "stderr").read_text()


def test_a_port_that_is_taken_is_said_so(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = process("serve", "--no-open", "--port", str(taken.getsockname()[1]), home=home)
    assert "choose another, or --port 0 for any" in said.refused()
