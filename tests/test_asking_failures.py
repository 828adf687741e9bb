"""A model that a job asks and that fails: what is waited out, what is told, and when it is given up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from long_work import question
from oracles import Nothing, Oracle, asked, at_work, hosting
from small_plugins import plugin

from whetstone import (
    ModelError,
    ModelInterrupted,
    ModelRateLimited,
    ModelRejected,
    ModelTimeout,
    ModelUnavailable,
)
from whetstone.core.errors import JobCancelled
from whetstone.core.jobs.patience import Pauses
from whetstone.core.values.asking import Answer, Asking

BUSY = ModelRateLimited("the model asks to slow down (429); try again later")
GONE = ModelUnavailable("the model cannot be reached: the connection was refused; start the server")
REFUSED = ModelRejected("the model wants a key (401); export it")


def failing(first: Sequence[ModelError]) -> Callable[[str], str | ModelError]:
    left = list(first)
    return lambda text: left.pop(0) if left else text.upper()


@pytest.mark.parametrize(
    "error",
    [BUSY, GONE, ModelTimeout("the model did not answer"), ModelInterrupted("the model broke off")],
    ids=lambda error: type(error).__name__,
)
def test_what_may_pass_is_tried_again(home, error):
    oracle = Oracle(failing([error] * 3))
    assert asked(oracle, home, [1]) == [Answer("QUESTION 1", model="oracle")]
    assert len(oracle.asked) == 4


def test_what_does_not_pass_is_an_answer_with_an_error_and_asked_for_again_by_a_resumed_job(home):
    oracle = Oracle(failing([GONE] * 4))
    assert asked(oracle, home, [1]) == [Answer("", error=str(GONE))]
    assert len(oracle.asked) == 4
    assert not (home / "cache" / "steps").exists()
    assert asked(oracle, home, [1])[0].text == "QUESTION 1"


def test_a_refusal_is_not_tried_again_and_the_others_go_on(home):
    oracle = Oracle(lambda text: REFUSED if text.endswith("1") else text.upper())
    answers = asked(oracle, home, range(3))
    assert [answer.error for answer in answers] == ["", str(REFUSED), ""]
    assert len(oracle.asked) == 3


def test_a_backend_that_raises_something_else_is_told(home):
    def broken(text: str) -> str:
        raise KeyError("choices")

    answers = asked(Oracle(broken), home, [1])
    assert answers == [Answer("", "the model oracle raised KeyError: 'choices'")]


def test_silence_is_told_and_not_asked_for_again(home):
    oracle = Oracle(lambda text: " \n")
    first = asked(oracle, home, [1])
    assert first == [Answer("", "the model oracle said nothing", "oracle")]
    assert asked(oracle, home, [1]) == first
    assert len(oracle.asked) == 1


def test_a_model_that_cannot_be_reached_is_given_up_after_a_few_questions(home):
    oracle = Oracle(lambda text: GONE)
    answers = asked(oracle, home, range(100))
    assert {answer.error for answer in answers} == {str(GONE)}
    assert len(set(oracle.asked)) <= 8
    assert len(oracle.asked) <= 8 * 4


def test_giving_up_does_not_wait_for_the_pauses_of_others(home):
    """The first three fail for good at once; the fourth would wait for an hour."""
    hour = Pauses(failed=(3_600,), busy=())
    errors = {"question 3": GONE}
    oracle = Oracle(lambda text: errors.get(text, BUSY))
    assert [answer.error for answer in asked(oracle, home, range(4), hour)] == [str(BUSY)] * 3 + [str(GONE)]
    assert len(oracle.asked) == 4


def test_a_model_that_refuses_everything_is_given_up_and_one_that_refuses_some_is_not(home):
    oracle = Oracle(lambda text: REFUSED)
    assert {answer.error for answer in asked(oracle, home, range(100))} == {str(REFUSED)}
    assert len(oracle.asked) <= 12
    picky = Oracle(lambda text: text.upper() if text.endswith("0") else REFUSED)
    assert sum(not answer.error for answer in asked(picky, home, range(40))) == 4
    assert len(picky.asked) == 40


def test_a_model_that_was_given_up_is_tried_in_the_next_round(home):
    oracle = Oracle(lambda text: GONE)

    def use(model: Asking) -> list[str]:
        model.ask("first", [question(n) for n in range(20)])
        before = len(oracle.asked)
        model.ask("second", [question(n) for n in range(20, 60)])
        assert before < len(oracle.asked) <= before + 4
        oracle.says = str.upper
        return [answer.text for answer in model.ask("third", [question(n) for n in range(60, 63)])]

    with hosting(oracle, home) as host:
        assert at_work(host, use) == ["QUESTION 60", "QUESTION 61", "QUESTION 62"]


def test_while_a_model_is_waited_for_the_reason_is_told_and_failures_are_counted(home):
    told: list[str] = []
    oracle = Oracle(lambda text: GONE)

    def use(model: Asking) -> Mapping[str, int]:
        model.ask("asking", [question(n) for n in range(5)])
        return dict(model.failed)

    with hosting(oracle, home, Pauses(failed=(0.6,), busy=())) as host:
        failed = at_work(host, use, tell=lambda progress: told.append(progress.trouble))
    assert f"{GONE}; asked again in 1 s" in told
    assert failed == {str(GONE): 5}


@pytest.mark.parametrize(
    ("outcomes", "pauses"),
    [
        ([ModelRateLimited("busy", retry_after=7)] * 4, [7, 7, 7]),
        ([ModelRateLimited("busy", retry_after=900)] * 2, [60]),
        ([BUSY] * 4, [5, 20, 60]),
        ([GONE] * 4, [1, 4, 16]),
        ([GONE, BUSY, GONE, GONE], [1, 20, 16]),
        ([REFUSED], []),
    ],
)
def test_pauses_grow_are_bounded_and_heed_what_the_provider_asks_for(home, monkeypatch, outcomes, pauses):
    waited: list[float] = []

    class NoWait:
        def __init__(self, seconds: float) -> None:
            waited.append(seconds)

        async def __aenter__(self) -> None:
            raise TimeoutError

        async def __aexit__(self, *exception: object) -> None:
            pass

    monkeypatch.setattr("whetstone.core.jobs.patience.asyncio.timeout", NoWait)
    answers = asked(Oracle(failing(outcomes)), home, [1], Pauses())
    assert waited == pauses
    assert bool(answers[0].error) == (len(outcomes) > len(pauses))


def test_cancelling_wakes_a_pause(home):
    hour = Pauses(failed=(3_600,))
    oracle = Oracle(lambda text: GONE)
    with hosting(oracle, home, hour) as host:

        def cancel(progress: Any) -> None:
            host.jobs.cancel(host.jobs.list()[0].id)

        class Errand:
            name = "errand"
            parameters = Nothing

            def run(self, work, parameters):
                work.model("oracle", 5).ask("asking", [question(1)])

        host.register(plugin(whetstone_job_kinds=[Errand()]), "errand")
        host.jobs.pauses = hour
        job = host.jobs.start("errand", {})
        with pytest.raises(JobCancelled):
            host.jobs.run(job, cancel)
        assert host.jobs.get(job.id).status == "cancelled"
