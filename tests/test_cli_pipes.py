"""Commands between pipes and at terminals."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pexpect
import pytest
from cartridges import gardener
from commandline import SCRIPT, environment, here, process
from homes import listed, packed


def test_a_cartridge_goes_through_pipes(tmp_path, home):
    exported = process("export", "socrates", "-o", "-", home=home)
    assert (exported.code, exported.stderr) == (0, "")
    seen = process("inspect", "-", "--json", home=home, stdin=exported.stdout)
    assert seen.json[0]["id"] == "socrates"
    (result,) = process("import", "-", "--as", "plato", "--json", home=home, stdin=exported.stdout).json
    assert (result["file"], result["outcome"], result["id"]) == ("-", "installed", "plato")
    for nothing in (b"", b"nothing"):
        assert process("import", "-", home=home, stdin=nothing).refused().startswith("-: ")


def test_a_named_pipe_is_read_like_a_file(tmp_path, home):
    data = packed(tmp_path, gardener()).read_bytes()
    pipe = tmp_path / "gardener.fifo"
    os.mkfifo(pipe)
    reading = subprocess.Popen([SCRIPT, "import", pipe], env=environment(home), stdout=subprocess.PIPE)
    with pipe.open("wb") as writing:
        writing.write(data)
    out, _ = reading.communicate()
    assert out == b"Installed gardener (The Gardener 1.0)\n"


@pytest.mark.parametrize(
    "command",
    [
        "show al-ghazali",
        "show al-ghazali --json",
        "list --json",
        "export al-ghazali -o -",
        "config",
        "--help",
    ],
)
def test_a_reader_that_leaves_early_is_no_error(home, command):
    read, write = os.pipe()
    os.close(read)
    told = subprocess.run(
        [SCRIPT, *command.split()], env=environment(home), stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert told.stderr in (b"", f"# {home / 'whetstone.toml'}\n".encode())
    assert told.returncode == 1
    whole = subprocess.run(
        f"{SCRIPT} {command} | head -c 1", shell=True, env=environment(home), capture_output=True, check=False
    )
    assert whole.stderr in (b"", f"# {home / 'whetstone.toml'}\n".encode())
    assert len(whole.stdout) == 1


def test_a_terminal_without_letters_gets_json_that_is_still_json(home, lived_in):
    env = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    shown = process("show", "zhuangzi", "--json", home=home, env=env)
    assert shown.json == process("show", "zhuangzi", "--json", home=home).json
    assert process("show", "zhuangzi", home=home, env=env).code == 0


def at_terminal(home: Path, *arguments: str, columns: int = 100, **variables: str) -> tuple[int, str]:
    """Run a command at a terminal and return its exit code and everything that came."""
    shown = pexpect.spawn(
        SCRIPT,
        list(arguments),
        env=environment(home, **{"TERM": "xterm-256color", **variables}),
        dimensions=(40, columns),
        encoding="utf-8",
        timeout=60,
    )
    shown.expect(pexpect.EOF)
    shown.close()
    return shown.exitstatus, shown.before.replace("\r", "")


def test_a_terminal_gets_one_line_for_each_persona(lived_in):
    _, shown = at_terminal(lived_in, "list", columns=80)
    header, *lines = re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()
    assert header.split() == ["id", "name", "from", "version", "about"]
    assert [line.split()[0] for line in lines] == sorted(listed(lived_in))
    assert all(len(line) == 80 for line in lines)
    assert lines[0].rstrip().endswith("…")


def test_colour_is_left_out_where_it_is_not_wanted(lived_in):
    assert "\x1b[" in at_terminal(lived_in, "list")[1]
    assert not re.search(r"\x1b\[[\d;]*[34]\dm", at_terminal(lived_in, "list", NO_COLOR="1")[1])
    assert "\x1b[" not in at_terminal(lived_in, "list", TERM="dumb")[1]
    assert "\x1b[" not in here("list", home=lived_in).out


def test_a_binary_file_is_not_thrown_at_a_terminal(home):
    code, shown = at_terminal(home, "export", "socrates", "-o", "-")
    assert code == 2
    assert "give -o a file, or send it on" in shown


def test_many_imports_at_a_terminal_show_progress_and_then_what_came_of_them(tmp_path, home):
    paths = [str(packed(tmp_path, gardener(f"g-{number}"))) for number in range(5)]
    code, shown = at_terminal(home, "import", *paths)
    assert code == 0
    assert "Importing" in shown
    assert "Installed g-4 (The Gardener 1.0)" in shown
    assert "5 of 5 files imported." in shown
