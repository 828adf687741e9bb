"""Questions in people's own words, and the text of a built-in persona that answers each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from whetstone import Host

QUESTIONS = {
    "socrates": {
        "What makes a soldier brave?": "courage_in_the_laches",
        "Why didn't you run from prison?": "crito_law_and_conscience",
        "Are you scared of dying?": "fear_of_death",
        "If nobody could see me, why behave?": "justice_and_the_ring",
        "People chained in the dark watching shadows": "cave_and_the_ascent",
        "Can you teach somebody to be a good person?": "meno_virtue_and_inquiry",
        "Why do I eat cake when I know it's bad for me?": "pleasure_and_weakness_of_will",
        "Somebody hurt me, may I pay him back?": "doing_wrong_is_worse",
        "What was your mom's job?": "midwife_of_thoughts",
        "Are you the smartest man in Athens?": "oracle_and_human_wisdom",
        "I'm in love with someone beautiful": "love_and_the_ladder",
    },
    "marcus-aurelius": {
        "I don't want to get up today": "morning_and_work",
        "My back hurts all the time": "pain_and_endurance",
        "My son is dead": "grief_and_children",
        "How did it feel to be emperor?": "power_without_purple",
        "Does God exist or is it all chance?": "providence_or_atoms",
        "Will I be remembered in a hundred years?": "fame_and_oblivion",
        "My plans keep going wrong": "obstacles_and_the_fire",
        "He insulted me and that hurt": "judgment_and_harm",
        "I worry about the future": "present_moment_and_change",
        "I'm getting old and it frightens me": "death_and_the_ripe_olive",
    },
    "zhuangzi": {
        "How do I know I'm not dreaming?": "butterfly_and_the_great_dream",
        "My wife passed away": "death_and_the_drum",
        "What can a butcher teach me?": "cook_ding_and_skill",
        "That crooked tree is good for nothing": "uses_of_the_useless",
        "Someone crashed into me and I was furious": "empty_boat_and_anger",
        "My friend is ill and his body is twisted": "four_friends_and_the_great_smith",
        "Who is right when two people argue?": "right_and_wrong_and_the_monkeys",
        "Can language tell the truth?": "words_and_the_fish_trap",
        "The sea is so much bigger than a river": "autumn_floods_and_knowledge",
    },
}
TRIED = [(persona, question) for persona, asked in QUESTIONS.items() for question in asked]
NOT_FOUND = 4
"""How many of the thirty may go astray: static embeddings do not know that cake is a pleasure."""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with Host(tmp_path_factory.mktemp("home")) as host:
        yield host


def sources(host: Host, persona: str, question: str) -> list[str]:
    cartridge = host.registry.contents(persona)
    found = host.library.search(cartridge.content_hash, cartridge.library, question, 3)
    return [Path(passage.source).stem for passage in found]


def test_most_questions_find_the_text_that_answers_them(host: Host) -> None:
    missed = [
        f"{persona}: {question} {found}"
        for persona, question in TRIED
        if QUESTIONS[persona][question] not in (found := sources(host, persona, question))
    ]
    assert len(missed) <= NOT_FOUND, "\n".join(missed)


@pytest.mark.parametrize("persona", QUESTIONS)
@pytest.mark.parametrize("message", ["hi", "Hello, how are you today?", "ok, thanks!", "Tell me more"])
def test_no_persona_quotes_at_a_greeting(host: Host, persona: str, message: str) -> None:
    assert sources(host, persona, message) == []
