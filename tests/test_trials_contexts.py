"""What is asked in a trial is made of held-out passages without a model, and gives little of them away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from orchard import excerpts, passage

from whetstone.core.trials.contexts import Context, contexts_from
from whetstone.core.trials.coverage import cover
from whetstone.core.trials.speakers import speakers, turns
from whetstone.core.trials.wording import WORDINGS
from whetstone.core.values.text import Excerpt


def numbered(*texts: str) -> list[Excerpt]:
    return [Excerpt(f"p{place:012x}", "A Work", "", 0, len(text), text) for place, text in enumerate(texts)]


def subjects(language: str, *texts: str) -> list[tuple[str, ...]]:
    found = contexts_from(numbered(*texts), language, len(texts))
    order = {excerpt.id: place for place, excerpt in enumerate(numbered(*texts))}
    return [context.subjects for context in sorted(found, key=lambda context: order[context.id])]


def test_a_question_is_about_the_nouns_that_tell_a_passage_from_the_others() -> None:
    found = contexts_from(excerpts(16), "en", 16)
    assert len(found) == 16
    by_id = {context.id: context for context in found}
    assert set(by_id["p000000000000"].subjects) == {"graft", "root"}
    assert set(by_id["p000000000006"].subjects) == {"wasps", "plums"}
    assert {context.kind for context in found} == {"question"}
    assert by_id["p000000000006"].author == passage(6)


THINGS = "courage sword,harbour ship,medicine drug,justice judge,weather cloud,silence night,marriage ring"


def test_names_of_people_and_words_that_everybody_uses_are_no_subjects() -> None:
    pairs = [pair.split() for pair in THINGS.split(",")]
    texts = [
        f"Then Protagoras spoke of the {one}, and of the “Philebus”. For the {one} is the {other}, I think."
        for one, other in pairs
    ]
    assert [set(found) for found in subjects("en", *texts)] == [set(pair) for pair in pairs]


SAID = {
    "de": "Wer der Wahrheit dient, der fürchtet die Macht nicht. Die Wahrheit braucht keine Macht.",
    "fr": "La raison se moque de la coutume. Mais la coutume, dit-on, gouverne aussi la raison.",
    "es": "La muerte no espera a nadie. Quien teme la muerte no conoce la libertad.",
    "it": "La fortuna aiuta chi osa. Ma la fortuna, senza la virtù, non dura.",
    "nl": "De vrijheid is een last. Wie de vrijheid draagt, kent de angst.",
    "ru": "Мы говорили о свободе, и о счастье. Нет ничего без свободы, кроме разговора о свободе.",
    "zh": "月下读书，不知夜深。读书之人，爱此月下。",
    "ja": "学問は武器である。学問を武器にする。",
}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", {"Wahrheit", "Macht"}),
        ("fr", {"raison", "coutume"}),
        ("es", {"muerte", "libertad"}),
        ("it", {"fortuna", "virtù"}),
        ("nl", {"vrijheid", "angst"}),
        ("ru", {"свободе", "счастье"}),
        ("zh", {"月下", "读书"}),
        ("ja", {"学問", "武器"}),
    ],
)
def test_it_is_worded_in_the_language_of_the_texts(language: str, expected: set[str]) -> None:
    [context] = contexts_from(numbered(SAID[language]), language, 1)
    x, y = context.subjects
    assert {x, y} == expected
    assert context.said in [question.format(x=x, y=y) for question in WORDINGS[language].questions]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Kuka tuntee vapauden, hän tuntee pelon; vapauden hinta."),
        ("", "Kuka tuntee vapauden, hän tuntee pelon."),
    ],
)
def test_a_language_without_a_catalogue_is_asked_in_english_with_its_own_words(
    language: str, text: str
) -> None:
    [context] = contexts_from(numbered(text), language, 1)
    assert context.said.startswith("What do you think about this: ")
    assert all(word in text.casefold() for word in context.subjects)


def test_in_a_dialogue_the_line_before_is_put_and_the_answer_is_what_is_compared() -> None:
    answer = "I have asked nobody yet, but I will ask you now, and then we shall both be wiser or wetter."
    talk = [
        f"KEEPER: Well.\n\nVISITOR: And what do you say of apples in year {year}, old friend?\n\n"
        f"KEEPER: {answer} {year}."
        for year in range(4)
    ]
    found = contexts_from(numbered(*talk), "en", 4)
    assert [context.kind for context in found] == ["line"] * 4
    assert found[0].said == "And what do you say of apples in year 0, old friend?"
    assert found[0].author == f"{answer} 0."


def test_names_of_speakers_may_stand_on_lines_of_their_own() -> None:
    talk = (
        "Keeper\nI have a tree.\n\nOld Visitor\nHow tall is it now?\n\nKeeper\nAs tall as its shade at noon."
    )
    cast = speakers([talk] * 3)
    assert cast == {"Keeper": 33, "Old Visitor": 15}
    assert turns(talk, cast)[1] == ("Old Visitor", "How tall is it now?")
    assert speakers(["Note: this.\n\nAnswer: that."]) == {}


def test_contexts_are_spread_over_the_passages_and_say_different_things() -> None:
    some = contexts_from(excerpts(64), "en", 8)
    places = sorted(int(context.id[1:], 16) for context in some)
    assert len({context.said for context in some}) == len(some) == 8
    assert places[0] < 8
    assert places[-1] >= 40
    assert contexts_from(excerpts(64), "en", 0) == []
    assert contexts_from([], "en", 5) == []


def test_a_passage_without_two_subjects_gives_no_context() -> None:
    assert contexts_from(numbered("Yes. No. I think so.", "…", ""), "en", 3) == []


def test_another_process_makes_the_same_contexts() -> None:
    program = (
        "from orchard import excerpts; from whetstone.core.trials.contexts import contexts_from;"
        "print([context.said for context in contexts_from(excerpts(64), 'en', 30)])"
    )
    env = {**os.environ, "PYTHONHASHSEED": "99", "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str([context.said for context in contexts_from(excerpts(64), "en", 30)])


TOPICS = {
    "bees": "bees gather honey hive keeps queen honey frost swarm follows queen wax comb honey nectar",
    "ships": "ship obeys rudder sailor fears storm harbour forgives ship storm sail anchor tide rudder",
    "wine": "grapes ripen wine sleeps barrel cellar makes wine patience vines press barrel wine must",
}


def about(topic: str, number: int) -> Excerpt:
    """A passage of words of one topic."""
    said = TOPICS[topic].split()
    text = " ".join(said[(number + step * (1 + number % 3)) % len(said)] for step in range(14)) + "."
    return Excerpt(f"p{number:012x}", "A Work", "", 0, len(text), text)


def test_coverage_counts_passages_whose_search_brings_their_theme_and_tells_chance() -> None:
    library = {f"{topic}-{number}.txt": about(topic, number) for topic in TOPICS for number in range(4)}
    held_out = {f"p{place:012x}": about(list(TOPICS)[place % 3], place) for place in range(100, 130)}
    contexts = [Context(id, list(TOPICS)[int(id[1:], 16) % 3], one.text) for id, one in held_out.items()]

    def well(query: str, limit: int) -> list[str]:
        return [f"{query}-{number}.txt" for number in range(limit)]

    good = cover(contexts, held_out, library, "en", well)
    bad = cover(contexts, held_out, library, "en", lambda query, limit: ["nothing.txt"])
    assert (good.passages, bad.passages, bad.found) == (30, 30, 0)
    assert good.found > good.by_chance + 3
    assert good.as_json()["found_share"] == {
        "mean": round(good.found / 30, 3),
        "low": good.low,
        "high": good.high,
    }


def test_coverage_without_a_library_or_passages_finds_nothing() -> None:
    assert cover([], {}, {}, "en", lambda query, limit: []).as_json()["held_out_passages"] == 0
    one = contexts_from(excerpts(3), "en", 1)
    held = {excerpt.id: excerpt for excerpt in excerpts(3)}
    assert cover(one, held, {}, "en", lambda query, limit: []).found == 0
