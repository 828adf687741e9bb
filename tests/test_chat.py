"""`whetstone chat`: one answer, a pipe, and a conversation at a real terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pexpect
import pytest
from commandline import SCRIPT, Said, environment, process
from packages import Site

SLOW_MODEL = """
import asyncio
from whetstone import hookimpl
from whetstone.testing import ScriptedBackend, ScriptedModel

quick = ScriptedModel(["The first reply.", "The second reply.", "The third reply."], name="quick")
slow = ScriptedModel(["word " * 500], name="slow", delay=0.1)
sure = ScriptedModel(["Of course."], name="sure")

@hookimpl
def whetstone_model_backends():
    return [ScriptedBackend(quick, slow, sure)]
"""


@pytest.fixture
def packages(tmp_path):
    return with_model(tmp_path, SLOW_MODEL)


def with_model(tmp_path: Path, source: str) -> Path:
    site = Site(tmp_path / "packages")
    site.add("slow-model", plugins={"slow": "slow_model"}, slow_model=source)
    return site.folder


def chat(*arguments: str, home: Path, packages: Path | None = None, stdin: str = "") -> Said:
    env: dict[str, str | Path] = {"PYTHONPATH": packages} if packages else {}
    return process("chat", *arguments, home=home, env=env, stdin=stdin.encode())


def records(home: Path) -> list[dict]:
    lines = (home / "chat_history.log").read_text().splitlines()
    return [json.loads(line) for line in lines[1:]]


def test_the_embedded_model_really_answers_and_the_log_holds_the_turn(tmp_path):
    done = chat("socrates", "What is courage?", "--json", "--seed", "7", home=tmp_path)
    assert done.code == 0, done.stderr
    answer = done.json
    assert len(answer["reply"].split()) > 5
    assert answer["model"] == "embedded"
    assert answer["usage"]["completion_tokens"] > 5
    assert "courage_in_the_laches.txt" in [passage["source"] for passage in answer["passages"]]
    user, reply = records(tmp_path)
    assert user["text"] == "What is courage?"
    assert (reply["text"], reply["conversation"]) == (answer["reply"], answer["conversation"])


def test_a_message_is_answered_once_on_stdout(tmp_path, packages):
    done = chat("socrates", "Hello", "-m", "quick", home=tmp_path, packages=packages)
    assert (done.out, done.stderr, done.code) == ("The first reply.\n", "", 0)


def test_a_message_comes_through_a_pipe(tmp_path, packages):
    done = chat("socrates", "-m", "quick", home=tmp_path, packages=packages, stdin="Is this heard? ünïcode\n")
    assert done.out == "The first reply.\n"
    assert records(tmp_path)[0]["text"] == "Is this heard? ünïcode"


def test_an_empty_pipe_is_a_usage_error(tmp_path, packages):
    done = chat("socrates", "-m", "quick", home=tmp_path, packages=packages, stdin="\n")
    assert done.code == 2
    assert "empty" in done.stderr


def test_the_latest_conversation_goes_on(tmp_path, packages):
    for message in ("One", "Two"):
        chat("socrates", message, "-m", "quick", "-c", home=tmp_path, packages=packages)
    first = chat("socrates", "One", "-m", "quick", "--json", home=tmp_path, packages=packages)
    arguments = ("socrates", "Two", "-m", "quick", "-c", "--json")
    again = chat(*arguments, home=tmp_path, packages=packages)
    assert first.json["conversation"] == again.json["conversation"]
    (info,) = process("history", "list", "--json", home=tmp_path).json
    assert info["turns"] == 2


def test_a_fallback_that_answers_is_named(tmp_path, packages):
    settings = '[models.gone]\nmodel = "openai/x"\napi_base = "http://127.0.0.1:9/v1"\nretries = 0\n'
    tmp_path.joinpath("whetstone.toml").write_text(settings + 'fallbacks = ["quick"]\n')
    done = chat("socrates", "Who is there?", "-m", "gone", home=tmp_path, packages=packages)
    assert done.out == "The first reply.\n"
    assert done.stderr == "Note: gone did not answer, quick did.\n"


def test_a_provider_without_its_key_is_told_at_once(tmp_path, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    done = process("chat", "socrates", "Hello", "-m", "openai/gpt-4o", home=tmp_path)
    assert done.refused() == "the model openai/gpt-4o wants a key; export it as OPENAI_API_KEY"


def test_an_empty_message_is_a_usage_error(tmp_path, packages):
    done = chat("socrates", "  ", "-m", "quick", home=tmp_path, packages=packages)
    assert done.code == 2
    assert "the message is empty" in done.stderr


def test_going_on_with_nothing_is_told(tmp_path, packages):
    done = chat("socrates", "One", "-m", "quick", "-c", home=tmp_path, packages=packages)
    assert done.code == 1
    assert "no conversation with socrates" in done.stderr


def test_the_model_comes_from_flag_then_environment_then_persona_then_settings(tmp_path, packages):
    def answering(*flags: str, **env: str) -> str:
        environment: dict[str, str | Path] = {"PYTHONPATH": packages, **env}
        done = process("chat", "socrates", "Hi", "--json", *flags, home=tmp_path, env=environment)
        return done.stderr if done.code else done.json["model"]

    tmp_path.joinpath("whetstone.toml").write_text('model = "from-settings"\n')
    assert "'from-settings'" in answering()
    process("edit", "socrates", "--set", "model=from-persona", home=tmp_path)
    assert "'from-persona'" in answering()
    assert "'from-environment'" in answering(WHETSTONE_MODEL="from-environment")
    assert answering("--model", "quick", WHETSTONE_MODEL="from-environment") == "quick"


def test_going_on_goes_on_with_the_model_that_was_chosen_until_another_one_is(tmp_path, packages):
    def going_on(*flags: str) -> str:
        done = chat("socrates", "And now?", "-c", "--json", *flags, home=tmp_path, packages=packages)
        return done.stderr if done.code else done.json["model"]

    tmp_path.joinpath("whetstone.toml").write_text('model = "quick"\n')
    chat("socrates", "Hello", "-m", "sure", home=tmp_path, packages=packages)
    assert going_on() == "sure"
    gone = chat("socrates", "And without it?", "-c", home=tmp_path).refused()
    assert gone.startswith("no model is called 'sure'")
    assert gone.endswith("it was chosen in this conversation, so name another one")
    assert going_on("-m", "quick") == "quick"
    replies = [record for record in records(tmp_path) if record["role"] == "assistant"]
    assert [reply.get("chosen") for reply in replies] == ["sure", "sure", None]
    assert going_on() == "quick"


def test_a_reply_that_fails_keeps_the_message_and_says_why(tmp_path):
    settings = '[models.gone]\nmodel = "openai/x"\napi_base = "http://127.0.0.1:9/v1"\nretries = 0\n'
    tmp_path.joinpath("whetstone.toml").write_text(settings)
    done = chat("socrates", "Anyone there?", "-m", "gone", home=tmp_path)
    assert done.code == 1
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    assert "127.0.0.1:9" in done.stderr
    user, reply = records(tmp_path)
    assert user["text"] == "Anyone there?"
    assert "127.0.0.1:9" in reply["error"]


class Terminal:
    """A conversation in a pseudo-terminal."""

    def __init__(self, home: Path, packages: Path, *arguments: str) -> None:
        self.child = pexpect.spawn(
            SCRIPT,
            ["chat", *arguments],
            env=environment(home, PYTHONPATH=packages, TERM="dumb", PROMPT_TOOLKIT_NO_CPR="1"),
            encoding="utf-8",
            timeout=60,
            dimensions=(40, 120),
        )
        self.log: list[str] = []
        self.child.logfile_read = sys.stderr

    def say(self, text: str, then: str) -> None:
        self.child.expect("> ")
        self.child.send(f"{text}\r")
        self.child.expect_exact(then)

    def leave(self) -> None:
        """Press Ctrl-D until the program listens: right after its prompt the terminal may not be raw yet."""
        self.child.expect("> ")
        self.child.sendeof()
        while self.child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=1):
            self.child.sendeof()
        self.child.close()


def test_a_conversation_at_the_terminal(tmp_path, packages):
    terminal = Terminal(tmp_path, packages, "socrates", "-m", "quick")
    terminal.child.expect_exact("Come and sit in the shade")
    terminal.say("Hello", "The first reply.")
    terminal.say("/retry", "The second reply.")
    terminal.say("/edit Good day", "The third reply.")
    terminal.say("/persona zhuangzi", "Zhuangzi (quick)")
    terminal.say("/persona nobody", "no persona is called 'nobody'")
    terminal.say("/model slo", "no model is called 'slo' (did you mean slow?)")
    terminal.say("/dance", "/retry           ask for another reply to your last message\r\n")
    terminal.leave()
    assert terminal.child.exitstatus == 0
    texts = [record["text"] for record in records(tmp_path)]
    assert texts == ["Hello", "The first reply.", "The second reply.", "Good day", "The third reply."]


def test_an_interrupt_stops_the_reply_and_not_the_program(tmp_path, packages):
    terminal = Terminal(tmp_path, packages, "socrates", "-m", "slow")
    terminal.say("Talk for ever", "word word word")
    terminal.child.sendintr()
    terminal.child.expect_exact("Stopped.")
    terminal.say("/model quick", "Socrates (quick)")
    terminal.say("Still there?", "The first reply.")
    terminal.leave()
    assert terminal.child.exitstatus == 0
    user, stopped, *_ = records(tmp_path)
    assert user["text"] == "Talk for ever"
    assert stopped["stopped"] is True
    assert stopped["text"].startswith("word word word")


def test_an_interrupt_of_a_single_answer_ends_with_130_and_keeps_what_came(tmp_path, packages):
    terminal = Terminal(tmp_path, packages, "socrates", "Talk for ever", "-m", "slow")
    terminal.child.expect_exact("word word word")
    terminal.child.sendintr()
    terminal.child.expect(pexpect.EOF)
    terminal.child.close()
    assert terminal.child.exitstatus == 130
    assert records(tmp_path)[-1]["stopped"] is True


def test_a_reply_cannot_command_the_terminal(tmp_path):
    hostile = SLOW_MODEL.replace("The first reply.", "\\u202e\\x1b]0;owned\\x07\\x1b[2J\\x9b31mred\\r\\ttab")
    terminal = Terminal(tmp_path, with_model(tmp_path, hostile), "socrates", "Hello", "-m", "quick")
    terminal.child.expect_exact("]0;owned[2J31mred\ttab")
    terminal.child.expect(pexpect.EOF)
