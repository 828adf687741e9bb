"""A measured style is told as directions: what an actor is to do, and nothing that was not measured."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import pytest

from whetstone.core.portrait.amounts import every, number
from whetstone.core.portrait.directions import directions
from whetstone.core.portrait.style import style_of
from whetstone.core.text.counts import measure
from whetstone.core.text.profile import StyleProfile, style_profile

LONG = (
    "And is it not the case, my friend, that he who would rule a city well must first of all rule himself; "
    "for the many are one in him, and what is true of the whole is surely true of each of its parts?",
    "Then let us consider, as we go along, whether the shepherd looks to the good of the sheep; and whether "
    "the pilot, who has the ship in his care, does not seek the good of those who sail with him?",
    "And the soul, by the dog, has a work which nothing else can do; and that work is to live, and to take "
    "thought, and to rule, and all such things as we could not give to anything but the soul.",
    "Yes.",
    "Very true.",
)
CHAT = (
    "no idea, did you try it again?",
    "should be fine i guess",
    "you can run it from there :)",
    "what does it say?",
    "no idea really",
    "ok",
    "its not the cable then, try the other one and see if it comes up",
)


def _texts(lines: Sequence[str], works: int = 10, size: int = 80) -> list[str]:
    chosen = random.Random(3)
    return ["\n\n".join(chosen.choice(lines) for _ in range(size)) for _ in range(works)]


@pytest.fixture(scope="module")
def book() -> StyleProfile:
    return style_profile(measure(_texts(LONG)), "en")


@pytest.fixture(scope="module")
def chat() -> StyleProfile:
    return style_profile(measure(_texts(CHAT)), "en")


def test_a_book_is_directed_sentence_by_sentence(book: StyleProfile) -> None:
    told = directions(book)
    assert told[0] == "Let sentences run long, some two dozen words; now and then stop after one."
    assert told[1].startswith("Ask: make more than every third sentence a question")
    assert "Do without exclamation marks." in told
    assert any(one.startswith("Call the other “my friend”") for one in told)


def test_chats_are_directed_message_by_message(chat: StyleProfile) -> None:
    told = directions(chat, chats=True)
    assert told[0] == "Answer in about five words, sometimes only one, and seldom in more than fifteen."
    assert told[1] == "Begin messages with a small letter and mostly leave off the full stop."
    assert "Put :) into more than every seventh message." in told
    assert "Write “i” for “I”." in told


def test_all_is_said_to_the_one_who_is_to_do_it(book: StyleProfile, chat: StyleProfile) -> None:
    for told in (directions(book), directions(chat, chats=True)):
        assert not [one for one in told if re.search(r"\b(average|of a hundred|a thousand|are used)\b", one)]
        assert all(one.endswith(".") and one[0].isupper() for one in told)


def test_every_direction_quotes_what_the_texts_say(book: StyleProfile) -> None:
    texts = _texts(LONG)
    told = style_of(book, measure(texts), texts, 72).directions
    quoted = re.findall("“([^”]+)”", " ".join(one for one in told if not one.startswith("Do without")))
    said = " ".join(" ".join(texts).split())
    assert len(quoted) > 10
    assert not [phrase for phrase in quoted if " " in phrase and phrase not in said]


def test_what_was_seen_too_seldom_is_no_direction() -> None:
    few = style_profile(measure([" ".join(("We came to the town. " * 9, "Is it far?"))]), "en")
    assert few.values["asking"]["questions_percent_of_sentences"] >= 8
    assert not [one for one in directions(few) if one.startswith(("Ask", "Do without", "Use"))]


def test_one_who_keeps_speaking_to_the_other_is_told_so() -> None:
    lines = (
        "Thou hast it in thy power, and thou shouldst ask thyself what thou canst do.",
        "Be thou content.",
    )
    told = " ".join(directions(style_profile(measure(_texts(lines)), "en")))
    assert "Speak to the other directly and often, once in three words or so." in told


def test_nothing_measured_directs_nothing() -> None:
    assert directions(style_profile(measure([""]), "en")) == ()


def test_words_of_another_language_stay_in_it() -> None:
    lines = ("Wer weiß denn, ob das wahr ist; und was fragst du danach?", "Was soll das?", "Das ist wahr.")
    told = directions(style_profile(measure(_texts(lines)), "de"))
    assert told[0].startswith("Keep sentences short")
    assert told[1].endswith("questions, often beginning with “was” or “wer”.")


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (28, "more than every fourth sentence"),
        (25, "every fourth sentence"),
        (4, "one sentence in two dozen"),
    ],
)
def test_shares_are_told_as_one_counts(percent: float, words: str) -> None:
    assert every(percent, "sentence") == words


@pytest.mark.parametrize(
    ("value", "words"), [(2, "two"), (12, "a dozen"), (16, "fifteen"), (24, "two dozen"), (55, "sixty")]
)
def test_numbers_are_told_in_words(value: float, words: str) -> None:
    assert number(value) == words
