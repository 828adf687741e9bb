"""`whetstone sanitize`: a text in, the text without personal data out, and what may have been missed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commandline import here, process
from homes import done, write

from whetstone.core.values.sanitizing import TYPES
from whetstone.plugins import sanitizers

PAGE = Path(__file__).parents[1] / "docs" / "sanitizing.md"

TEXT = "I'm Ada, write to ada@example.org.\nOr to ADA@example.org."
CLEAN = "I'm [PERSON_1], write to [EMAIL_1].\nOr to [EMAIL_1].\n"


def test_a_pipe_is_sanitized_and_told_what_can_be_missed(tmp_path):
    said = done(process("sanitize", home=tmp_path, stdin=TEXT.encode()))
    assert said.out == CLEAN
    assert "2 EMAIL, 1 PERSON" in said.stderr
    assert "The tier rules can miss" in said.stderr


def test_nothing_of_it_is_written_and_an_explanation_shows_it_on_the_screen_alone(tmp_path):
    (tmp_path / "log.txt").write_text(TEXT)
    said = done(here("sanitize", tmp_path / "log.txt", "--explain", home=tmp_path / "home"))
    rows = [line.split("\t") for line in said.out.removeprefix(CLEAN).splitlines()]
    assert [row[2:] for row in rows] == [
        ["PERSON", "0.75", "names", "[PERSON_1]", "Ada"],
        ["EMAIL", "0.99", "emails", "[EMAIL_1]", "ada@example.org"],
        ["EMAIL", "0.99", "emails", "[EMAIL_1]", "ADA@example.org"],
    ]
    for path in (tmp_path / "home").rglob("*"):
        assert path.is_dir() or b"ada@" not in path.read_bytes()


def test_json_has_the_originals_only_where_they_are_asked_for(tmp_path):
    plain = done(here("sanitize", "--json", home=tmp_path, stdin=TEXT.encode()))
    assert plain.json["text"] == CLEAN.rstrip("\n")
    assert plain.json["counts"] == {"EMAIL": 2, "PERSON": 1}
    assert plain.json["tier"] == "rules"
    assert "names" in plain.json["sanitizers"]
    assert "ada@" not in plain.out.lower()
    explained = done(here("sanitize", "--json", "--explain", home=tmp_path, stdin=TEXT.encode()))
    assert [one["original"] for one in explained.json["found"]][1] == "ada@example.org"


@pytest.mark.parametrize("broken", [b"\xff\xfe caf\xe9 ada@example.org", b"", b"\0\0ada@example.org"])
def test_bytes_that_are_no_text_are_read_as_far_as_they_go(tmp_path, broken):
    assert "ada@" not in done(here("sanitize", home=tmp_path, stdin=broken)).out


def test_a_log_is_withheld_where_its_plugin_is_blocked(tmp_path):
    said = here("--block", "sanitizers", "sanitize", home=tmp_path, stdin=TEXT.encode())
    assert "the plugin sanitizers of whetstone-personas is blocked" in said.refused()


def test_a_tier_that_is_none_is_refused_with_its_line(tmp_path):
    write(tmp_path, '[sanitizer]\ntier = "mighty"\n')
    assert "line 2: sanitizer.tier" in here("sanitize", home=tmp_path, stdin=b"x").refused()


def test_the_page_shows_what_happens(tmp_path):
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    shown = next(text for language, text in blocks if language == "console")
    given, expected = re.fullmatch(r'\$ echo "(.*)" \| whetstone sanitize .*\n(.*)\n', shown).groups()
    assert done(here("sanitize", home=tmp_path, stdin=f"{given}\n".encode())).out == f"{expected}\n"
    for example in (text for language, text in blocks if language == "python"):
        exec(compile(example, str(PAGE), "exec"), {})


def test_every_type_of_the_rules_is_on_the_page():
    page = PAGE.read_text("utf-8")
    for rules in sorted(Path(sanitizers.__file__).parent.glob("*.py")):
        for kind in set(re.findall(r'"([A-Z_]{2,})", 0?[.\d]+\)', rules.read_text("utf-8"))):
            assert f"`{kind}`" in page
            assert kind in TYPES
