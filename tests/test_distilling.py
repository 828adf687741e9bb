"""Distilling: what models of many manners write about passages, and what of it is kept."""

from __future__ import annotations

import json
import re

import pytest
from distillers import FERRY, GROUPS, INJECTION, LAMP, LAW, NAME, Scripted, always, excerpt, good

from whetstone.core.distilling.claims import Distillation, Group
from whetstone.core.distilling.distil import distil
from whetstone.core.values.asking import Answer
from whetstone.core.values.model import ChatRequest


def distilled(model: Scripted | None, **more: object) -> Distillation:
    return distil(NAME, "en", GROUPS, model, **more)  # type: ignore[arg-type]


def only(told: str) -> Distillation:
    return distilled(Scripted(always(told), 1))


def test_a_good_model_leads_to_claims_that_cite_what_they_rest_on() -> None:
    found = distilled(Scripted(good, 1))

    assert {claim.facet for claim in found.claims} == {
        "voice",
        "beliefs",
        "arguing",
        "images",
        "interlocutor",
    }
    assert {claim.text: claim.cites for claim in found.claims}[
        "Ilva Morn doubts that a law which nobody dares to break is good."
    ] == (LAW.id,)
    assert (found.dropped, found.calls) == ((), 1)


def test_merging_keeps_a_tension_between_works_and_cites_for_both_sides() -> None:
    found = distilled(Scripted(good, 6))

    tension = next(claim for claim in found.claims if claim.text.startswith("In The Ferry"))
    assert tension.facet == "beliefs"
    assert set(tension.cites) == {LAMP.id, LAW.id}
    assert not any("holds that a promise is a lamp" in claim.text for claim in found.claims)


def test_a_merged_claim_that_fails_leaves_its_notes_as_they_were() -> None:
    def inventive(phase: str, request: ChatRequest) -> str:
        if "merging" in phase:
            return (
                "beliefs: Ilva Morn learned from Aristotle that promises are lamps and laws are walls. [1][2]"
            )
        return good(phase, request)

    found = distilled(Scripted(inventive, 6))

    beliefs = [claim.text for claim in found.claims if claim.facet == "beliefs"]
    assert beliefs == [
        "Ilva Morn holds that a promise is a lamp carried for somebody else.",
        "Ilva Morn doubts that a law which nobody dares to break is good.",
    ]
    assert found.reasons["it names someone or something that the cited passages do not"] >= 1


def test_what_the_model_refutes_at_a_second_look_is_dropped() -> None:
    def doubting(phase: str, request: ChatRequest) -> str:
        if phase == "looking again":
            statements = re.findall(r"^(\d+)\. (.*)$", request.messages[1].content, re.M)
            return "\n".join(f"**{n}.** {'No' if 'vine' in text else 'Yes'}" for n, text in statements)
        return good(phase, request)

    found = distilled(Scripted(doubting, 10))

    assert not any("vine" in claim.text for claim in found.claims)
    assert found.reasons == {"at a second look the model found no support for it": 1}


@pytest.mark.parametrize("budget", [0, 1, 2, 3, 4, 7, 8, 16, 24, 30, 64, 200])
def test_no_budget_is_exceeded_and_none_is_too_small(budget: int) -> None:
    model = Scripted(good, 500)

    found = distilled(model, budget=budget)

    assert found.calls == len(model.asked) <= budget
    assert bool(found.claims) is (budget > 0)


def test_calls_do_not_grow_with_the_corpus() -> None:
    def calls(passages: int) -> int:
        some = [excerpt(f"p{n}", f"Work {n % 7}", f"{LAMP.text} It was year {n}.") for n in range(passages)]
        model = Scripted(good, 100)
        return distil(NAME, "en", [Group((), some[k::12]) for k in range(12)], model, budget=20).calls

    assert calls(240) == calls(2_400) <= 20


def test_without_a_model_there_are_no_claims() -> None:
    assert distilled(None) == Distillation()


def test_the_same_answers_lead_to_the_same_bytes() -> None:
    told = [json.dumps(distilled(Scripted(good, 30)).as_json()) for _ in range(2)]

    assert told[0] == told[1]
    assert Distillation.from_json(json.loads(told[0])).as_json() == json.loads(told[0])


