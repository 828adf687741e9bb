"""A difference in likeness comes with an interval, and means nothing where the interval holds zero."""

from __future__ import annotations

from random import Random
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from texts_to_choose_from import CASUAL, GRAVE, speech

from whetstone.core.text.scale.bootstrap import compare, differences, fidelity, interval
from whetstone.core.text.scale.likeness import AuthorStyle, equally_long


@pytest.fixture(scope="module")
def grave() -> AuthorStyle:
    own = [speech(GRAVE, seed, 8) for seed in range(60)]
    return AuthorStyle.learn(own, "en", [speech(CASUAL, seed, 8) for seed in range(60)])


def replies(grave_share: float, seed: int, count: int = 40) -> list[str]:
    draw = Random(seed)
    return [
        speech(GRAVE if draw.random() < grave_share else CASUAL, 10_000 * seed + number, 4)
        for number in range(count)
    ]


def test_an_interval_holds_the_true_mean_about_as_often_as_it_says() -> None:
    held = 0
    for seed in range(200):
        draw = Random(seed)
        found = interval([draw.expovariate(1.0) for _ in range(30)], samples=400)
        held += found.low <= 1.0 <= found.high
    assert 0.88 <= held / 200 <= 0.99


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=40))
def test_an_interval_stands_around_the_mean(values: list[float]) -> None:
    found = interval(values, samples=200)
    assert found.n == len(values)
    assert found.low - 1e-5 <= found.mean <= found.high + 1e-5
    assert found.mean == pytest.approx(mean(values), abs=1e-5)
    assert found.low >= min(values) - 1e-5
    assert found.high <= max(values) + 1e-5


def test_more_values_make_a_narrower_interval() -> None:
    draw = Random(1)
    values = [draw.gauss(0, 1) for _ in range(400)]
    few, many = interval(values[:20]), interval(values)
    assert many.high - many.low < (few.high - few.low) / 2
    assert interval(values, level=0.5).high < many.high


def test_the_same_values_have_the_same_interval_every_time() -> None:
    assert interval([1.0, 2.0, 4.0, 8.0]) == interval([1.0, 2.0, 4.0, 8.0])
    assert interval([3.0]) == interval([3.0, 3.0], samples=10).__class__(3.0, 3.0, 3.0, 1)
    with pytest.raises(ValueError, match="at least one"):
        interval([])


def test_paired_values_are_compared_pair_by_pair() -> None:
    draw = Random(2)
    base = [draw.gauss(0, 10) for _ in range(30)]
    found = differences([value + 1 + draw.gauss(0, 0.1) for value in base], base)
    assert 0.9 < found.low < found.mean < found.high < 1.1


def test_conditions_are_compared_over_the_same_contexts(grave: AuthorStyle) -> None:
    found = compare({"forged": replies(0.9, 1), "named": replies(0.4, 2), "bare": replies(0.0, 3)}, grave)
    assert found.contexts == 40
    assert list(found.likeness) == ["forged", "named", "bare"]
    assert list(found.gains) == ["forged", "named"]
    assert found.gains["forged"].low > 0.3
    assert found.gains["forged"].mean > found.gains["named"].mean > 0
    for name, one in found.likeness.items():
        assert one.low <= one.mean <= one.high
        parts = (found.characters[name] + found.function_words[name]) / 2
        assert parts == pytest.approx(one.mean, abs=1e-4)
    for name, gain in found.gains.items():
        apart = found.likeness[name].mean - found.likeness["bare"].mean
        assert gain.mean == pytest.approx(apart, abs=1e-4)


def test_no_difference_is_told_as_none(grave: AuthorStyle) -> None:
    found = compare({"one": replies(0.5, 4), "other": replies(0.5, 5)}, grave)
    assert found.gains["one"].low < 0 < found.gains["one"].high


def test_the_samples_are_the_same_in_every_run(grave: AuthorStyle) -> None:
    two = {"one": replies(0.8, 6, 12), "other": replies(0.2, 7, 12)}
    assert compare(two, grave, samples=50) == compare(two, grave, samples=50)


def test_a_context_without_a_reply_is_left_out_for_all(grave: AuthorStyle) -> None:
    silent = ["", *replies(0.5, 8)[1:]]
    assert compare({"one": silent, "other": replies(0.5, 9)}, grave, samples=20).contexts == 39
    with pytest.raises(ValueError, match="no context"):
        compare({"one": ["", "a"], "other": ["b", ""]}, grave)


def test_fidelity_is_the_share_of_the_way_from_generic_to_real(grave: AuthorStyle) -> None:
    real, generic = replies(1.0, 10), replies(0.0, 11)
    half = fidelity(replies(0.5, 12), generic, real, grave)
    assert half is not None
    assert half.low < half.mean < half.high
    assert 0.3 < half.mean < 0.95
    same = fidelity(real, generic, real, grave)
    none = fidelity(generic, generic, real, grave)
    assert same is not None
    assert none is not None
    assert same.mean == same.low == same.high == 1
    assert none.mean == none.low == none.high == 0


def test_there_is_no_fidelity_where_the_real_one_is_like_anyone(grave: AuthorStyle) -> None:
    assert fidelity(replies(0.5, 13), replies(0.0, 14), replies(0.0, 15), grave) is None


def test_replies_are_cut_no_further_than_to_the_floor_that_is_asked_for() -> None:
    long, short = "word " * 60, "three small words"
    assert [len(cut[0]) for cut in equally_long([long], [short])] == [199, 17]
    assert [len(cut[0]) for cut in equally_long([long], [short], floor=50)] == [49, 17]
