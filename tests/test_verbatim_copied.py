"""Eight words in a row that stand in a source are copied; fewer are coincidence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from texts_to_choose_from import CASUAL, GRAVE, speech

from whetstone.core.text.quoting.copied import copied, copied_from, own_words

SOURCE = "One two three four five six seven eight nine ten. Eleven twelve, thirteen!"


def test_eight_words_are_copied_and_seven_are_not() -> None:
    (found,) = copied("He says: TWO three, four five -- six seven eight nine and stops", [SOURCE])
    assert found.text == "TWO three, four five -- six seven eight nine"
    assert found.words == 8
    assert copied("He says two three four five six seven eight and stops", [SOURCE]) == []


def test_a_longer_run_is_one_and_two_runs_are_two() -> None:
    text = f"{SOURCE} And then again: three four five six seven eight nine ten, yes."
    found = copied(text, ["nothing here", SOURCE])
    assert [(text[one.start : one.end] == one.text, one.words) for one in found] == [(True, 13), (True, 8)]


def test_the_number_of_words_can_be_another() -> None:
    assert copied("two three four, he said", [SOURCE], words=3)[0].words == 3
    assert copied("four three two, he said", [SOURCE], words=3) == []


def test_what_is_copied_can_be_taken_out() -> None:
    assert own_words(f"Well, {SOURCE} indeed.", [SOURCE]) == "Well,  ! indeed."
    assert own_words("All my own.", [SOURCE]) == "All my own."


def test_unrelated_texts_share_no_run() -> None:
    chat = [speech(CASUAL, seed, 30) for seed in range(50)]
    assert copied(speech(GRAVE, 1, 60), chat) == []


def test_in_a_script_without_spaces_a_run_is_about_as_long() -> None:
    source = "道可道非常道名可名非常名无名天地之始有名万物之母"
    assert copied(f"他说{source[3:20]}吗", [source])[0].text == source[3:20]
    assert copied(f"他说{source[3:12]}吗", [source]) == []


def test_many_texts_are_held_to_the_sources_in_one_pass() -> None:
    passes = iter([SOURCE, "a b c d e f g h i j"])
    found = copied_from(["b c d e f g h i", "mine alone", SOURCE], passes)
    assert [len(one) for one in found] == [1, 0, 1]


@settings(deadline=None)
@given(st.lists(st.sampled_from("abcdefg"), max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_whatever_is_cut_from_a_source_is_found_when_it_is_long_enough(
    source: list[str], first: int, last: int
) -> None:
    cut = source[first:last]
    found = copied(" ".join(cut), [" ".join(source)])
    assert sum(one.words for one in found) == (len(cut) if len(cut) >= 8 else 0)
