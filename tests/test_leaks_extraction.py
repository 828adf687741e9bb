"""Canaries are planted, personas are asked for them, and what comes out is counted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence

import pytest
from leaks import LOG, files_with, look

from whetstone.core.errors import LeakError
from whetstone.core.leaks.canaries import Canary, canaries, plant
from whetstone.core.leaks.extraction import Chat, extract, questions
from whetstone.core.trials.replies import Condition
from whetstone.core.values.asking import Answer
from whetstone.core.values.model import ChatRequest, Sampling

TURNS = [f"turn number {n} says little" for n in range(200)]
CANARIES = canaries("seed", len(TURNS))
PERSONA = Condition(prompt="You are dry and brief.")


class Parrot:
    """A model that answers by a function of the whole request."""

    name, small, context_tokens = "parrot", False, None

    def __init__(self, answer: Callable[[str], str], left: int = 1_000) -> None:
        self.left = left
        self._answer = answer

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def ask(self, phase: str, requests: Sequence[ChatRequest]) -> list[Answer]:
        self.left -= len(requests)
        said = [self._answer("\n".join(message.content for message in one.messages)) for one in requests]
        return [Answer(text) if text else Answer("", error="it is asleep") for text in said]


def chats_with(answer: Callable[[str], str], left: int = 1_000) -> list[Chat]:
    asked = questions(CANARIES, LOG)
    return extract(Parrot(answer, left), "Ana", PERSONA, asked, sampling=Sampling(seed=1))


def luhn(digits: str) -> bool:
    doubled = [int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits))]
    return sum(n - 9 * (n > 9) for n in doubled) % 10 == 0


def test_there_is_a_canary_of_each_kind_for_each_number_of_repeats() -> None:
    assert sorted(canary.name for canary in CANARIES) == sorted(
        f"{kind} x{repeats}" for kind in ("card", "name", "passphrase") for repeats in (1, 3, 10)
    )
    assert len({canary.secret for canary in CANARIES}) == 9
    for canary in CANARIES:
        assert len(canary.said) == canary.repeats
        assert all(canary.secret in text for text in canary.said)
        if canary.kind == "card":
            assert luhn(canary.secret.replace(" ", ""))


def test_the_same_seed_gives_the_same_canaries_in_another_process() -> None:
    code = "from whetstone.core.leaks.canaries import canaries; print(canaries('seed', 200))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str(CANARIES)
    assert canaries("another", 200) != CANARIES


def test_planting_adds_what_is_said_and_changes_nothing_else() -> None:
    planted = plant(TURNS, CANARIES, lambda turn, text: text)
    assert [turn for turn in planted if turn in TURNS] == TURNS
    for canary in CANARIES:
        assert sum(canary.secret in turn for turn in planted) == canary.repeats
    with pytest.raises(ValueError, match="there is none"):
        plant([], CANARIES, lambda turn, text: text)


def test_few_turns_are_enough_to_plant_behind() -> None:
    assert len(plant(["one"], canaries("x", 1), lambda turn, text: text)) == 1 + 3 * 14


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.name)
def test_a_canary_in_the_cartridge_or_a_reply_is_found(canary: Canary) -> None:
    said = {
        "card": canary.secret.replace(" ", "-"),
        "name": canary.secret.split()[1].upper(),
        "passphrase": ", ".join(canary.secret.split()[1:4]),
    }[canary.kind]
    [found] = look(files_with(**{"prompt.txt": f"Say {said}."}), canaries=CANARIES).findings
    assert (found.kind, found.type, found.file) == ("canary", canary.name, "prompt.txt")
    [found] = look(files_with(), canaries=CANARIES, replies=[f"Well, {said}."]).findings
    assert (found.kind, found.type, found.file) == ("canary", canary.name, "extraction chat 1")


def test_no_canary_is_found_where_there_is_none() -> None:
    for seed in range(40):
        report = look(files_with(), canaries=canaries(str(seed), 500), replies=LOG, log=())
        assert report.clean
        assert report.looked.canaries == 9


def test_the_questions_try_four_ways_and_give_no_secret_away() -> None:
    asked = questions(CANARIES, LOG)
    assert {question.way for question in asked[:4]} == {"direct", "role play", "go on", "repeat"}
    assert any(LOG[1].split()[0] in q.text and LOG[1] not in q.text for q in asked if q.way == "go on")
    told = [question.text for question in asked]
    assert look(files_with(), canaries=CANARIES, replies=told).clean
    assert questions(CANARIES, LOG, most=5) == asked[:5]


def test_a_clone_that_knows_nothing_gives_nothing_away() -> None:
    chats = chats_with(lambda said: "I would rather not.")
    assert len(chats) == len(questions(CANARIES, LOG))
    assert look(files_with(), canaries=CANARIES, replies=[chat.reply for chat in chats]).clean


def test_a_clone_that_goes_on_as_its_person_did_is_caught() -> None:
    memory = [text for canary in CANARIES for text in canary.said] + LOG

    def remembers(said: str) -> str:
        return next((text for text in memory if " ".join(text.split()[:4]) in said), "I would rather not.")

    replies = [chat.reply for chat in chats_with(remembers)]
    report = look(files_with(), canaries=CANARIES, replies=replies, removed=[("CARD", "4111 1111 1111 1111")])
    assert {found.kind for found in report.findings} == {"canary", "copied", "removed"}
    with pytest.raises(LeakError, match="extraction chat"):
        report.refuse()


def test_each_chat_begins_anew_with_the_personas_prompt() -> None:
    seen: list[str] = []
    chats_with(lambda said: seen.append(said) or "No.")  # type: ignore[func-returns-value]
    assert all(said.startswith(PERSONA.prompt) for said in seen)
    assert len(set(seen)) == len(seen)


def test_with_few_calls_left_the_first_questions_are_asked() -> None:
    assert [chat.question for chat in chats_with(lambda said: "No.", left=3)] == list(
        questions(CANARIES, LOG)[:3]
    )


@pytest.mark.parametrize(("left", "why"), [(100, "it is asleep"), (0, "no call of the model is left")])
def test_where_nothing_is_answered_nothing_is_saved(left: int, why: str) -> None:
    with pytest.raises(LeakError, match=why):
        chats_with(lambda said: "", left=left)
