"""A passage is worth choosing when it can be understood alone and is like no one else's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from texts_to_choose_from import excerpt

from whetstone.core.text.choosing.distinctiveness import distinctiveness, favourites, ranks
from whetstone.core.text.choosing.openings import LANGUAGES
from whetstone.core.text.choosing.quality import qualities
from whetstone.core.text.choosing.standing_alone import standing_alone

GOOD = {
    "en": "Courage is not the absence of fear, as most people believe. A man who fears nothing has only "
    "failed to look, and a stone is braver than he is. The brave know what they stand to lose, weigh it, "
    "and go forward all the same, because something else weighs more.",
    "de": "Der Mut besteht nicht darin, keine Furcht zu kennen. Wer nichts fürchtet, hat nur nicht "
    "hingesehen, und ein Stein ist tapferer als er. Der Tapfere weiß, was er verlieren kann, wägt es ab "
    "und geht dennoch weiter, weil ihm etwas anderes mehr bedeutet als die eigene Sicherheit und Ruhe.",
    "fr": "Le courage ne consiste pas à ne rien craindre. L'homme qui ne craint rien n'a simplement pas "
    "regardé, et une pierre est plus brave que lui. Le brave sait ce qu'il peut perdre, le pèse et avance "
    "pourtant, parce qu'une autre chose pèse davantage dans la balance de son âme.",
    "ru": "Мужество состоит вовсе не в том, чтобы ничего не бояться. Человек, который ничего не боится, "
    "просто никогда не смотрел вокруг, и камень храбрее такого человека. Храбрый знает, что может потерять, "
    "взвешивает это и всё равно идёт вперёд, потому что нечто иное весит больше.",
    "zh": "勇气并不在于没有恐惧。一个什么都不怕的人，只是没有好好看过世界，石头比这样的人更加勇敢。"
    "真正勇敢的人知道自己可能失去什么，衡量之后依然向前走去，因为另有一件事情在心中的分量更重。",
}


@pytest.mark.parametrize("language", GOOD)
def test_a_whole_thought_stands_alone(language: str) -> None:
    assert standing_alone(GOOD[language], language) >= 0.75


@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("en", "He then said that this was so. "),
        ("en", "And this is the reason. "),
        ("en", "Yes, Socrates. "),
        ("en", "But those who object are wrong. "),
        ("de", "Und deshalb ist es so. "),
        ("de", "Er aber schwieg dazu. "),
        ("fr", "Mais il en est ainsi. "),
        ("ru", "Поэтому он молчал. "),
        ("zh", "然而他不说话。"),
    ],
)
def test_an_opening_that_leans_on_what_went_before_costs(language: str, opening: str) -> None:
    assert standing_alone(opening + GOOD[language], language) <= 0.75 * standing_alone(
        GOOD[language], language
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The river keeps no record of the stone that broke its back a hundred years ago. "),
        ("en", "Of all the arts, the one that is learned last is to stop. "),
        ("es", "Sin libertad no hay amistad entre los hombres de una misma ciudad. "),
        ("el", "Ὁ ἀνεξέταστος βίος οὐ βιωτὸς ἀνθρώπῳ. "),
        ("de", "Allein der Wille macht den Menschen frei, und nichts sonst. "),
        ("ru", "Между людьми нет ничего прочнее слова. "),
    ],
)
def test_an_opening_that_only_resembles_one_costs_nothing(language: str, text: str) -> None:
    assert standing_alone(text * 8, language) >= 0.95


def test_a_message_is_whole_without_a_capital_or_a_full_stop() -> None:
    message = (
        "i think the problem is that nobody reads the docs, people paste the first thing that turns up in a "
        "search and then wonder why everything broke, and the fix was on page one the whole time"
    )
    assert standing_alone(message, "en") < 0.2
    assert standing_alone(message, "en", whole=True) > 0.7
    assert standing_alone("ok thx", "en", whole=True) < 0.3


@pytest.mark.parametrize(
    "text",
    [
        "of the city, and so the guardians are those who keep it. " + GOOD["en"],
        GOOD["en"] + " And so we come to",
        GOOD["en"] + " As I said before, the rest follows from what was mentioned above.",
        GOOD["en"].replace("and a stone", "(and a stone"),
        GOOD["en"].replace("A man", "“A man"),
        "Yes.\n\n" + GOOD["en"] + "\n\nTrue.\n\nCertainly.\n\nHow so?",
        "“Yes,” I said. “Indeed,” she replied. “Then?” “What then?” " + GOOD["en"],
    ],
)
def test_what_is_cut_or_points_elsewhere_or_chatters_costs(text: str) -> None:
    assert standing_alone(text, "en") <= 0.75 * standing_alone(GOOD["en"], "en")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "BOOK THE FOURTH",
        "CHAPTER XII. OF THE ORIGIN OF THE PRINCIPLES OF THINGS AND OF THE NATURES OF THE GODS",
        "[Enter Hamlet, with a book in his hand, and walks slowly across the stage, reading to himself.]",
        "12. 4 13. 5 14. 7 15. 22 16. 31 17. 44 18. 2, 9, 11",
        "Socrates, Glaucon, Adeimantus, Polemarchus, Cephalus, Thrasymachus, Cleitophon, and Others.",
        "Cf. Rep. 454 A; vol. II, p. 33; ibid. pp. 12-14 [3] [4]; Laws IV, 709.",
        "Yes, Socrates.",
        "1860 12.5 33.1\n1861 14.0 35.2\n1862 15.5 36.3",
    ],
)
def test_what_holds_no_thought_is_worth_next_to_nothing(text: str) -> None:
    assert standing_alone(text, "en") < 0.2


def test_the_name_of_who_speaks_is_no_part_of_what_is_said() -> None:
    named = standing_alone("Socrates\n" + GOOD["en"], "en")
    assert named == standing_alone("SOCRATES: " + GOOD["en"], "en") == standing_alone(GOOD["en"], "en")
    assert standing_alone("He said to himself: " + GOOD["en"], "en") < named


def test_a_speech_is_worth_more_than_the_same_words_in_one_line_replies() -> None:
    lines = GOOD["en"].replace(", ", ".\n\n").replace(". ", ".\n\n")
    assert standing_alone(lines, "en") < 0.6 * standing_alone(GOOD["en"], "en")


def test_a_language_that_is_not_known_is_judged_by_its_form() -> None:
    good = "Odwaga nie polega na braku strachu. " * 4
    assert "pl" not in LANGUAGES
    assert standing_alone(good, "pl") > 0.5
    assert standing_alone("strachu i dalej. " + good, "pl") < 0.4


@settings(deadline=None)
@given(st.text(max_size=400), st.sampled_from([*LANGUAGES, "pl", ""]))
def test_any_text_is_worth_something_between_nothing_and_one(text: str, language: str) -> None:
    assert 0 <= standing_alone(text, language) <= 1


COUNTS = {"the": 600, "of": 300, "soul": 40, "recollect": 12, "glaucon": 30, "table": 10, "once": 2}
SHARES = {"the": 0.055, "of": 0.028, "soul": 8e-5, "recollect": 4e-7, "table": 0.009}


def test_words_that_the_author_uses_more_than_others_are_favourites() -> None:
    liked = favourites(COUNTS, lambda word: SHARES.get(word, 0.0), without={"glaucon"})
    assert "recollect" in liked.weights
    assert "soul" in liked.weights
    assert not {"glaucon", "once", "table"} & set(liked.weights)
    assert all(0 < weight <= 1 for weight in liked.weights.values())
    dear = distinctiveness("The soul must recollect.", liked)
    assert dear > distinctiveness("The table of the table.", liked)
    assert distinctiveness("", liked) == 0.0


def test_a_favourite_turn_of_phrase_makes_a_passage_distinctive() -> None:
    liked = favourites(COUNTS, lambda word: SHARES.get(word, 0.0), phrases=["by the dog"])
    assert distinctiveness("No, by the dog, I do not.", liked) > distinctiveness(
        "No, by the way, I do not.", liked
    )


def test_ranks_are_shares_of_what_lies_below() -> None:
    assert ranks([5.0, 1.0, 3.0]) == [1.0, 0.0, 0.5]
    assert ranks([2.0, 2.0]) == [0.5, 0.5]
    assert ranks([7.0]) == [0.0]
    assert ranks([]) == []


def test_a_good_passage_is_whole_and_the_author_s_own() -> None:
    liked = favourites(COUNTS, lambda word: SHARES.get(word, 0.0))
    plain, own = GOOD["en"], GOOD["en"].replace("most people", "the soul must recollect, though most people")
    found = [excerpt(text) for text in (plain, own, "And " + own[0].lower() + own[1:])]
    values = qualities(found, "en", liked)
    assert values[1] > values[0]
    assert values[1] > values[2]
    assert all(0 <= value <= 1 for value in values)
