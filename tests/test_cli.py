"""The command line: data on stdout, words on stderr, one sentence for what goes wrong, and exit codes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest
from cartridges import gardener
from commandline import SCRIPT, environment, here, process
from homes import done, listed, packed
from packages import Site


def test_every_command_prints_json_that_says_what_its_words_say(lived_in, tmp_path):
    home = shutil.copytree(lived_in, tmp_path / "home")
    conversation = here("history", "list", "--json", home=home).json[0]["id"]
    cartridge = tmp_path / "g.whetstone"
    folder = tmp_path / "folder"
    for name, data in gardener("folded").files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for command, told in (
        (["list"], "gardener"),
        (["list", "--type", "persona", "--tag", "greek"], "socrates"),
        (["show", "gardener"], "You are an old gardener."),
        (["export", "gardener", "-o", cartridge], str(cartridge)),
        (["inspect", cartridge], "library/bees.txt"),
        (["inspect", folder], "Gardener"),
        (["import", cartridge], "gardener"),
        (["pack", folder, "-o", tmp_path / "f.whetstone"], "f.whetstone"),
        (["edit", "gardener", "--set", "favourite=true"], "favourite"),
        (["history", "list"], conversation),
        (["history", "show", conversation], "bees decide together"),
        (["history", "search", "bees"], conversation),
        (["models", "list"], "embedded"),
        (["plugins"], "zip_cartridge"),
        (["config"], "embedded"),
        (["config", "get", "model"], "embedded"),
    ):
        words = done(here(*command, home=home))
        assert told in words.out, command
        data = done(here(*command, "--json", home=home))
        assert json.dumps(data.json), command
        assert Path(told).name in json.dumps(data.json, ensure_ascii=False), command
    assert done(here("remove", "gardener", "--json", home=home)).json[0]["id"] == "gardener"
    assert done(here("restore", "--json", home=home)).json == ["gardener"]
    assert done(here("restore", "gardener", "--json", home=home)).json["id"] == "gardener"


def test_an_error_leaves_stdout_to_the_data_that_there_is(tmp_path, home):
    good, bad = packed(tmp_path, gardener()), tmp_path / "bad.whetstone"
    bad.write_bytes(b"PK\x03\x04")
    said = process("inspect", bad, good, "--json", home=home)
    assert said.code == 1
    assert [sorted(entry)[:2] for entry in said.json] == [["error", "file"], ["config", "content_hash"]]
    assert said.stderr.startswith(f"Error: {bad}: ")
    assert not home.exists()


def test_personas_are_filtered_by_type_and_tag(lived_in):
    everyone = listed(lived_in)
    greek = here("list", "--tag", "greek", "--json", home=lived_in).json
    assert {entry["id"] for entry in greek} == {
        key for key, entry in everyone.items() if "greek" in entry["tags"]
    }
    assert here("list", "--type", "clone", "--json", home=lived_in).json == []
    assert here("list", "--type", "clone", home=lived_in).stderr.startswith("No persona is of that")


def test_help_and_version_need_no_home(tmp_path):
    said = process(home=tmp_path / "not-there")
    assert "Talk with portable personas" in said.out + said.stderr
    said = process("--version", home=tmp_path / "not-there")
    assert (said.code, bool(re.fullmatch(r"whetstone \d+\.\d+\.\d+\S*\n", said.out))) == (0, True)
    for command in (
        "list",
        "show",
        "inspect",
        "import",
        "export",
        "pack",
        "remove",
        "edit",
        "chat",
        "history",
    ):
        said = here(command, "--help", home=tmp_path / "not-there")
        assert (said.code, said.stderr) == (0, "")
        assert said.out.startswith(f"Usage: whetstone {command} ")
    assert not (tmp_path / "not-there").exists()


def test_python_m_whetstone_is_the_same_door(tmp_path):
    told = subprocess.run(
        [sys.executable, "-m", "whetstone", "--version"],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == process("--version", home=tmp_path).out


def test_options_before_help_shape_it(tmp_path, home):
    home.mkdir()
    (home / "whetstone.toml").write_text('[plugins]\nblock = ["chat"]\n')
    assert "  chat " not in process("--home", home, "--help").out
    assert "  show " not in process("--block", "show", "--help", home=tmp_path).out
    assert "  show " in process("--help", home=tmp_path).out


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["lst"], "no command is called 'lst' (did you mean list"),
        (["frobnicate"], "no command is called 'frobnicate'"),
        (["show"], "Missing argument 'ID'"),
        (["import"], "Missing argument 'PATH...'"),
        (["list", "--jsn"], "No such option"),
        (["list", "--type", "robot"], "'robot' is not one of 'persona', 'clone'"),
        (
            ["export", "socrates", "-o", "-", "--json"],
            "with --json, the cartridge itself cannot go",
        ),
        (["history", "delete"], "name conversations, or give --all"),
        (["--home"], "Option '--home' requires an argument"),
    ],
)
def test_wrong_usage_exits_with_2(home, command, told):
    said = here(*command, home=home)
    assert (said.code, said.out) == (2, "")
    assert told in said.stderr
    assert "Traceback" not in said.stderr
    assert not home.exists()


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["show", "Socrates"], "no persona is called 'Socrates' (did you mean socrates?)"),
        (["chat", "soccrates", "Hi"], "no persona is called 'soccrates' (did you mean socrates?)"),
        (["export", "x"], "no persona is called 'x'; `whetstone list` shows all"),
        (
            ["chat", "socrates", "Hi", "--model", "embeded"],
            "no model is called 'embeded' (did you mean",
        ),
        (
            ["export", "socrates", "--format", "whetston"],
            "'whetston' (did you mean whetstone?)",
        ),
        (["history", "show", "nothing"], "no conversation 'nothing' is in the log"),
        (["restore", "socrates"], "no persona 'socrates' is in the trash; it holds nothing"),
        (["show", "\x1b[31mred\nline"], "no persona is called '\\x1b[31mred\\nline'"),
    ],
)
def test_what_is_not_there_is_one_sentence_with_near_names(home, command, told):
    assert told in here(*command, home=home).refused()
    assert not home.exists()


def test_a_traceback_is_for_those_who_ask(tmp_path, home):
    said = process("--debug", "show", "nobody", home=home)
    assert said.code == 1
    assert said.stderr.startswith("Error: no persona is called 'nobody'")
    assert "Traceback (most recent call last):" in said.stderr
    assert "PersonaNotFound" in said.stderr
    site = Site(tmp_path / "site")
    crash = "import click\n\n@click.command()\ndef crash():\n    raise ZeroDivisionError('two\\nlines')\n"
    site.add("crash", commands={"crash": "crash:crash"}, crash=crash)
    env = {"PYTHONPATH": site.folder}
    sentence = process("crash", home=home, env=env).refused()
    assert sentence.startswith(
        "unexpected ZeroDivisionError: two\\nlines; run it again with `whetstone --debug`"
    )
    assert "line 6, in crash" in process("--debug", "crash", home=home, env=env).stderr


WAITING = """
    import click

    @click.command()
    @click.pass_obj
    def wait(session):
        print(session.host.home.root, flush=True)
        import signal
        signal.pause()
"""


def test_an_interrupt_exits_with_130_and_one_word(tmp_path):
    site = Site(tmp_path / "site")
    site.add("waiting", commands={"wait": "waiting:wait"}, waiting=WAITING)
    waiting = pexpect.spawn(
        SCRIPT, ["wait"], env=environment(tmp_path, PYTHONPATH=site.folder), encoding="utf-8", timeout=60
    )
    waiting.expect_exact(str(tmp_path))
    waiting.sendintr()
    waiting.expect(pexpect.EOF)
    waiting.close()
    assert waiting.exitstatus == 130
    assert "Interrupted." in waiting.before
    assert "Traceback" not in waiting.before
