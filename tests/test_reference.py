"""Ordinary language that a style is measured against."""

from __future__ import annotations

import sys

import pytest

from whetstone.core.errors import PluginError
from whetstone.core.text import reference
from whetstone.core.text.reference import Reference, is_english, language_of
from whetstone.core.text.words import words


def test_frequencies_are_those_of_ordinary_language() -> None:
    english = Reference("en")
    assert 0.03 < english.frequency("the") < 0.08
    assert english.frequency("The") == english.frequency("the")
    assert 0 < english.frequency("sparrow") < 1e-4
    assert english.frequency("well-being") > 0
    assert english.frequency("zzzxqv") == 0


def test_function_words_name_no_subject() -> None:
    words = Reference("en").function_words()
    assert words[0] == "the"
    assert {"and", "which", "not", "but", "because"} <= set(words)
    assert not {"people", "time", "world", "new", "1", "2"} & set(words)
    assert {"der", "und", "nicht"} <= set(Reference("de").function_words())


def test_a_language_without_a_list_knows_no_word() -> None:
    latin = Reference("la")
    assert (latin.known, latin.function_words(), latin.frequency("et")) == (False, (), 0)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Whoever asks a question well has answered half of it already.", "en"),
        ("Wer gut fragt, der hat die Frage schon zur Hälfte beantwortet.", "de"),
        ("Celui qui pose bien une question y a déjà répondu à moitié.", "fr"),
        ("Кто хорошо спрашивает, тот уже наполовину ответил.", "ru"),
        ("学而不思则罔，思而不学则殆。", "zh"),
        ("123 — ???", "en"),
    ],
)
def test_the_language_of_a_text_is_told(text: str, language: str) -> None:
    assert language_of([text] * 3) == language


def test_the_language_is_that_of_most_of_a_text_wherever_it_stands() -> None:
    english = "Whoever asks a question well has answered half of it already, as you and I know. " * 20
    german = "Wer gut fragt, der hat die Frage schon zur Hälfte beantwortet, wie man bei uns sagt. " * 50
    assert language_of([english, german]) == language_of([german, english]) == "de"
    assert language_of([english * 4, german]) == "en"


def test_plain_english_is_told_without_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py3langid", None)
    assert language_of(["Whoever asks well has already found half of the answer to it."] * 3) == "en"
    with pytest.raises(PluginError, match="py3langid"):
        language_of(["Wer gut fragt, der hat die Frage schon zur Hälfte beantwortet."] * 3)


def test_a_missing_library_is_told_with_the_extra_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wordfreq", None)
    reference._frequencies.cache_clear()
    with pytest.raises(PluginError, match=r"whetstone-personas\[forge\]"):
        Reference("en")


def test_a_page_that_was_left_in_english_stands_out_among_others() -> None:
    left = "Most packages come from the base repository, which is seldom updated and contains all of them."
    done = "Die meisten Pakete kommen aus dem Hauptarchiv, das selten erneuert wird und sie alle enthält."
    for language in ("de", "nl", "sv", "la"):
        assert is_english(words(left), Reference(language)), language
    assert not is_english(words(done), Reference("de"))
    assert not is_english([], Reference("de"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Wat is er? Is dit van jou? Nee, dit is van hem. Hij is in de tuin met Henk. Was hij er al? "
            "Ja, om zes uur was hij hier. Dan is het in orde. Is er nog wat in de pan? Nee, er is niets.",
            "nl",
        ),
        (
            "Was man so hat, das hat man. Wer in die Welt will, der geht. Ich war nie in Rom, so ist es. Die "
            "Hand, die man mir gab, war warm; so war der Mann, und so ist er noch.",
            "de",
        ),
        (
            "I en by långt in i skogen fanns det en kvinna som var rik. Hon hade en son, och han for ut i "
            "världen för att se allt det som var. I byn var allt som det var.",
            "sv",
        ),
        (
            "Dit is wat ek weet: die man was my vriend, en hy is dood. Is dit my skuld? In my hart was daar "
            "'n stem wat sê dat dit so is. Ek was by die hek, hy was in die water.",
            "af",
        ),
    ],
)
def test_languages_that_share_small_words_with_english_are_not_taken_for_it(text: str, language: str) -> None:
    assert language_of([text]) == language
    assert not is_english(words(text), Reference(language))
