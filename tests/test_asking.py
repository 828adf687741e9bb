"""A model that a job asks: answers are kept as they come, and a budget holds."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import pytest
from long_work import question
from oracles import Oracle, asked, at_work, hosting

from whetstone import ModelNotFound
from whetstone.core.errors import HomeError
from whetstone.core.values.asking import Answer, Asking


def test_answers_come_in_the_order_of_the_questions_several_at_a_time(home):
    oracle = Oracle()
    answers = asked(oracle, home, range(12))
    assert [answer.text for answer in answers] == [f"QUESTION {n}" for n in range(12)]
    assert {(answer.error, answer.model) for answer in answers} == {("", "oracle")}
    assert oracle.most == 4


def test_the_settings_say_how_many_at_a_time(home):
    home.mkdir()
    (home / "whetstone.toml").write_text("[executor]\ncalls = 2\n")
    oracle = Oracle()
    asked(oracle, home, range(6))
    assert oracle.most == 2


def test_a_small_model_in_this_process_is_asked_one_thing_at_a_time(home):
    oracle = Oracle()
    oracle.reply_tokens = 80
    with hosting(oracle, home) as host:
        assert at_work(
            host, lambda model: (model.small, len(model.ask("a", [question(1), question(2)])))
        ) == (
            True,
            2,
        )
    assert oracle.most == 1


def test_what_was_answered_is_never_asked_again(home):
    oracle = Oracle()
    first = asked(oracle, home, range(5))
    assert asked(oracle, home, [3, 7, 1]) == [first[3], Answer("QUESTION 7", model="oracle"), first[1]]
    assert sorted(oracle.asked) == sorted(f"question {n}" for n in (*range(5), 7))


def test_equal_questions_are_one_and_each_takes_a_call_of_the_budget(home):
    oracle = Oracle()
    with hosting(oracle, home) as host:
        left, answers = (
            at_work(
                host,
                lambda model: (model.left, model.ask("a", [question(1)] * 3), model.left)[::2][::-1],
                budget=5,
            ),
            oracle.asked,
        )
    assert left == (2, 5)
    assert answers == ["question 1"]


def test_more_questions_than_calls_are_left_is_an_error_and_asks_nothing(home):
    oracle = Oracle()

    def use(model: Asking) -> str:
        model.ask("a", [question(1)])
        with pytest.raises(ValueError, match="2 requests, and 1 calls are left") as error:
            model.ask("a", [question(2), question(3)])
        return str(error.value)

    with hosting(oracle, home) as host:
        at_work(host, use, budget=2)
    assert oracle.asked == ["question 1"]


def test_a_kept_answer_takes_a_call_too_so_that_a_resumed_job_decides_as_the_first_one_did(home):
    oracle = Oracle()
    for _ in range(2):
        with hosting(oracle, home) as host:
            assert at_work(host, lambda model: (model.ask("a", [question(1)]), model.left)[1], budget=9) == 8


def step_files(home: Path) -> list[Path]:
    return sorted((home / "cache" / "steps").rglob("*.json"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-9],
        lambda data: data.replace(b"QUESTION", b"ANSWERED"),
        lambda data: b"[1, 2]",
        lambda data: b"\xff" + data,
        lambda data: json.dumps({**json.loads(data), "sha256": "0" * 64}).encode(),
        lambda data: json.dumps({**json.loads(data), "text": 7}).encode(),
    ],
)
def test_a_damaged_answer_is_asked_for_again_and_replaced(home, damage):
    oracle = Oracle()
    whole = asked(oracle, home, [1])
    (path,) = step_files(home)
    kept = path.read_bytes()
    path.write_bytes(damage(kept))
    assert asked(oracle, home, [1]) == whole
    assert len(oracle.asked) == 2
    assert path.read_bytes() == kept


def test_an_answer_of_half_a_character_is_kept_as_it_is(home):
    odd = Oracle(lambda text: "a \ud800 and \x00 and \u2028")
    first = asked(odd, home, [1])
    assert asked(odd, home, [1]) == first
    assert len(odd.asked) == 1


def test_what_was_kept_holds_no_question_and_no_secret(home):
    asked(Oracle(), home, ["of my heart"])
    (path,) = step_files(home)
    assert set(json.loads(path.read_bytes())) == {"text", "model", "sha256"}
    assert "of my heart" not in path.read_text()
    assert path.parent.name == path.name[:2]


def test_a_model_that_is_not_known_fails_the_job_before_anything_is_asked(home):
    with hosting(Oracle(), home) as host, pytest.raises(ModelNotFound, match="no model is called 'delphi'"):
        at_work(host, lambda model: None, model="delphi")


def test_answers_that_cannot_be_kept_fail_the_job_and_nothing_more_is_said(home, caplog):
    home.mkdir()
    (home / "cache").write_text("in the way")
    with pytest.raises(HomeError, match=r"cannot write .*cache"):
        asked(Oracle(), home, range(4))
    gc.collect()
    assert not caplog.records
