"""`python -m benchmarks.sanitizer`: any annotated file, measured by what can be reckoned by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commandline import environment

ROOT = Path(__file__).parents[1]
STRUCTURED = ("EMAIL", "CARD", "IBAN", "IP", "URL", "NATIONAL_ID")


def run(module: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)


def measured(*arguments: object) -> dict[str, Any]:
    done = run("sanitizer", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    (summary,) = json.loads(done.stdout)
    return summary


def lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_hits_misses_and_innocent_letters_are_counted_as_they_are(tmp_path):
    data = lines(
        tmp_path / "data.jsonl",
        {"text": "to ada@example.org now", "spans": [{"start": 3, "end": 18, "type": "EMAIL_ADDRESS"}]},
        {"text": "the green door", "spans": [{"start": 4, "end": 9, "type": "GIVENNAME1"}]},
        {"text": "ask eve@example.org", "spans": []},
    )
    summary = measured(data)
    assert summary["types"]["EMAIL"] == {
        "spans": 1,
        "precision": 0.5,
        "recall": 1.0,
        "f2": pytest.approx(5 * 0.5 / (4 * 0.5 + 1)),
        "removed": 1.0,
        "exact": 1.0,
    }
    assert summary["types"]["PERSON"]["recall"] == 0.0
    assert summary["overall"]["leaking"] == pytest.approx(1 / 3)
    assert summary["overall"]["innocent_removed"] == pytest.approx(13 / (5 + 7 + 16))
    assert summary["false_alarms_in_1000_texts_without_annotation"] == {"EMAIL": 1000.0}


def test_the_texts_of_a_conversation_are_one_log_whose_names_are_known(tmp_path):
    rows = [
        {"text": "hello all", "spans": [], "conversation": 1, "speaker": "zorblax"},
        {"text": "is zorblax in", "spans": [{"start": 3, "end": 10, "type": "B-PER"}], "conversation": 1},
    ]
    assert measured(lines(tmp_path / "one.jsonl", *rows))["types"]["PERSON"]["recall"] == 1.0
    rows[1]["conversation"] = 2
    assert measured(lines(tmp_path / "two.jsonl", *rows))["types"]["PERSON"]["recall"] == 0.0


def test_sentences_that_the_rules_were_not_made_with_reach_what_is_promised(tmp_path):
    made = run("sanitizer.made", tmp_path, "--texts", 600)
    assert made.returncode == 0, made.stderr
    again = run("sanitizer.made", tmp_path / "again", "--texts", 600)
    assert again.returncode == 0
    assert (tmp_path / "again/held-out.jsonl").read_bytes() == (tmp_path / "held-out.jsonl").read_bytes()
    held_out = measured(tmp_path / "held-out.jsonl")
    assert {kind for kind in STRUCTURED if held_out["types"][kind]["f2"] < 0.98} == set()
    assert held_out["false_alarms_in_1000_texts_without_annotation"].get("SECRET", 0) <= 1
    assert measured(tmp_path / "secrets.jsonl")["types"]["SECRET"]["recall"] >= 0.9
    work = measured(tmp_path / "work-held-out.jsonl")
    assert work["types"]["ORGANISATION"]["recall"] >= 0.88
    assert work["types"]["ORGANISATION"]["precision"] >= 0.93
    assert "ORGANISATION" not in work["false_alarms_in_1000_texts_without_annotation"]
    chat = measured(tmp_path / "chat.jsonl")
    assert chat["types"]["PERSON"]["recall"] >= 0.8
    assert chat["overall"]["innocent_removed"] <= 0.05


def test_a_line_without_a_text_is_named(tmp_path):
    path = lines(tmp_path / "data.jsonl", {"text": "fine", "spans": []}, {"spans": []})
    done = run("sanitizer", path)
    assert done.returncode == 1
    assert f"{path}, line 2: no text with spans" in done.stderr
