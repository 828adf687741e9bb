"""The report of a clone in words, and what can be checked of a clone that somebody got."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cloned import REPORT, TRIALS, cloned
from commandline import Said, here
from homes import done, packed


def told(tmp_path: Path, home: Path, *options: str, **report: Any) -> str:
    return done(here("report", packed(tmp_path, cloned(report)), *options, home=home)).out


def checked(tmp_path: Path, home: Path, *options: str, **report: Any) -> Said:
    return here("verify", packed(tmp_path, cloned(report)), *options, home=home)


def test_it_says_what_a_clone_was_made_from_and_what_was_taken_out(tmp_path, home):
    lines = told(tmp_path, home).splitlines()
    assert lines[0] == "Wren 1.0.0, a clone made by the Mirror with recorded (94 of 120 calls)"
    assert lines[2] == "Made from 640 turns in English: 80 sessions on 82 days, 2024-02 to 2024-04"
    assert "  built on 512; the last 128 were kept back to try it with" in lines
    assert any("telegram" in line and "600 turns" in line for line in lines)
    assert "Taken out before anything looked at it: 131 places, by the tier rules" in lines
    assert any("EMAIL" in line and line.endswith("3 places") for line in lines)
    assert "  it can miss places" in lines


def test_no_figure_of_likeness_is_without_interval_and_windows(tmp_path, home):
    out = told(tmp_path, home)
    for called, figures in (
        ("this clone", "0.60  (0.50 to 0.70)"),
        ("somebody else's clone", "0.20  (0.10 to 0.30)"),
        ("a generic assistant", "0.10  (0.00 to 0.20)"),
        ("the person", "1.00  (0.90 to 1.10)"),
    ):
        assert any(called in line and figures in line for line in out.splitlines()), called
    assert "55% of the way from a generic assistant to the person (40% to 70%, 4 windows)" in out
    assert "4 windows of 10 replies, by recorded" in out
    assert "more like the person than with somebody else's clone" in out
    assert "author" not in told(tmp_path, home, "--all")


def test_the_persons_messages_stand_beside_the_clones_each_with_an_interval(tmp_path, home):
    lines = told(tmp_path, home).splitlines()
    small = next(line for line in lines if "begin with a small letter" in line)
    assert "the person 95% (83% to 99%); the clone 75% (60% to 86%)" in small
    comma = next(line for line in lines if "comma in 1,000 words" in line)
    assert "the person 10 (4 to 24); the clone 20 (11 to 37)" in comma
    assert any("4 6 8 10 12 13 15 18 22" in line for line in lines)


def test_whoever_was_cloned_here_is_called_you(tmp_path, home):
    (home / "mirror").mkdir(parents=True)
    (home / "mirror" / "wren.json").write_text("{}")
    out = told(tmp_path, home)
    assert "How much it sounds like you: 0 as texts of others, 1 as you" in out
    assert "the person" not in out


def test_a_clone_that_was_not_tried_says_so_in_place_of_figures(tmp_path, home):
    out = told(tmp_path, home, model=None, trials=None, distributions=None)
    assert "made by the Mirror without a model: all of it was measured" in out
    assert "make it again with --model NAME to know" in out
    assert "95 % intervals" not in out


def test_the_leak_report_is_told_also_where_it_found_something(tmp_path, home):
    out = told(tmp_path, home)
    assert "Nothing of the log was found in 4 files (53,391 bytes)" in out
    assert "extraction chats: 24" in out
    found = {"kind": "copied", "file": "prompt.txt", "place": "line 3", "words": 9, "count": 2}
    dirty = told(tmp_path, home, leaks={**REPORT["leaks"], "clean": False, "findings": [found]})
    assert "Something of the log was found" in dirty
    assert "prompt.txt, line 3: 9 words in a row from the log, 2 x" in dirty


def test_a_clone_is_verified_by_what_it_has_and_not_failed_for_what_it_has_not(tmp_path, home):
    said = done(checked(tmp_path, home))
    out = said.out
    assert "given on 2026-01-02" in out
    assert "by design cite nothing" in out
    assert "whetstone mirror audit wren" in out
    assert "FAILED" not in out
    assert done(checked(tmp_path, home, "--sources", str(tmp_path))).out == out


@pytest.mark.parametrize(
    ("change", "about"),
    [
        ({"made_from": {**REPORT["made_from"], "turns": 700}}, "turns"),
        ({"distillation": {"claims": [{"text": "x", "turns": ["00ab"]}]}}, "claims"),
        ({"leaks": {**REPORT["leaks"], "clean": False}}, "leaks"),
    ],
)
def test_a_clone_whose_report_contradicts_itself_fails(tmp_path, home, change, about):
    said = checked(tmp_path, home, "--json", **change)
    assert said.code == 1
    assert [check["about"] for check in said.json["checks"] if check["state"] == "failed"] == [about]


@pytest.mark.parametrize(
    "report",
    [
        {"made_from": [], "trials": 3, "leaks": [], "distributions": {"clone": 1, "person": {}}},
        {"trials": {**TRIALS, "likeness": {"clone": {}}}, "distributions": {"clone": {"messages": -4}}},
        {"distributions": {side: {"messages": 1e300} for side in ("clone", "person")}, "topics": [1]},
        {"leaks": {"findings": [{"kind": 7}], "looked_at": []}, "profile": 3, "sanitized": "x"},
    ],
    ids=range(4),
)
def test_a_hostile_report_of_a_clone_is_never_a_crash(tmp_path, home, report):
    for options in ((), ("--all",)):
        told(tmp_path, home, *options, **report)
    assert checked(tmp_path, home, **report).code in (0, 1)