def test_passages_fit_a_small_context() -> None:
    model = Scripted(good, 3, context_tokens=2_048)
    many = [excerpt(f"p{n}", "Work", f"{n} {LAMP.text}") for n in range(100)]

    distil(NAME, "en", [Group((), many)], model)

    for _, request in model.asked:
        size = sum(model.count_tokens(message.content) for message in request.messages)
        assert size + request.max_tokens <= 2_048
    assert "[2]" in model.asked[0][1].messages[1].content


def test_a_quotation_that_is_nearly_right_is_mended_from_the_passage() -> None:
    found = only('beliefs: Ilva Morn warns: "If you let it go out, it is him who stumbles." [{LAMP}]')

    (claim,) = found.claims
    assert [quote.rstrip(".") for quote in claim.quotes] == ["If you let it go out, it is he who stumbles"]
    assert claim.quotes[0].rstrip(".") in LAMP.text


def test_a_quotation_from_another_passage_that_was_shown_is_cited_from_there() -> None:
    some = [Group((), (LAMP, FERRY, LAW, INJECTION))]
    told = 'arguing: Ilva Morn begins with a demand: "Ask me first what I would give up". [{LAMP}]'

    (claim,) = distil(NAME, "en", some, Scripted(always(told), 1)).claims

    assert claim.cites == (LAMP.id, FERRY.id)


def test_a_term_in_marks_that_stands_nowhere_loses_them() -> None:
    (claim,) = only(
        'beliefs: Ilva Morn sees in the promise a kind of "night watch" over another. [{LAMP}]'
    ).claims

    assert claim.text == "Ilva Morn sees in the promise a kind of night watch over another."
    assert claim.quotes == ()


def test_a_word_of_our_time_is_no_fault_where_the_author_uses_it() -> None:
    told = "beliefs: Ilva Morn holds that a promise on the internet is a lamp for somebody else. [{LAMP}]"

    assert only(told).claims == ()
    assert distilled(Scripted(always(told), 1), known=lambda word: word == "internet").claims != ()


def test_claims_that_say_the_same_are_one_and_cite_for_both() -> None:
    (claim,) = only(
        "beliefs: Ilva Morn holds that a promise is a lamp carried for another. [{LAMP}]\n"
        "beliefs: A promise is a lamp that is carried for another, Ilva Morn holds. [{LAMP}][{FERRY}]"
    ).claims

    assert claim.cites == (LAMP.id, FERRY.id)


def test_endless_repetition_is_one_claim_at_the_most() -> None:
    line = "beliefs: {HOLDS}. [{LAMP}]\n"

    assert len(only(line * 3_000).claims) == 1


def test_an_answer_that_fails_is_asked_for_once_more_with_a_hint() -> None:
    def learning(phase: str, request: ChatRequest) -> str:
        if phase == "reading passages":
            return "I am unable to comply with that request."
        assert request.messages[-2].content == "I am unable to comply with that request."
        assert "study" in request.messages[-1].content
        return good(phase, request)

    found = distilled(Scripted(learning, 2))

    assert found.calls == 2
    assert found.claims != ()
    assert found.reasons == {"it is a refusal": 1}


def test_a_model_of_which_every_answer_fails_leads_to_nothing_and_says_why() -> None:
    found = distilled(Scripted(always("No."), 12))

    assert found.claims == ()
    assert found.reasons["the answer has no findings in it"] == found.calls


def test_errors_are_counted_and_not_asked_again() -> None:
    model = Scripted(lambda phase, request: Answer("", error="the server is busy; try later"), 12)

    found = distilled(model)

    assert found.reasons == {"the model gave no answer": found.calls}
    assert {phase for phase, _ in model.asked} == {"reading passages"}
    assert found.dropped[0].text == "the server is busy; try later"


def test_text_that_speaks_to_the_model_is_shown_as_quoted_material() -> None:
    model = Scripted(good, 1)

    distilled(model)

    system, user = model.asked[0][1].messages
    assert "HACKED" not in system.content
    assert all(line.startswith("> ") for line in user.content.splitlines() if "HACKED" in line)
    assert INJECTION.text.partition(".")[0] in user.content


def test_the_output_language_is_stated_and_held_to() -> None:
    german = "beliefs: Ilva Morn hält ein Versprechen für eine Lampe, die man für einen anderen trägt. [1]"
    lampe = excerpt("plampe", "Die Fähre", "Ein Versprechen ist eine Lampe, die man für einen andern trägt.")
    model = Scripted(always(german), 1)

    (claim,) = distil(NAME, "de", [Group((), (lampe,))], model).claims

    assert "in German" in model.asked[0][1].messages[0].content
    assert claim.cites == ("plampe",)
