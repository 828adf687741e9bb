"""Search in the log: all words, the latest first, in any script, and never a syntax."""

from __future__ import annotations

import pytest
from commandline import here
from logs import history_in, said, talk
from test_history import lines

from whetstone.core.log import postings


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def found(home, *words, **options):
    told = here("history", "search", "--json", "--", *words, home=home)
    assert told.code == 0, told.stderr
    return [record["text"] for record in told.json]


def test_all_words_have_to_be_there_and_the_latest_comes_first(home):
    history_in(home, *talk("courage and fear", "fear alone", "fear, then courage", "courage alone"))
    assert found(home, "courage", "fear") == ["fear, then courage", "courage and fear"]
    assert found(home, "courage fear") == found(home, "fear", "courage")
    assert found(home, "courage", "hope") == []


def test_the_limit_keeps_the_latest(home):
    history_in(home, *talk(*(f"bees number {n}" for n in range(9))))
    told = here("history", "search", "bees", "--limit", "2", "--json", home=home)
    assert [record["text"] for record in told.json] == ["bees number 8", "bees number 7"]


def test_a_word_finds_those_that_begin_with_it_and_none_that_end_with_it(home):
    history_in(home, *talk("the courts", "a courtyard", "an escort", "a court"))
    assert found(home, "court") == ["a court", "a courtyard", "the courts"]
    assert found(home, "yard") == []


def test_case_and_accents_make_no_difference_either_way(home):
    history_in(home, *talk("Un café à Zürich", "ΣΩΚΡΆΤΗΣ", "ﬁne STRASSE", "Ёлка"))
    for asked in ("CAFE zurich", "café", "zürich"):
        assert found(home, *asked.split()) == ["Un café à Zürich"]
    assert found(home, "σωκράτης") == ["ΣΩΚΡΆΤΗΣ"]
    assert found(home, "straße", "fine") == ["ﬁne STRASSE"]
    assert found(home, "елка") == ["Ёлка"]


def test_scripts_without_spaces_are_found_inside_their_runs(home):
    history_in(home, *talk("勇気とは何ですか", "ความกล้าหาญคืออะไร", "什么是勇气？", "気勢と勇名"))
    assert found(home, "勇気") == ["勇気とは何ですか"]
    assert found(home, "勇") == ["気勢と勇名", "什么是勇气？", "勇気とは何ですか"]
    assert found(home, "กล้า") == ["ความกล้าหาญคืออะไร"]
    assert found(home, "是勇气") == ["什么是勇气？"]


def test_a_run_is_not_found_in_pieces(home):
    history_in(home, *talk("人工 and 工智 and 智能", "人工智能"))
    assert found(home, "人工智能") == ["人工智能"]


def test_words_with_punctuation_are_found_as_they_are_written(home):
    history_in(
        home, *talk("I like C++, do you?", "plan C", "set foo_bar (e.g. twice)", "foo and bar", "don’t")
    )
    assert found(home, "C++") == ["I like C++, do you?"]
    assert found(home, "foo_bar") == ["set foo_bar (e.g. twice)"]
    assert found(home, "e.g.") == ["set foo_bar (e.g. twice)"]
    assert found(home, "don't") == ["don’t"]
    assert found(home, "“you?”") == ["I like C++, do you?"]


def test_what_holds_no_word_is_found_too(home):
    history_in(home, *talk("well done 🎉", "nothing", "x == y"))
    assert found(home, "🎉") == ["well done 🎉"]
    assert found(home, "==") == ["x == y"]


@pytest.mark.parametrize(
    "asked",
    [
        '"',
        "'",
        "*",
        "court*",
        "NEAR(a b)",
        "a AND",
        "NOT",
        "-a",
        "col:a",
        "^a",
        "(",
        "%",
        "_",
        "\\",
        "{x}",
        "a\0b",
    ],
)
def test_whatever_is_asked_is_data(home, asked):
    history_in(home, *talk("a court near b", "and not"))
    history = history_in(home)
    for record in history.search([asked], 10):
        assert record.text in ("a court near b", "and not")
    assert len(history.search(["court"], 10)) == 1


def test_titles_and_library_passages_are_not_what_was_said(home):
    answer = said("an answer").model_copy(update={"passages": ({"source": "s.txt", "text": "hidden words"},)})
    title = said("hidden title").model_copy(update={"kind": "title", "role": None})
    history_in(home, answer, title)
    assert found(home, "hidden") == []


def test_a_word_of_any_length_is_found(home):
    long = "x" * 300
    history_in(home, *talk(f"a {long}tail", f"a {long[:-1]}"))
    assert found(home, long) == [f"a {long}tail"]
    assert found(home, "x" * 90) == [f"a {long[:-1]}", f"a {long}tail"]


def test_a_log_of_several_blocks_is_searched_in_all_of_them(home, monkeypatch):
    monkeypatch.setattr(postings, "BLOCK", 64)
    history = history_in(home)
    spoken = [f"common {'even' if n % 2 else 'odd'} n{n}x" for n in range(400)]
    history._home.make(history._home.root)
    history._home.log.write_bytes(b"".join(lines(history_in(home / "other", *talk(*spoken)))))
    assert [r.text for r in history.search(["common", "even"], 3)] == [spoken[399], spoken[397], spoken[395]]
    assert [r.text for r in history.search(["n7x"], 3)] == [spoken[7]]
    assert len(history.search(["common"], 1_000)) == 400
