"""What the two built-in retrievers find, in whatever script, whatever the message holds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from shelves import TEXTS, Desk

from whetstone import Host
from whetstone.core.text.words import content_words, words
from whetstone.plugins.full_text_search import FullTextSearch
from whetstone.plugins.static_embeddings import StaticEmbeddings

SCRIPTS = {
    "chinese.txt": "道可道，非常道。名可名，非常名。无名天地之始。",
    "japanese.txt": "吾輩は猫である。名前はまだ無い。",
    "thai.txt": "ความสุขอยู่ที่ใจ ไม่ได้อยู่ที่เงินทอง",
    "korean.txt": "천 리 길도 한 걸음부터 시작한다.",
    "hindi.txt": "कर्म करो, फल की इच्छा मत करो।",
    "greek.txt": "Ὁ ἀνεξέταστος βίος οὐ βιωτὸς ἀνθρώπῳ.",
    "vietnamese.txt": "Một con ngựa đau, cả tàu bỏ cỏ.",
    "arabic.txt": "العلم نور والجهل ظلام.",
    "german.txt": "Das Große erkennt man an der Straße.",
}


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("什么是道？", "chinese.txt"),
        ("天地", "chinese.txt"),
        ("猫の名前", "japanese.txt"),
        ("ความสุขคืออะไร", "thai.txt"),
        ("걸음부터", "korean.txt"),
        ("कर्म का फल", "hindi.txt"),
        ("ανεξεταστος βιος", "greek.txt"),
        ("con ngua dau", "vietnamese.txt"),
        ("العلم نور", "arabic.txt"),
        ("STRASSE", "german.txt"),
    ],
)
def test_words_are_found_in_any_script_with_or_without_accents(
    tmp_path: Path, query: str, source: str
) -> None:
    desk = Desk(tmp_path, (FullTextSearch(),))
    assert desk.sources(query, SCRIPTS, limit=1) == [source]


def test_words_are_found_in_their_other_forms(tmp_path: Path) -> None:
    desk = Desk(tmp_path, (FullTextSearch(),))
    assert desk.sources("steering a rudders' sailor", limit=1) == ["ships.txt"]


def test_rare_words_count_more_than_common_ones(tmp_path: Path) -> None:
    texts = {f"{n}.txt": "The good man is a good friend to good men." for n in range(30)}
    texts["ring.txt"] = "Gyges found a ring that made him invisible."
    for retriever in (FullTextSearch(), StaticEmbeddings()):
        found = Desk(tmp_path, (retriever,)).sources("Was Gyges a good man?", texts, limit=1)
        assert found == ["ring.txt"], retriever.name


def test_one_common_word_of_many_is_not_enough(tmp_path: Path) -> None:
    texts = {f"{n}.txt": f"A good man has courage, number {n}." for n in range(9)}
    desk = Desk(tmp_path, (FullTextSearch(),))
    assert desk.find("Recommend a good recipe for pizza with mushrooms", texts) == []
    assert desk.find("What is a good man?", texts)


def test_how_many_words_must_be_shared_is_a_setting(tmp_path: Path) -> None:
    config = tmp_path / "whetstone.toml"
    config.write_text('[retrieval]\nretrievers = ["full_text_search"]\n')
    asked = "Which honey tastes best?"
    with Host(tmp_path) as host:
        assert host.library.search("k", TEXTS, asked, 3) == []
    config.write_text(config.read_text() + "[full_text_search]\nshare = 0.25\n")
    with Host(tmp_path) as host:
        assert [passage.source for passage in host.library.search("k", TEXTS, asked, 3)] == ["bees.txt"]


def test_a_message_of_common_words_only_is_still_answered(tmp_path: Path) -> None:
    texts = {f"{n}.txt": f"Virtue is knowledge, said the {n}th." for n in range(4_000)}
    desk = Desk(tmp_path)
    assert len(desk.find("virtue knowledge", texts)) == 3
    assert not desk.errors


@pytest.mark.parametrize(
    "query",
    [
        'honey" OR "rudder',
        "honey AND NOT bees",
        "NEAR(honey queen, 2)",
        "title:honey",
        "honey*",
        "^honey",
        "{title text}: honey",
        "-honey +bees",
        "(honey",
        "honey'; DROP TABLE passages; --",
        "honey\0bees",
        "honey \\ % _ ? ! @ # $ & | ~ `",
    ],
)
def test_search_syntax_in_a_message_is_taken_as_words(tmp_path: Path, query: str) -> None:
    desk = Desk(tmp_path, (FullTextSearch(share=0.1),))
    assert "bees.txt" in desk.sources(query)
    assert "bees.txt" in desk.sources("honey")
    assert not desk.errors


DESK = Desk(Path(__file__) / "no folder")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text())
@example("\ud800 honey")
@example("\u0301 \u0902")
@example("𞤀𞤣𞤤𞤢𞤥")
@example("a\u0301" * 500)
@example("word " * 3_000)
@example("字" * 3_000)
@example("ﬁ ẞ İ ŉ ǰ")
def test_no_message_makes_a_retriever_fail(query: str) -> None:
    found = DESK.find(query, TEXTS | SCRIPTS)
    assert not DESK.errors
    assert len(found) <= 3


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=30, deadline=None)
@given(st.dictionaries(st.text(min_size=1, max_size=20), st.text(max_size=200), max_size=5), st.text())
def test_no_text_makes_a_retriever_fail(texts: dict[str, str], query: str) -> None:
    for passage in DESK.find(query, texts):
        assert texts[passage.source][passage.start : passage.end] == passage.text
    assert not DESK.errors


def test_words_are_letters_digits_and_their_marks() -> None:
    assert words("Don't well-being, 2nd_try! É") == ["don", "t", "well", "being", "2nd", "try", "é"]
    assert words("हिन्दी भाषा") == ["हिन्दी", "भाषा"]
    assert words("道可道 tao") == ["道", "可", "道", "道可", "可道", "tao"]


def test_content_words_name_the_subject() -> None:
    assert content_words("Good evening! Can you tell me about the courage of soldiers, please?") == [
        "courage",
        "soldiers",
    ]
    assert len(content_words(" ".join(f"w{n}" for n in range(500)))) == 48


def test_opening_a_library_downloads_nothing_and_leaves_logging_alone(tmp_path: Path) -> None:
    script = f"""
import logging, socket, sys
def refuse(*_): raise AssertionError("a socket was opened")
socket.socket = socket.create_connection = refuse
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from shelves import Desk
import whetstone.plugins.full_text_search, whetstone.plugins.static_embeddings
heavy = {{"numpy", "sqlite3", "tokenizers", "safetensors", "sentencex", "wordllama"}}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
desk = Desk(Path({str(tmp_path)!r}))
assert desk.sources("honey") == ["bees.txt"] and not desk.errors
assert logging.getLogger().handlers == [] and logging.getLogger().level == logging.WARNING
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_searching_survives_a_fork_without_a_word(tmp_path: Path) -> None:
    script = f"""
import os, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from shelves import Desk
desk = Desk(Path({str(tmp_path)!r}))
desk.sources("honey")
child = os.fork()
if not child:
    os._exit(0 if Desk(Path({str(tmp_path / "other")!r})).sources("rudder") == ["ships.txt"] else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
