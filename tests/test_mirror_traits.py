"""Which words a clone is told to use: a manner of speaking, and nothing that tells of a life."""

from __future__ import annotations

import json

import mirrors
import pytest

from whetstone.core.turns import Session
from whetstone.plugins.mirror.style import measured
from whetstone.plugins.mirror.taking import CleanTurn

AROUND = (
    "the {} keeps me up at night",
    "nobody told me that {} would be like this",
    "{} was on my mind the whole day",
    "still thinking about {} when i go to bed",
    "she asked about {} and i said nothing",
    "that is what {} does to you",
    "{} and me, that is a long story",
    "we drove past {} in the dark",
    "there is more to {} than you think",
    "write {} on the list and be done",
)
TELLING = ("lupus", "leeds", "london", "cancer", "payroll", "turnip", "barnaby", "divorce", "mosque")


def style_of_turns(said: list[str]) -> str:
    turns = [
        CleanTurn(str(n), f"2024-03-{n % 28 + 1:02}T10:00:00Z", Session("c", n % 28), text)
        for n, text in enumerate(said)
    ]
    return json.dumps(measured(turns, lambda word: True).profile.as_json(), ensure_ascii=False).casefold()


def chat() -> list[str]:
    answers = [one["text"] for one in mirrors.messages(400) if one["speaker"] == mirrors.HANDLE]
    return [text.partition(": ")[2] for text in answers]


@pytest.mark.parametrize("word", TELLING)
def test_what_tells_of_a_life_is_no_manner_however_often_and_variously_it_is_said(word):
    said = chat()
    for place, sentence in enumerate(AROUND * 4):
        said.insert(place * 9, sentence.format(word))
    assert word not in style_of_turns(said)


def test_what_is_said_loosely_is_a_manner():
    told = json.loads(style_of_turns(chat()))
    assert {"honestly", "tbh"} <= {word["text"] for word in told["favourite_words"]}
    assert "honestly" in told["openings"]["first_word_percent_of_sentences"]


def test_what_is_pasted_again_and_again_is_no_manner():
    said = chat()
    for place in range(50):
        said.insert(place * 9, "kindly note that the workshop will close on sundays until further notice")
    told = json.loads(style_of_turns(said))
    assert "kindly" not in told["openings"]["first_word_percent_of_sentences"]
    assert not any("note" in phrase["text"] for phrase in told["phrases"])


def test_in_a_language_without_a_list_of_words_none_is_told():
    basque = [
        f"{first} {rest} {last}"
        for first in ("bai", "beno", "aizu", "ez")
        for rest in ("gaur ez naiz etorriko", "euria ari du berriro", "etxean geratuko naiz lanean")
        for last in ("garmendisa", "kuttuntxo", "ezta", "zumarkoerrotan", "gero", "atzo")
    ]
    told = style_of_turns(basque * 2)
    assert '"language": "eu"' in told
    assert not any(word in told for word in ("garmendisa", "kuttuntxo", "zumarkoerrotan"))
