"""What a very small model is asked, and what its choices come to."""

from __future__ import annotations

import asyncio

from distillers import Scripted, excerpt
from embedded import opened, reply

from whetstone.core.distilling.claims import Distillation, Group
from whetstone.core.distilling.distil import distil
from whetstone.core.values.asking import Answer
from whetstone.core.values.model import ChatRequest

ROWS = (
    "The harbour was quiet. A widow is like a lighthouse, for ships turn to her and pass. So my aunt said.",
    "Of patience I know only what the harbour taught me: the tide is never late.",
    "Give the boy bread before you give him patience. Debt is a guest that eats standing.",
    "Debt made my father a careful man, and the harbour made him a poor one.",
    "The tide took the bread of three families, and nobody spoke of debt that winter.",
)
GROUPS = (
    Group(("harbour", "tide"), tuple(excerpt(f"p{n}", "Nets", text) for n, text in enumerate(ROWS[:2]))),
    Group(
        ("debt", "bread", "patience"), tuple(excerpt(f"p{n + 2}", "Nets", t) for n, t in enumerate(ROWS[2:]))
    ),
)


def listed(request: ChatRequest) -> list[str]:
    return request.messages[-1].content.splitlines()[1].removeprefix("The list: ").split(", ")


def first_of_the_list(phase: str, request: ChatRequest) -> str:
    return listed(request)[0]


def distilled(model: Scripted, language: str = "en") -> Distillation:
    return distil("Tova Lind", language, GROUPS, model)


def test_a_small_model_is_shown_one_passage_a_call_and_a_list_to_choose_from() -> None:
    model = Scripted(first_of_the_list, 40, small=True)

    found = distilled(model)

    assert found.calls == len(model.asked) == len(ROWS)
    for _, request in model.asked:
        shown = request.messages[-1].content.splitlines()[0].removeprefix("> ")
        assert sum(shown in text for text in ROWS) == 1
        assert all(word in shown for word in listed(request))


def test_what_it_chooses_is_said_in_the_passages_that_are_cited() -> None:
    found = distilled(Scripted(first_of_the_list, 40, small=True))
    texts = {passage.id: passage.text for group in GROUPS for passage in group.excerpts}

    said = {claim.facet: claim for claim in found.claims}
    assert said["images"].text == "Tova Lind draws comparisons with a lighthouse."
    assert said["images"].cites == ("p0",)
    assert said["beliefs"].text.startswith("Tova Lind comes back to the words ")
    for word in (
        said["beliefs"].text.removeprefix("Tova Lind comes back to the words ").rstrip(".").split(" and ")
    ):
        for one in word.split(", "):
            assert sum(one.lower() in texts[id].lower() for id in said["beliefs"].cites) >= 2


def test_an_answer_that_is_no_choice_is_asked_for_once_more_and_then_dropped() -> None:
    def rambling(phase: str, request: ChatRequest) -> str:
        return "the human condition, in all its beauty"

    model = Scripted(rambling, 16, small=True)
    found = distilled(model)

    assert found.claims == ()
    assert found.reasons == {"it chooses nothing that was offered": found.calls}
    assert [phase for phase, _ in model.asked].count("reading passages again") == 2


def test_a_comparison_that_the_sentence_does_not_make_is_dropped() -> None:
    def astray(phase: str, request: ChatRequest) -> str:
        return next((word for word in listed(request) if word != "a lighthouse"), "")

    found = distilled(Scripted(astray, 40, small=True))

    assert not any(claim.facet == "images" for claim in found.claims)
    assert found.reasons["it is not what the sentence compares to"] >= 1


def test_errors_of_a_small_model_are_counted_and_not_asked_again() -> None:
    model = Scripted(lambda phase, request: Answer("", error="out of memory"), 40, small=True)

    found = distilled(model)

    assert found.reasons == {"the model gave no answer": len(ROWS)}
    assert found.calls == len(ROWS)


def test_a_small_model_is_not_asked_about_another_language() -> None:
    model = Scripted(first_of_the_list, 40, small=True)

    found = distilled(model, "de")

    assert (found.claims, found.calls, model.asked) == ((), 0, [])
    assert found.reasons == {"a very small model is asked in English only": 1}


def test_the_embedded_model_chooses_among_what_is_there() -> None:
    model = opened()
    asking = Scripted(lambda phase, request: reply(model, request)[0], 8, small=True)

    found = distilled(asking)
    asyncio.run(model.close())

    assert 1 <= found.calls <= 8
    assert len(found.claims) + len(found.dropped) >= 1
    assert all(claim.text.startswith("Tova Lind ") for claim in found.claims)
    assert "the model gave no answer" not in found.reasons
