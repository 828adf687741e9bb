"""Passages are grouped by what they are about, and each group gets the words for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pytest
from texts_to_choose_from import TOPICS, about, essays, excerpt

from whetstone.core.text.topics.themes import find_themes

CHINESE = {
    "sea": ["江河", "大海", "渔人", "波涛", "行舟", "深浅", "风雨", "流水"],
    "wood": ["大树", "山林", "匠人", "枝叶", "果实", "斧斤", "百年", "木材"],
}
CHINESE_FRAMES = ("{}不知{}，{}而忘{}。", "{}之于{}也，其犹{}乎？{}不言。", "问{}于{}，曰：{}在{}之外。")


def test_passages_about_one_thing_are_one_theme_with_its_words() -> None:
    found = essays(40)
    themes = find_themes(found, "en", most=3)
    topics = [list(TOPICS)[place % 3] for place in range(len(found))]
    for theme, labels in enumerate(themes.words):
        mine = Counter(topics[place] for place, of in enumerate(themes.of) if of == theme)
        (topic, most), *_ = mine.most_common()
        assert most >= 0.95 * themes.sizes[theme]
        assert set(labels) <= set(TOPICS[topic].split())
        assert len(labels) >= 5
    assert sum(themes.sizes) == len(found)
    assert list(themes.sizes) == sorted(themes.sizes, reverse=True)


def test_a_passage_is_nearer_to_those_about_the_same_thing() -> None:
    vectors = find_themes(essays(30), "en").vectors
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    near = vectors @ vectors.T
    alike = np.equal.outer(np.arange(90) % 3, np.arange(90) % 3)
    assert near[alike].mean() > near[~alike].mean() + 0.5


def test_who_speaks_is_no_theme() -> None:
    talks = []
    for number in range(40):
        for topic in TOPICS:
            who = ("Ariston", "Melite", "Ktesias")[number % 3]
            talks.append(excerpt(f"{who}\n{about(topic, number)} Tell me, {who}, do you agree?"))
    themes = find_themes(talks, "en", most=3)
    assert {"ariston", "melite", "ktesias"} <= themes.names
    assert not themes.names & {word for labels in themes.words for word in labels}
    assert all(len({themes.of[place] for place in range(topic, len(talks), 3)}) == 1 for topic in range(3))


def test_themes_of_chinese_texts_have_words_of_two_characters() -> None:
    draw = Random(0)
    texts = [
        (
            topic,
            excerpt("".join(draw.choice(CHINESE_FRAMES).format(*draw.sample(words, 4)) for _ in range(3))),
        )
        for _ in range(40)
        for topic, words in CHINESE.items()
    ]
    themes = find_themes([text for _, text in texts], "zh", most=2)
    assert len({(topic, of) for (topic, _), of in zip(texts, themes.of, strict=True)}) == 2
    known = {word for words in CHINESE.values() for word in words}
    assert all(len(label) == 2 for labels in themes.words for label in labels)
    assert all(len(known & set(labels)) >= 4 for labels in themes.words)


@pytest.mark.parametrize("language", ["ru", "el", "xx"])
def test_a_language_without_a_list_of_function_words_loses_the_words_that_are_everywhere(
    language: str,
) -> None:
    alphabet = {"ru": "абвгдежзиклмнопрст", "el": "αβγδεζηθικλμνξοπρστ", "xx": "abcdefghiklmnoprst"}[language]
    letters = alphabet[:15]
    content = [
        [f"{letters[a]}{letters[b]}{letters[a]}{letters[-b - 1]}{letters[b]}о" for a in range(10)]
        for b in (1, 2)
    ]
    everywhere = [f"{letters[place]}{letters[place + 1]}{letters[0]}" for place in range(4)]
    texts = [
        excerpt(
            " ".join(f"{everywhere[i % 4]} {content[n % 2][(n + i * 3) % 10]}" for i in range(8)) + f" {n}."
        )
        for n in range(80)
    ]
    themes = find_themes(texts, language, most=2)
    assert len({(place % 2, of) for place, of in enumerate(themes.of)}) == 2
    assert not set(everywhere) & {word for labels in themes.words for word in labels}


def test_messages_of_a_chat_have_themes_too() -> None:
    messages = [
        excerpt(f"{nick}: {text} {number}")
        for number in range(30)
        for nick, text in (
            ("zed", "reinstall the wifi driver and reboot the router"),
            ("kim_", "that guitar solo has a great chord and a drum fill"),
        )
    ]
    themes = find_themes(messages, "en", most=2)
    assert len({(place % 2, of) for place, of in enumerate(themes.of)}) == 2
    assert {"router", "driver"} & set(themes.words[themes.of[0]])


def test_of_who_chats_in_two_languages_the_function_words_of_neither_are_a_theme() -> None:
    draws = Random(5)
    german = ("der salat für den garten", "die reise nach süden", "das rad und die kette")
    english = ("the file is empty and the loop is too long", "why would that be better than the other one")
    said = [excerpt(f"{draws.choice(draws.choice((german, english)))}, {number}") for number in range(160)]
    labels = {word for theme in find_themes(said, "de").words for word in theme}
    assert {"salat", "loop"} <= labels
    assert labels.isdisjoint(("the", "is", "and", "that", "der", "die", "und"))


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["One thought."],
        ["Same words here."] * 5,
        ["", "...", "123"],
        ["a b c d"] * 3 + ["e f g h"] * 2,
    ],
)
def test_few_or_empty_passages_have_themes_as_well(texts: list[str]) -> None:
    themes = find_themes([excerpt(text) for text in texts], "en")
    assert len(themes.of) == len(texts) == len(themes.vectors) == sum(themes.sizes)
    assert len(themes.words) == len(themes.sizes) == max(themes.of, default=-1) + 1
    assert np.isfinite(themes.vectors).all()


def test_many_passages_are_grouped_like_few() -> None:
    few, many = essays(20), essays(400)
    themes = find_themes(many, "en", most=3)
    assert len({(place % 3, of) for place, of in enumerate(themes.of)}) == 3
    assert len(find_themes(few, "en", most=3).sizes) == 3


def test_another_process_finds_the_same_themes() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from texts_to_choose_from import essays\n"
        "from whetstone.core.text.topics.themes import find_themes\n"
        "found = find_themes(essays(30), 'en')\n"
        "print(found.of, found.words, found.vectors.tobytes().hex()[:4000])\n"
    )
    tests = str(Path(__file__).parent)
    said = [
        subprocess.run(
            [sys.executable, "-c", code, tests],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
