"""A library is searched: what bears on a question is found, and nothing else."""

from __future__ import annotations

from pathlib import Path

from whetstone.core.library import Library
from whetstone.core.values.passage import Retriever
from whetstone.plugins.full_text_search import FullTextSearch
from whetstone.plugins.static_embeddings import StaticEmbeddings

TEXTS = {
    "bees.txt": "On bees\n\nBees gather nectar and make honey. The hive has one queen.",
    "ships.txt": "On ships\n\nA ship is steered by its rudder. Sailors fear the storm.",
}


def library(tmp_path: Path, *retrievers: Retriever) -> tuple[Library, list[Exception]]:
    errors: list[Exception] = []
    chosen = retrievers or (FullTextSearch(), StaticEmbeddings())
    return Library(chosen, tmp_path / "cache", lambda _, error: errors.append(error)), errors


def test_a_question_finds_the_passage_that_answers_it(tmp_path: Path) -> None:
    shelves, errors = library(tmp_path)
    found = shelves.search("one", TEXTS, "Who makes the honey?", 1)
    assert [passage.source for passage in found] == ["bees.txt"]
    assert TEXTS["bees.txt"][found[0].start : found[0].end] == found[0].text
    assert not errors


def test_a_greeting_drags_in_nothing(tmp_path: Path) -> None:
    shelves, _ = library(tmp_path)
    assert shelves.search("one", TEXTS, "Hi, how are you?", 3) == []
