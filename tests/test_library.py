"""A library is searched by several retrievers; what bears on a question is found, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from shelves import TEXTS, Desk

from whetstone import PassageIndex, Retriever, Shelf
from whetstone.core.library import LONGEST_QUERY


@dataclass
class Fixed:
    """A retriever that always ranks alike, or raises."""

    name: str
    ranking: Any = ()
    fails_to_open: bool = False
    opened: int = 0

    def open(self, shelf: Shelf) -> PassageIndex:
        self.opened += 1
        if self.fails_to_open:
            raise OSError("the index is on fire")
        return self

    def search(self, query: str, limit: int) -> Sequence[int]:
        if isinstance(self.ranking, Exception):
            raise self.ranking
        return self.ranking  # type: ignore[no-any-return]


def test_a_question_finds_the_passage_that_answers_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    found = desk.find("Who makes the honey?", limit=1)
    assert [(passage.source, passage.title) for passage in found] == [("bees.txt", "On bees")]
    assert TEXTS["bees.txt"][found[0].start : found[0].end] == found[0].text
    assert found[0].score > 0
    assert not desk.errors


def test_a_question_in_other_words_finds_it_too(tmp_path: Path) -> None:
    assert Desk(tmp_path).sources("How do insects produce something sweet?", limit=1) == ["bees.txt"]


@pytest.mark.parametrize(
    "message",
    [
        "hi",
        "Hello there!",
        "Good morning",
        "Hey, how are you?",
        "ok thanks",
        "What do you think?",
        "I see",
        "Why?",
        "I have a question.",
        "What do you mean by that? I don't understand.",
        "Hello, how are you today?",
        "Can you explain that again, please?",
        "😀",
        "...",
        "",
        "   \n",
    ],
)
def test_small_talk_drags_in_nothing(tmp_path: Path, message: str) -> None:
    talk = {"talk.txt": f"{message} Hello, and good morning to you! How are you? What do you think of it?"}
    assert Desk(tmp_path).find(message, TEXTS | talk) == []


@pytest.mark.parametrize("message", ["How do I install a printer driver?", "bitcoin exchange rate"])
def test_a_question_about_something_else_drags_in_nothing(tmp_path: Path, message: str) -> None:
    assert Desk(tmp_path).find(message) == []


def test_rankings_are_fused_by_reciprocal_rank(tmp_path: Path) -> None:
    one, other = Fixed("one", ranking=[0, 1]), Fixed("other", ranking=[1, 2])
    found = Desk(tmp_path, (one, other)).find("anything")
    assert [(passage.source, passage.score) for passage in found] == [
        ("ships.txt", pytest.approx(1 / 12 + 1 / 11)),
        ("bees.txt", pytest.approx(1 / 11)),
        ("wine.txt", pytest.approx(1 / 12)),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        Fixed("broken", fails_to_open=True),
        Fixed("broken", ranking=RuntimeError("no")),
        Fixed("broken", ranking=[7]),
        Fixed("broken", ranking=[-1]),
        Fixed("broken", ranking=["bees.txt"]),
        Fixed("broken", ranking=None),
    ],
    ids=["open", "search", "beyond", "negative", "no number", "no list"],
)
def test_a_retriever_that_fails_is_left_out_and_told_of(tmp_path: Path, broken: Fixed) -> None:
    desk = Desk(tmp_path, (broken, Fixed("sound", ranking=[1])))
    assert desk.sources("anything") == ["ships.txt"]
    assert [name for name, _ in desk.errors] == ["broken"]


def test_when_all_retrievers_fail_nothing_is_found_and_each_is_told_of(tmp_path: Path) -> None:
    desk = Desk(tmp_path, (Fixed("one", fails_to_open=True), Fixed("two", ranking=ValueError())))
    assert desk.find("anything") == []
    assert [name for name, _ in desk.errors] == ["one", "two"]


def test_one_that_cannot_open_a_shelf_is_not_asked_again_for_it(tmp_path: Path) -> None:
    broken = Fixed("broken", fails_to_open=True)
    desk = Desk(tmp_path, (broken,))
    for _ in range(3):
        desk.find("anything")
    assert (broken.opened, len(desk.errors)) == (1, 1)


def test_a_passage_that_stands_in_two_texts_is_returned_once(tmp_path: Path) -> None:
    twice = TEXTS | {"bees_again.txt": TEXTS["bees.txt"]}
    assert Desk(tmp_path).sources("Who makes the honey?", twice) == ["bees.txt"]


def test_no_more_is_returned_than_was_asked_for(tmp_path: Path) -> None:
    honey = {f"{n}.txt": f"Honey number {n} is sweet." for n in range(90)}
    assert len(Desk(tmp_path).find("sweet honey", honey, limit=40)) == 40
    assert Desk(tmp_path).find("sweet honey", honey, limit=0) == []


@pytest.mark.parametrize("texts", [{}, {"empty.txt": ""}, {"stars.txt": "* * *\n\n…"}])
def test_a_library_without_words_gives_nothing(tmp_path: Path, texts: dict[str, str]) -> None:
    desk = Desk(tmp_path)
    assert desk.find("honey", texts) == []
    assert not desk.errors


def test_texts_are_read_when_a_library_is_opened_and_not_again(tmp_path: Path) -> None:
    read = []

    def texts() -> dict[str, str]:
        read.append(1)
        return TEXTS

    library = Desk(tmp_path).library
    library.open("k", texts)
    for _ in range(3):
        assert library.search("k", texts, "honey", 3)
    assert read == [1]


def test_texts_that_cannot_be_read_are_told_and_tried_again(tmp_path: Path) -> None:
    def unreadable() -> dict[str, str]:
        raise PermissionError("not yours")

    library = Desk(tmp_path).library
    with pytest.raises(PermissionError):
        library.search("k", unreadable, "honey", 3)
    assert library.search("k", TEXTS, "honey", 3)


def test_the_middle_of_an_endless_message_does_not_matter(tmp_path: Path) -> None:
    endless = "Who makes honey? " + "rudder storm " * LONGEST_QUERY * 50 + " I ask about bees and honey."
    assert "bees.txt" in Desk(tmp_path).sources(endless)


def test_many_threads_open_a_library_once_and_find_the_same(tmp_path: Path) -> None:
    counted = Fixed("counted", ranking=[2])
    start = threading.Barrier(8)

    def ask(_: int) -> list[str]:
        start.wait()
        return [source for _ in range(20) for source in desk.sources("Who makes the honey?")]

    desk = Desk(tmp_path)
    together = Desk(tmp_path, (*desk.retrievers, counted))
    desk = together
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, range(8)))
    assert all(answer == answers[0] for answer in answers)
    assert counted.opened == 1
    assert not desk.errors


def test_libraries_that_were_not_used_for_long_are_let_go(tmp_path: Path) -> None:
    counted = Fixed("counted", ranking=[0])
    desk = Desk(tmp_path, (counted,))
    for number in [*range(9), 0, 8]:
        desk.find("honey", {"a.txt": f"Honey {number}"})
    assert counted.opened == 10


def test_the_built_in_retrievers_are_what_the_protocol_says() -> None:
    assert all(isinstance(retriever, Retriever) for retriever in Desk(Path()).retrievers)
