"""Files of every name and kind, read and written by commands."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from cartridges import gardener
from commandline import SCRIPT, environment, everything_in, here, process
from homes import done, listed, packed

from whetstone import Host


@pytest.mark.parametrize(
    "name",
    [
        "with space.whetstone",
        "ünïcödé 🐝.whetstone",
        "two\nlines.whetstone",
        "\x1b[31mred.whetstone",
        "-dash.whetstone",
        "UPPER.WHETSTONE",
        "no suffix",
        "a.zip",
        "quote'\"$HOME.whetstone",
    ],
)
def test_a_file_may_have_any_name(tmp_path, home, name):
    folder = tmp_path / "files"
    path = packed(folder, gardener(), name)
    (result,) = process("import", "--json", "--", name, home=home, cwd=folder).json
    assert (result["outcome"], result["file"]) == ("installed", name)
    path.write_bytes(b"PK\x03\x04 broken")
    assert "\x1b" not in process("inspect", path, home=home).refused()


def test_a_file_name_that_is_no_text_is_told_as_it_can_be(tmp_path, home):
    path = packed(tmp_path / "files", gardener())
    odd = os.fsencode(path.parent) + b"/caf\xe9.whetstone"
    shutil.move(path, odd)
    said = process("import", odd, "--json", home=home)
    assert said.json[0]["outcome"] == "installed"
    assert said.json[0]["file"].endswith("caf\udce9.whetstone")
    assert process("inspect", odd, home=home).code == 0
    os.truncate(odd, 10)
    assert r"caf\udce9.whetstone" in process("inspect", odd, home=home).refused()


def test_what_is_no_file_is_refused_in_one_sentence(tmp_path, home):
    (tmp_path / "empty-folder").mkdir()
    (tmp_path / "empty.whetstone").touch()
    (tmp_path / "text.txt").write_text("hello")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name, told in (
        ("not-there", "cannot read {path}: No such file or directory"),
        ("empty-folder", "{path} holds no cartridge (.whetstone, .zip, or a folder with a metadata.json)"),
        ("empty.whetstone", "{path}: "),
        (
            "text.txt",
            "{path}: no installed cartridge format reads this file; formats: whetstone",
        ),
        ("loop", "cannot read {path}: Too many levels of symbolic links"),
        ("text.txt/inside", "cannot read {path}: Not a directory"),
        ("x" * 300, "cannot read {path}: File name too long"),
    ):
        sentence = here("import", tmp_path / name, home=home).refused()
        assert sentence.startswith(told.format(path=tmp_path / name)), sentence
    assert not home.exists()


def test_a_huge_file_is_refused_without_reading_it(tmp_path, home):
    huge = tmp_path / "huge.whetstone"
    with huge.open("wb") as file:
        file.truncate(300 << 20)
    for path in (huge, Path("/dev/zero")):
        sentence = here("import", path, home=home).refused()
        assert sentence == f"{path} is larger than 136 MiB, the most that a cartridge file has; " + (
            "take texts out of its library"
        )
    with huge.open("rb") as file:
        told = subprocess.run(
            [SCRIPT, "import", "-"], stdin=file, env=environment(home), capture_output=True, check=False
        )
    assert b"stdin is larger than 136 MiB" in told.stderr
    assert not home.exists()


def test_an_export_is_the_same_bytes_each_time_and_comes_back_with_the_same_content(tmp_path, home):
    for name in ("one", "two"):
        done(process("export", "socrates", "-o", tmp_path / name, home=home))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    result = done(process("import", tmp_path / "one", "--as", "plato", "--json", home=home)).json[0]
    assert result["content_hash"] == listed(home)["socrates"]["content_hash"]
    done(process("export", "plato", "-o", tmp_path / "three", home=home))
    assert (tmp_path / "three").read_bytes() == (tmp_path / "one").read_bytes()


def test_an_export_goes_where_it_is_told(tmp_path, home):
    folder = tmp_path / "folder"
    folder.mkdir()
    assert done(process("export", "socrates", home=home, cwd=tmp_path)).out == "socrates.whetstone\n"
    said = done(here("export", "socrates", "-o", folder, "--json", home=home))
    data = (folder / "socrates.whetstone").read_bytes()
    assert said.json["file"] == str(folder / "socrates.whetstone")
    assert said.json["bytes"] == len(data)
    assert said.json["content_hash"] == listed(home)["socrates"]["content_hash"]
    (folder / "old").write_text("old")
    done(here("export", "socrates", "-o", folder / "old", home=home))
    assert (folder / "old").read_bytes() == data
    (folder / "link").symlink_to(folder / "old")
    done(here("export", "zhuangzi", "-o", folder / "link", home=home))
    assert (folder / "link").is_symlink()
    assert (folder / "old").read_bytes() != data
    done(here("export", "socrates", "-o", "/dev/null", home=home))
    assert Path("/dev/null").is_char_device()
    assert sorted(path.name for path in folder.iterdir()) == ["link", "old", "socrates.whetstone"]
    assert not home.exists()


@pytest.mark.parametrize("place", ["missing/x.whetstone", "missing/", "file/x.whetstone"])
def test_an_export_to_no_place_is_told(tmp_path, home, place):
    (tmp_path / "file").write_text("x")
    before = everything_in(tmp_path)
    sentence = here("export", "socrates", "-o", f"{tmp_path}/{place}", home=home).refused()
    assert sentence.startswith(f"cannot write {tmp_path / place.rstrip('/')}")
    assert sentence.endswith("choose another place")
    assert everything_in(tmp_path) == before


def test_a_folder_is_imported_without_the_home_that_lies_in_it(tmp_path):
    packed(tmp_path / "mine", gardener())
    home = tmp_path / "mine" / "whetstone"
    for outcome in ("installed", "unchanged"):
        said = done(here("import", tmp_path / "mine", "--json", home=home))
        assert [(result["id"], result["outcome"]) for result in said.json] == [("gardener", outcome)]


def test_a_cartridge_is_packed_from_a_folder_but_not_into_it(tmp_path, home):
    folder = tmp_path / "gardener"
    for name, data in gardener().files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / ".DS_Store").write_bytes(b"mac")
    said = process("pack", ".", home=home, cwd=folder)
    assert said.code == 1
    assert "would lie inside the cartridge's own folder; give -o another place" in said.stderr
    said = done(process("pack", ".", "-o", "..", home=home, cwd=folder))
    assert "Note: " in said.stderr
    assert said.out == "../gardener.whetstone\n"
    with Host(home) as host:
        assert host.formats.read_file(tmp_path / "gardener.whetstone").content_hash == gardener().content_hash
    (folder / "config.json").unlink()
    assert "config.json is missing" in here("pack", folder, home=home).refused()
    assert "cannot be read" in here("pack", tmp_path / "nowhere", home=home).refused()


def test_terminating_an_import_leaves_no_trace(tmp_path, home):
    running = subprocess.Popen(
        [SCRIPT, "import", "-"], env=environment(home), stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    os.kill(running.pid, signal.SIGTERM)
    _, err = running.communicate()
    assert running.returncode == -signal.SIGTERM
    assert err == b""
    assert not home.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("👩🏽\u200d🚀", "👩🏽\u200d🚀"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("a\u200d", "a\\u200d"),
        ("\u200d\u200da", "\\u200d\\u200da"),
        ("a\u200b\u202eb", "a\\u200b\\u202eb"),
    ],
)
def test_joiners_are_shown_as_they_are_between_letters_and_emoji_alone(home, name, shown):
    said = here("inspect", f"{name}.whetstone", home=home)
    assert f"{shown}.whetstone" in said.refused()
