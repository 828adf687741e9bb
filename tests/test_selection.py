"""Excerpts are chosen by a stated objective, inside a budget, and spread over what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import e
from random import Random
from statistics import mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from texts_to_choose_from import essays, excerpt

from whetstone.core.text.choosing.objective import Objective, Weights
from whetstone.core.text.choosing.selection import choose
from whetstone.core.text.topics.themes import Themes, find_themes
from whetstone.core.values.text import Excerpt


def shelf(size: int, seed: int) -> tuple[list[Excerpt], Themes, list[float], list[int]]:
    """Excerpts that share no words, at random places of a space, with their quality and cost."""
    draw = Random(seed)
    points = np.random.default_rng(seed).normal(size=(size, 4)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    of = [draw.randrange(3) for _ in range(size)]
    found = [
        excerpt(f"a{place} b{place} c{place} d{place}", f"Work {draw.randrange(3)}", "", 100 * place)
        for place in range(size)
    ]
    themes = Themes(tuple(of), ((),) * 3, tuple(max(1, of.count(theme)) for theme in range(3)), points)
    quality = [draw.choice((0.0, 0.3, draw.random(), 1.0)) for _ in range(size)]
    return found, themes, quality, [draw.randint(1, 30) for _ in range(size)]


def worth_of(
    chosen: Sequence[int],
    found: Sequence[Excerpt],
    themes: Themes,
    quality: Sequence[float],
    cost: Sequence[int],
    budget: int,
) -> float:
    """The objective, spelled out from its definition for sets that are small."""
    weights = Weights()
    fit = [one for one in range(len(found)) if cost[one] <= budget]
    if not fit:
        return 0.0
    middling = sorted(cost[one] for one in fit)[len(fit) // 2]
    by_cost = budget / middling <= len(fit)
    worth = [quality[one] * (cost[one] / middling if by_cost else 1) for one in range(len(found))]
    expected = max(1.0, budget / middling if by_cost else float(len(fit)))
    near = np.maximum(themes.vectors @ themes.vectors.T, 0) * np.array(quality)[:, None]
    covered = near[list(chosen)].max(axis=0).mean() if chosen else 0.0
    spread = 0.0
    kinds = (
        {one: (str(themes.of[one]), themes.sizes[themes.of[one]] ** 0.5) for one in fit},
        {one: (found[one].work, 1.0) for one in fit},
        {one: (found[one].work + found[one].section, 1.0) for one in fit},
    )
    for kind in kinds:
        groups = dict(kind.values())
        scale = sum(weight**2 for weight in groups.values()) * expected
        for group, weight in groups.items():
            held = sum(worth[one] for one in chosen if kind[one][0] == group)
            spread += weight / scale**0.5 / 3 * held**0.5
    total = weights.coverage * covered + weights.spread * spread
    return float(total + weights.quality * sum(worth[one] for one in chosen) / expected)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(0, 10_000), st.integers(0, 200), st.none() | st.integers(0, 12))
def test_no_choice_is_over_budget_or_takes_one_twice(
    size: int, seed: int, budget: int, most: int | None
) -> None:
    found, themes, quality, cost = shelf(size, seed)
    chosen = choose(found, themes, quality, budget, cost, most)
    indices = [one.index for one in chosen]
    assert sum(cost[index] for index in indices) <= budget
    assert len(set(indices)) == len(indices) <= (size if most is None else most)
    assert all(one.gain > 0 for one in chosen)
    assert all(abs(one.gain - sum(one.reasons.values())) < 1e-5 for one in chosen)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 40), st.integers(0, 10_000), st.integers(30, 200))
def test_a_choice_is_worth_more_than_the_best_by_quality_and_than_random_ones(
    size: int, seed: int, budget: int
) -> None:
    found, themes, quality, cost = shelf(size, seed)

    def filled(order: Sequence[int]) -> list[int]:
        taken: list[int] = []
        for one in order:
            if sum(cost[index] for index in taken) + cost[one] <= budget:
                taken.append(one)
        return taken

    chosen = [one.index for one in choose(found, themes, quality, budget, cost)]
    mine = worth_of(chosen, found, themes, quality, cost, budget)
    by_quality = filled(sorted(range(size), key=lambda one: -quality[one]))
    assert mine >= worth_of(by_quality, found, themes, quality, cost, budget) - 1e-6
    draw = Random(seed)
    random_ones = [filled(draw.sample(range(size), size)) for _ in range(20)]
    assert mine >= mean(worth_of(one, found, themes, quality, cost, budget) for one in random_ones) - 1e-6


@settings(max_examples=25, deadline=None)
@given(st.integers(3, 9), st.integers(0, 10_000), st.integers(10, 60))
def test_a_choice_comes_as_near_to_the_best_as_it_says(size: int, seed: int, budget: int) -> None:
    found, themes, quality, cost = shelf(size, seed)
    chosen = [one.index for one in choose(found, themes, quality, budget, cost)]
    best = max(
        worth_of(some, found, themes, quality, cost, budget)
        for count in range(size + 1)
        for some in combinations(range(size), count)
        if sum(cost[index] for index in some) <= budget
    )
    mine = worth_of(chosen, found, themes, quality, cost, budget)
    assert mine <= best + 1e-6
    assert mine >= (1 - 1 / e) / 2 * best - 1e-6


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 20), st.integers(0, 10_000), st.data())
def test_one_more_never_costs_worth_and_adds_less_to_more(size: int, seed: int, data: st.DataObject) -> None:
    found, themes, quality, _ = shelf(size, seed)
    objective = Objective(
        found,
        themes.of,
        themes.sizes,
        likeness=np.maximum(themes.vectors @ themes.vectors.T, 0),
        worth=quality,
        expected=3.0,
        weights=Weights(),
    )
    more = data.draw(st.lists(st.integers(0, size - 1), unique=True, max_size=size - 1))
    fewer = more[: data.draw(st.integers(0, len(more)))]
    one = data.draw(st.sampled_from(sorted(set(range(size)) - set(more))))
    to_fewer = objective.value([*fewer, one]) - objective.value(fewer)
    to_more = objective.value([*more, one]) - objective.value(more)
    assert to_fewer >= to_more - 1e-6
    assert to_more >= -1e-6


def test_what_is_chosen_is_spread_over_works_and_themes() -> None:
    found = essays(30, works=("Letters", "Talks", "Notes"))
    themes = find_themes(found, "en", most=3)
    chosen = choose(found, themes, [1.0] * len(found), 10_000, [100] * len(found), most=9)
    assert set(Counter(themes.of[one.index] for one in chosen).values()) == {3}
    assert set(Counter(found[one.index].work for one in chosen).values()) == {3}


def test_more_is_taken_of_what_the_author_keeps_returning_to() -> None:
    found = [one for place, one in enumerate(essays(40)) if place % 3 == 0 or place < 30]
    themes = find_themes(found, "en", most=3)
    chosen = choose(found, themes, [1.0] * len(found), 1_200, [100] * len(found))
    taken = Counter(themes.of[one.index] for one in chosen)
    assert taken[0] > max(taken[1], taken[2]) > 0


def test_quality_decides_among_those_that_say_the_same() -> None:
    found = essays(20)
    themes = find_themes(found, "en", most=3)
    quality = [0.9 if place % 4 == 0 else 0.2 for place in range(len(found))]
    chosen = choose(found, themes, quality, 1_000, [100] * len(found))
    assert sum(quality[one.index] == 0.9 for one in chosen) >= 7


def test_nothing_is_taken_twice_in_other_words_places_or_lengths() -> None:
    long = "The captain who never left the harbour has told me everything about the storms of the south."
    found = [
        excerpt(long, "One", "", 0),
        excerpt(long.replace("storms", "stars"), "Two", "", 0),
        excerpt("left the harbour has told me everything about the storms of the south.", "Three", "", 0),
        excerpt("and something else that begins in the middle of it, and goes on.", "One", "", 50),
        excerpt("Bees know the garden better than its owner does, and never say so.", "One", "", 900),
    ]
    themes = find_themes(found, "en")
    chosen = choose(found, themes, [1.0, 0.9, 0.8, 0.7, 0.6], 10_000, [20] * 5)
    assert sorted(one.index for one in chosen) == [0, 4]


def test_what_was_chosen_before_counts_and_costs_nothing() -> None:
    found = essays(20)
    themes = find_themes(found, "en", most=3)
    seas = list(range(0, len(found), 3))[:6]
    chosen = choose(found, themes, [1.0] * len(found), 400, [100] * len(found), already=seas)
    assert len(chosen) == 4
    assert not {one.index for one in chosen} & set(seas)
    assert all(one.index % 3 for one in chosen)


@pytest.mark.parametrize("budget", [0, 5])
def test_a_budget_that_holds_none_chooses_none(budget: int) -> None:
    found = essays(3)
    assert choose(found, find_themes(found, "en"), [1.0] * 9, budget, [10] * 9) == []


def test_equal_gains_go_to_the_first() -> None:
    found = [excerpt(f"x{place} y{place} z{place}", "W", "", 50 * place) for place in range(4)]
    same = Themes((0,) * 4, ((),), (4,), np.tile(np.float32([1, 0]), (4, 1)))
    assert [one.index for one in choose(found, same, [0.5] * 4, 20, [10] * 4)] == [0, 1]


def test_twenty_thousand_candidates_are_weighed_by_a_pool_and_a_sample() -> None:
    size = 20_000
    points = np.random.default_rng(0).normal(size=(size, 16)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    of = tuple(int(theme) for theme in np.abs(points[:, :8]).argmax(axis=1))
    found = [excerpt(f"w{place} of many", f"Work {place % 40}", "", 20 * place) for place in range(size)]
    themes = Themes(of, ((),) * 8, tuple(of.count(theme) for theme in range(8)), points)
    quality = [0.5 + 0.5 * (place % 997 == 0) for place in range(size)]
    chosen = choose(found, themes, quality, 3_000, [100] * size)
    assert len(chosen) == 30
    assert sum(quality[one.index] == 1.0 for one in chosen) >= 15
    assert len({themes.of[one.index] for one in chosen}) == 8
