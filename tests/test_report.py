"""`whetstone report` shows what a persona was made from and what was measured, and never trusts a report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cartridges import gardener
from commandline import here, process
from forged import Parts, forged
from homes import BUNDLED, packed

FIGURES = {
    "forged": {"mean": 0.52, "low": 0.44, "high": 0.6, "windows": 3},
    "named": {"mean": 0.31, "low": 0.22, "high": 0.4, "windows": 3},
    "none": {"mean": 0.28, "low": 0.2, "high": 0.36, "windows": 3},
}

TRIALS = {
    "model": "recorded",
    "contexts": {"asked": 30, "lines_of_dialogue": 4, "judged": 29},
    "windows": 3,
    "replies_a_window": 10,
    "failed_replies": {"forged": 1, "named": 0, "none": 0},
    "likeness": FIGURES,
    "author": {"mean": 1.02, "low": 0.95, "high": 1.1, "windows": 3},
    "gains": [
        {"over": "named", "mean": 0.21, "low": 0.1, "high": 0.33, "windows": 3},
        {"over": "none", "mean": 0.24, "low": 0.12, "high": 0.36, "windows": 3},
    ],
    "share_of_the_way_to_the_author": {"mean": 0.32, "low": 0.18, "high": 0.44, "windows": 3},
    "copied_words_share": {"forged": 0.04, "named": 0.0, "none": 0.0},
    "coverage": {
        "held_out_passages": 40,
        "found": 31,
        "theme_is_in_the_library": 38,
        "found_share": {"mean": 0.775, "low": 0.62, "high": 0.88},
        "found_by_chance": 14.2,
    },
    "notes": ["1 of 30 contexts were left out, for a reply failed."],
}


def told(tmp_path: Path, home: Path, *options: str, **report: Any) -> str:
    """What the command prints of a forged persona with these parts of its report replaced."""

    def change(parts: Parts) -> None:
        parts["report"].update(report)

    file, _ = forged(tmp_path, change)
    said = here("report", file, *options, home=home)
    assert said.code == 0, said.stderr
    return said.out


def gained(**figures: float) -> dict[str, Any]:
    return {**TRIALS, "gains": [{"over": "none", "windows": 3, **figures}]}


def test_a_report_says_first_what_the_persona_was_made_from_and_by_whom(tmp_path: Path, home: Path) -> None:
    lines = told(tmp_path, home).splitlines()
    assert lines[0] == "Ada Keeper 1.0, made by the Forge with recorded (12 of 20 calls)"
    assert lines[2].startswith("Made from 2 files in English: 2 works, 8,000 characters, 24 passages, 2")
    assert any("The Cellar" in line and "4,000 characters" in line for line in lines)


def test_the_essentials_fit_on_a_screen_of_eighty_columns_and_all_shows_the_rest(
    tmp_path: Path, home: Path
) -> None:
    left_out = [
        {
            "source": "a.txt",
            "reason": f"licence {number}",
            "where": "a",
            "characters": 100 - number,
            "begins": "All",
        }
        for number in range(9)
    ]
    made_from = {"sources": [], "works": [], "language": "en", "left_out": left_out}
    brief = told(tmp_path / "brief", home, trials=TRIALS, made_from=made_from)
    assert len(brief.splitlines()) <= 48
    assert "… and 4 more" in brief
    whole = told(tmp_path / "whole", home, "--all", trials=TRIALS, made_from=made_from)
    assert "licence 8" in whole
    assert "weirdness = 0.4: from the variety of words" in whole
    assert "voice: You warn. [p" in whole


def test_the_gain_is_told_with_its_interval_and_number_of_windows(tmp_path: Path, home: Path) -> None:
    shown = told(tmp_path, home, trials=TRIALS)
    assert "+0.24 (+0.12 to +0.36): it sounds more like its author than with no persona" in shown
    assert "32% of the way" in shown
    assert "3 windows of 10 replies, by recorded" in shown
    assert "29 of 30 questions judged, 4 lines of dialogue; 1 replies failed" in shown
    assert "31 of 40 held-out passages find a text of their theme" in shown
    assert "by chance 14 would" in shown
    rows = [line for line in shown.splitlines() if "●" in line]
    assert [row.split("  ")[1].strip() for row in rows] == [
        "this persona",
        "“You are NAME.”",
        "no persona",
        "the author",
    ]
    places = [row.index("●") for row in rows]
    assert places[2] < places[1] < places[0] < places[3]


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"mean": -0.2, "low": -0.3, "high": -0.1}, "it sounds LESS like its author than with no persona"),
        (
            {"mean": -0.02, "low": -0.1, "high": 0.06},
            "no difference to no persona that could be told from chance",
        ),
    ],
)
def test_no_gain_and_a_loss_are_said_in_words(
    tmp_path: Path, home: Path, figures: dict[str, float], words: str
) -> None:
    assert words in told(tmp_path, home, trials=gained(**figures))


def test_json_is_the_report_itself(tmp_path: Path, home: Path) -> None:
    file, _ = forged(tmp_path)
    said = here("report", file, "--json", home=home)
    assert said.json["kind"] == "forge"
    assert said.json["notes"] == ["The books are short."]


def test_an_installed_persona_and_its_versions_are_reported_by_id(tmp_path: Path, home: Path) -> None:
    file, _ = forged(tmp_path)
    assert here("import", file, home=home).code == 0
    for reference in ("ada-keeper", "ada-keeper@1.0"):
        assert "made by the Forge" in here("report", reference, home=home).out


def test_a_persona_without_a_report_is_answered_in_one_sentence(home: Path) -> None:
    said = here("report", BUNDLED, home=home)
    assert (said.code, said.out) == (0, "")
    assert "socrates has no report: it was not made by `whetstone forge`" in said.stderr
    assert here("report", BUNDLED, "--json", home=home).json is None


def test_a_report_by_another_tool_is_shown_by_its_keys(tmp_path: Path, home: Path) -> None:
    report = {"kind": "almanac", "moons": {"full": 13, "new": [1, {"a": True}]}, "empty": {}}
    said = here("report", packed(tmp_path, gardener(report=report)), home=home)
    assert said.code == 0
    assert "a report by almanac, as it stands" in said.out
    assert "  moons.new[1].a: true" in said.out
    assert "  empty: {}" in said.out


@pytest.mark.parametrize(
    "report",
    [
        {"kind": "forge", "trials": {"likeness": {"forged": {"mean": 10**300, "low": "no", "high": None}}}},
        {
            "kind": "forge",
            "trials": {"likeness": {"x" * 9_000: {"mean": 1e308, "low": -1e308, "high": 1e308}}},
        },
        {
            "kind": "forge",
            "trials": [1],
            "profile": {"findings": 3, "rhythm": {"words_per_sentence_deciles": [True]}},
        },
        {"kind": "forge", "made_from": {"works": [{"title": "語" * 500, "characters": 10**30}] * 2_000}},
        {"kind": "forge", "made_from": {"left_out_characters_by_reason": {"a\nb": -7, "": "x"}}},
        {"kind": "forge", "notes": ["one\ntwo", {"a": 1}, None], "config": [], "prompt": {"tokens": -1}},
        {"kind": "other", "deep": json.loads('{"a":' * 60 + "1" + "}" * 60)},
        {"kind": "other", "wide": {f"key {number}": "v" * 900 for number in range(3_000)}},
        {},
    ],
    ids=range(9),
)
def test_a_hostile_report_is_shown_or_passed_over_and_never_a_crash(
    tmp_path: Path, home: Path, report: Any
) -> None:
    file = packed(tmp_path, gardener(report=report))
    for options in ((), ("--all",), ("--json",)):
        said = here("report", file, *options, home=home)
        assert said.code == 0, said.stderr
        if not options:
            assert len(said.out) < 40_000
            assert max(map(len, said.out.splitlines())) < 600


def test_it_runs_as_a_command_of_its_own(tmp_path: Path, home: Path) -> None:
    file, _ = forged(tmp_path)
    said = process("report", file, home=home)
    assert said.code == 0
    assert "The books are short." in said.out
    assert "\x1b" not in said.out
