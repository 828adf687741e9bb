"""Whatever a model writes, distilling comes to an end without an error and invents no quotation."""

from __future__ import annotations

import json
from collections.abc import Callable

from distillers import FERRY, GOOD, GROUPS, INJECTION, LAMP, LAW, NAME, Scripted
from hypothesis import example, given, settings
from hypothesis import strategies as st

from whetstone.core.distilling.claims import FACETS, Distillation
from whetstone.core.distilling.distil import distil
from whetstone.core.distilling.plan import plan
from whetstone.core.distilling.reading import MOST_DRAFTS, read_answer
from whetstone.core.distilling.wording import as_second_person, paragraphs_by_facet
from whetstone.core.text.quoting.quotations import quotations
from whetstone.core.text.quoting.verbatim import Verbatim
from whetstone.core.text.words import words
from whetstone.core.values.model import ChatRequest

PASSAGES = {passage.id: passage for passage in (LAMP, FERRY, LAW, INJECTION)}
SPOKEN = tuple(dict.fromkeys(word for passage in PASSAGES.values() for word in passage.text.split()))

pieces = st.one_of(
    st.sampled_from(
        [*FACETS, "Beliefs", "Ways of arguing", NAME, "holds that", "likens", "He", "[1]", "[2]", "[4]"]
    ),
    st.sampled_from(
        ["[99]", "(1, 2)", "[1-3]", "\n", "\n- ", ": ", ". ", ", ", '"', "“", "”", "«", "»", "'", "’"]
    ),
    st.sampled_from(
        ["<think>", "</think>", "```", "{", "}", "[", "]", '{"beliefs": ["', '"]}', "|", "<q>", "> "]
    ),
    st.sampled_from(SPOKEN),
    st.lists(st.sampled_from(SPOKEN), min_size=3, max_size=8).map(" ".join),
    st.integers(0, len(LAMP.text) - 30).map(lambda at: LAMP.text[at : at + 30]),
    st.text(max_size=12),
)
answers = st.lists(pieces, max_size=60).map(" ".join)
findings = st.builds(
    '{}: {} says "{}" of {}. [{}][{}]'.format,
    st.sampled_from(FACETS),
    st.just(NAME),
    st.integers(0, 120).flatmap(lambda at: st.integers(8, 90).map(lambda size: LAW.text[at : at + size])),
    st.lists(st.sampled_from(SPOKEN), min_size=2, max_size=9).map(" ".join),
    st.integers(1, 4),
    st.integers(1, 4),
)


def distilled(say: Callable[[str], str], budget: int, *, small: bool = False) -> Distillation:
    def behave(phase: str, request: ChatRequest) -> str:
        return say(phase)

    return distil(NAME, "en", GROUPS, Scripted(behave, budget, small=small))


def check(found: Distillation) -> None:
    json.dumps(found.as_json())
    for claim in found.claims:
        cited = Verbatim([PASSAGES[id].text for id in claim.cites])
        assert claim.cites
        assert all(cited.find(quote) is not None for quote in quotations(claim.text, least_words=1))
        assert all(quote in claim.text for quote in claim.quotes)
        assert 4 <= len(words(claim.text)) <= 60
        assert "\n" not in claim.text
    for paragraph in paragraphs_by_facet(found, you=NAME).values():
        assert all(paragraph)


@settings(max_examples=150, deadline=None)
@given(answers, answers, st.integers(1, 12))
@example("[" * 5_000, '{"a":' * 3_000, 1)
@example("<think>" * 2_000, "(" * 3_000 + "1", 1)
@example(
    "beliefs: " + "9" * 6_000 + " [" + "9" * 6_000 + "]", '{"beliefs": [{"claim": "x", "cites": 1e999}]}', 2
)
@example('{"beliefs": {"claim": null, "text": ["a", {"b": [[[[[[[[1]]]]]]]]}]}}', "\ud800 [1]", 2)
@example("voice: 1" + " " * 19_000 + "x", "1" + " " * 19_000 + "perhaps", 12)
@example("." * 19_000 + "x\n" + "a\n" * 9_000, "*" * 19_000 + "x " + "(1 " * 900, 3)
def test_any_answer_is_read_without_an_error(first: str, second: str, budget: int) -> None:
    check(distilled(lambda phase: second if "again" in phase or "merging" in phase else first, budget))


@settings(max_examples=150, deadline=None)
@given(st.lists(findings, min_size=1, max_size=5).map("\n".join), st.integers(1, 12))
def test_no_claim_has_a_quotation_that_its_passages_do_not_have(told: str, budget: int) -> None:
    check(distilled(lambda phase: told, budget))


@settings(max_examples=60, deadline=None)
@given(answers, st.integers(0, 12))
def test_a_small_models_answers_are_read_without_an_error(told: str, budget: int) -> None:
    found = distilled(lambda phase: told, budget, small=True)

    check(found)
    assert found.calls <= budget


@given(answers)
def test_an_answer_holds_a_bounded_number_of_findings(told: str) -> None:
    assert len(read_answer(told)) <= MOST_DRAFTS


@given(st.integers(-3, 10_000), st.booleans())
def test_a_plan_spends_all_of_a_budget_and_no_more(budget: int, small: bool) -> None:
    planned = plan(budget, small=small)

    assert planned.calls == max(0, budget)
    assert min(planned.readings, planned.mergings, planned.second_looks, planned.repairs) >= 0
    assert (planned.readings > 0) is (budget > 0)


@given(st.lists(st.sampled_from(GOOD.splitlines()), max_size=6), st.text(max_size=20))
def test_second_person_is_said_or_declined(lines: list[str], name: str) -> None:
    for line in lines:
        told = as_second_person(line.partition(": ")[2], name)
        assert told is None or told.startswith("You ")
