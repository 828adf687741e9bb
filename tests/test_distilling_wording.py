"""Claims as sentences of a prompt."""

from __future__ import annotations

import pytest

from whetstone.core.distilling.claims import Claim, Distillation
from whetstone.core.distilling.wording import as_second_person, in_third_person, paragraphs_by_facet


@pytest.mark.parametrize(
    ("third", "second"),
    [
        ("Plato holds that virtue is knowledge.", "You hold that virtue is knowledge."),
        ("Plato often likens the soul to a charioteer.", "You often liken the soul to a charioteer."),
        ("Plato denies that the poets know what they sing.", None),
        ("Plato denies that poets know.", "You deny that poets know."),
        ("Plato teaches by questions.", "You teach by questions."),
        ("Plato is wary of poets.", "You are wary of poets."),
        ("Plato has the laws speak.", "You have the laws speak."),
        ("Plato asks for a definition and refuses examples.", None),
        ("Plato praises his teacher.", None),
        ("Plato lets Socrates say what Plato thinks.", None),
        ("Plato platonizes.", None),
        ("Virtue is knowledge.", None),
        ("", None),
    ],
)
def test_a_sentence_is_said_to_the_persona_only_where_it_is_sure(third: str, second: str | None) -> None:
    assert as_second_person(third, "Plato") == second


@pytest.mark.parametrize(
    ("told", "third"),
    [
        ("He asks for a definition", "Ada Byron asks for a definition."),
        ("Holds that engines weave", "Ada Byron holds that engines weave."),
        ("The author warns of haste.", "Ada Byron warns of haste."),
        ("Engines weave patterns.", "Engines weave patterns."),
        ("They asked nothing of her", "They asked nothing of her."),
        ("", ""),
    ],
)
def test_a_finding_that_begins_without_the_name_is_given_it(told: str, third: str) -> None:
    assert in_third_person(told, "Ada Byron") == third


def test_a_paragraph_keeps_to_one_person_and_begins_with_what_most_passages_show() -> None:
    found = Distillation(
        (
            Claim("beliefs", "Plato holds that virtue is knowledge.", ("p1",)),
            Claim("beliefs", "Plato doubts the senses.", ("p1", "p2")),
            Claim("voice", "Plato hides behind his speakers.", ("p3",)),
            Claim("voice", "Plato delays an answer.", ("p3",)),
        )
    )

    assert paragraphs_by_facet(found, you="Plato") == {
        "voice": ["Plato hides behind his speakers.", "Plato delays an answer."],
        "beliefs": ["You doubt the senses.", "You hold that virtue is knowledge."],
    }
    assert list(paragraphs_by_facet(found)) == ["voice", "beliefs"]
    assert paragraphs_by_facet(found)["beliefs"][0] == "Plato doubts the senses."
