"""What is counted of a style: sentences, words, marks, openings; added and subtracted without loss."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from gathered import corpus_of, paragraphs
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.text.counts import Counts, Tally, measure
from whetstone.core.text.style.measuring import WINDOW, Sheet, first_in_windows, measure_sheets

SCRAPS = st.sampled_from(
    [
        "Why? ",
        "he said; ",
        "“No,” she said. ",
        "Mr. Gray went to Rome. ",
        "it is 3.5 km to example.com… ",
        "lol :) ",
        "\n\n",
        "SOCRATES: ",
        "道可道，非常道。",
        "سلام؟ ",
        "👍 ",
        "— ",
        "(and so on) ",
        "\ud800",
        "a\u0301e\u0308",
    ]
)
TEXTS = st.lists(st.one_of(SCRAPS, st.text(max_size=30)), max_size=30).map("".join)


def test_sentences_end_at_marks_and_not_at_abbreviations_or_inside_numbers() -> None:
    text = (
        'Mr. Gray paid 3.5 pounds. “Is it so?” he asked. "Yes!" I said: it is... And why? Because J. Smith '
        "knows."
    )
    counts = measure([text])
    assert counts.lengths["sentences"] == Counter([5, 5, 1, 4, 2, 4])
    assert (counts.numbers["sentences"], counts.numbers["questions"]) == (6, 1)
    assert counts.numbers["exclamations"] == 1


def test_each_kind_of_mark_is_counted() -> None:
    counts = measure(["Well, then; it is (so to say) this: “a—b” -- or not?! Wait… what... Stop!!!"])
    assert counts.marks == {
        "comma": 1,
        "semicolon": 1,
        "bracket": 1,
        "colon": 1,
        "quotation": 1,
        "dash": 2,
        "question_mark": 1,
        "exclamation_mark": 2,
        "ellipsis": 2,
    }


def test_openings_questions_and_what_commas_set_off_are_counted() -> None:
    counts = measure(
        ["And so, my friend, we go. And so it is, Crito. Do you think, Crito, that he knows? And you?"]
    )
    assert counts.tally("openers") == {"and": 3, "do": 1}
    assert counts.tally("openers_2") == {"and so": 2, "do you": 1, "and you": 1}
    assert counts.tally("question_openers") == {"do": 1, "and": 1}
    assert counts.tally("set_off")["crito"] == 2
    assert counts.tally("set_off")["my friend"] == 1
    assert counts.tally("capitalised") == {"crito": 2}


def test_the_habits_of_a_chat_are_counted() -> None:
    messages = [
        "i dont know",
        "Anna: lol ok :)",
        "WHAT is this",
        "see https://example.com/a.b?c 👍🏽",
        "I am here.",
    ]
    numbers = measure(messages).numbers
    assert numbers["paragraphs"] == 5
    assert numbers["paragraphs_begin_small"] == 3
    assert numbers["paragraphs_without_end_mark"] == 4
    assert (numbers["i_small"], numbers["i_capital"]) == (1, 1)
    assert (numbers["words_in_capitals"], numbers["links"], numbers["labels"]) == (1, 1, 1)
    assert measure(messages).tally("emoji") == {":)": 1, "👍🏽": 1}
    assert measure(["it works. you can go. try it"]).numbers["sentences"] == 3


def test_who_speaks_is_not_part_of_what_is_said() -> None:
    for text in ("Socrates\nYes, it is.", "SOCRATES: Yes, it is.", "@ann Yes, it is."):
        assert measure([text]).words == {"yes": 1, "it": 1, "is": 1}
    assert measure(["Sing, o muse\nof the man"]).numbers["words"] == 6


def test_a_word_keeps_its_apostrophe_and_hyphen() -> None:
    assert set(measure(["Don’t go to-day: it's “Anna’s”, 'tis."]).words) == {
        "don't",
        "go",
        "to-day",
        "it's",
        "anna's",
        "tis",
    }


def test_without_spaces_between_words_characters_are_counted() -> None:
    counts = measure(["道可道，非常道。名可名？"])
    assert counts.words == {"道": 3, "可": 2, "非": 1, "常": 1, "名": 2}
    assert counts.lengths["sentences"] == {6: 1, 3: 1}
    assert counts.numbers["questions"] == 1


def test_phrases_that_come_back_are_counted_as_long_as_they_are() -> None:
    text = "I went out. By all means, said he. We stay. By all means, said she, by all means now."
    phrases = measure([text]).phrases_in_all()
    assert phrases["by all means"] == 3
    assert "means said" not in phrases


@given(st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=4))
def test_counts_are_added_and_taken_away_again(some: list[str], others: list[str]) -> None:
    a, b = measure(some), measure(others)
    assert a + b - b == a
    assert (a + b).numbers["words"] == a.numbers["words"] + b.numbers["words"]
    assert json.loads(json.dumps((a + b).as_json())) == (b + a).as_json()


@given(TEXTS, st.lists(st.integers(0, 400), max_size=6))
def test_what_is_wanted_of_a_text_and_the_rest_make_up_the_whole(text: str, cuts: list[int]) -> None:
    words = text.split(" ")
    places = sorted({sum(len(word) + 1 for word in words[: cut % (len(words) + 1)]) for cut in cuts})
    edges = [0, *(place for place in places if 0 < place < len(text)), len(text)]
    spans = [(a, b) for a, b in pairwise(edges) if a < b]
    odd, even = (measure_sheets([Sheet(text, 0, tuple(spans[first::2]))]) for first in (0, 1))
    whole = measure_sheets([Sheet(text, 0, tuple((a, b) for a, b in spans))])
    assert odd.numbers["words"] + even.numbers["words"] == whole.numbers["words"]
    assert odd.lengths.get("sentences", Counter()) + even.lengths.get(
        "sentences", Counter()
    ) == whole.lengths.get("sentences", Counter())
    assert odd.marks + even.marks == whole.marks


def test_a_corpus_counts_what_measuring_its_paragraphs_counts(tmp_path: Path) -> None:
    works = {f"Work {number}": paragraphs(20, seed=number) for number in range(7)}
    corpus = corpus_of(tmp_path / "corpus", works)
    counted, measured = corpus.counts, measure("\n\n".join(texts) for texts in works.values())
    assert counted.words == measured.words
    for name in ("sentences", "questions", "paragraphs", "letters"):
        assert counted.numbers[name] == measured.numbers[name]
    assert counted.lengths == measured.lengths
    assert counted.parts[3].seen == measured.parts[3].seen


@given(st.lists(st.integers(0, 40), min_size=0, max_size=400))
def test_the_moving_type_token_ratio_is_that_of_all_windows(words: list[int]) -> None:
    import numpy as np

    windows = [set(words[at : at + WINDOW]) for at in range(len(words) - WINDOW + 1)]
    assert first_in_windows(np.array(words, np.int64)) == (sum(map(len, windows)), len(windows))


@given(st.lists(st.lists(st.integers(0, 300).map(str), max_size=60), max_size=40))
def test_a_tally_that_forgets_says_how_much_it_may_have_missed(batches: list[list[str]]) -> None:
    tally, truth = Tally(most=10), Counter[str]()
    for batch in batches:
        tally.add(Counter(batch))
        truth.update(batch)
        assert len(tally.seen) <= 20
    for thing, times in truth.items():
        assert times - tally.missed <= tally.seen[thing] <= times


@pytest.mark.parametrize("texts", [[], [""], ["\n\n"], ["***"]])
def test_nothing_is_counted_in_nothing(texts: list[str]) -> None:
    counts = measure(texts)
    assert (counts.numbers["words"], counts.numbers["sentences"]) == (0, 0)
    assert counts - counts == Counts()
