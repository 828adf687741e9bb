"""The indexes of libraries are a cache: kept, shared, never trusted, never missed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from shelves import TEXTS, Desk

from whetstone.core.kept import keep, recall
from whetstone.core.library import KEPT_SHELVES
from whetstone.plugins.static_embeddings.embedder import Embedder

QUESTION = "Who makes the honey?"
FILES = {"full_text_search.cache", "static_embeddings.cache"}


def kept_files(cache: Path) -> dict[str, Path]:
    return {path.name: path for path in cache.rglob("*") if path.is_file()}


def stamps(cache: Path) -> dict[str, tuple[int, int]]:
    return {name: (path.stat().st_ino, path.stat().st_mtime_ns) for name, path in kept_files(cache).items()}


def test_an_index_is_built_once_and_read_by_the_next_process(tmp_path: Path) -> None:
    first = Desk(tmp_path).find(QUESTION)
    built = stamps(tmp_path)
    assert set(built) == FILES
    assert Desk(tmp_path).find(QUESTION) == first
    assert stamps(tmp_path) == built


def test_changed_texts_are_indexed_anew_even_under_the_same_key(tmp_path: Path) -> None:
    changed = TEXTS | {"bees.txt": "On wasps\n\nWasps sting. They have no sweets to give."}
    assert Desk(tmp_path).library.search("k", TEXTS, "honey", 1)
    assert Desk(tmp_path).library.search("k", changed, "sting of wasps", 1)[0].text.startswith("On wasps")
    assert Desk(tmp_path).library.search("k", TEXTS, "honey", 1)[0].source == "bees.txt"


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("damage", ["empty", "cut short", "one bit", "grown", "another's", "a folder"])
def test_a_damaged_index_is_made_anew(tmp_path: Path, name: str, damage: str) -> None:
    first = Desk(tmp_path).find(QUESTION)
    path = kept_files(tmp_path)[name]
    whole = path.read_bytes()
    if damage == "a folder":
        path.unlink()
        path.mkdir()
    elif damage == "another's":
        other = tmp_path / "other"
        Desk(other).find(QUESTION, {"a.txt": "Something else.", **TEXTS})
        shutil.copy(kept_files(other)[name], path)
        shutil.rmtree(other)
    else:
        middle = len(whole) // 2
        path.write_bytes(
            {
                "empty": b"",
                "cut short": whole[:middle],
                "one bit": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
                "grown": whole + b"\0",
            }[damage]
        )
    desk = Desk(tmp_path)
    assert desk.find(QUESTION) == first
    assert not desk.errors
    if damage != "a folder":
        assert recall_is_whole(path)


def recall_is_whole(path: Path) -> bool:
    before = path.stat().st_mtime_ns
    Desk(path.parent.parent).find(QUESTION)
    return path.stat().st_mtime_ns == before


def test_a_cache_that_is_emptied_in_between_is_not_missed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    first = desk.find(QUESTION)
    shutil.rmtree(tmp_path)
    assert desk.find(QUESTION) == first
    assert Desk(tmp_path).find(QUESTION) == first
    assert set(kept_files(tmp_path)) == FILES


@contextmanager
def without_permission(folder: Path) -> Iterator[None]:
    """Take away the right to write into `folder`; root gives up its rights for as long."""
    folder.chmod(0o500)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)


def test_without_permission_to_write_the_index_stays_in_memory(tmp_path: Path) -> None:
    ready = Desk(tmp_path / "rehearsal", (loaded := Desk(tmp_path).retrievers))
    first = ready.find(QUESTION)
    cache = tmp_path / "cache"
    cache.mkdir()
    with without_permission(cache):
        desk = Desk(cache, loaded)
        assert desk.find(QUESTION) == first
        assert not desk.errors
    assert not kept_files(cache)


def test_a_file_where_the_cache_should_be_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("not a folder")
    desk = Desk(tmp_path / "cache")
    assert desk.sources(QUESTION)[0] == "bees.txt"
    assert not desk.errors
    assert (tmp_path / "cache").read_text() == "not a folder"


def test_processes_may_build_the_same_index_at_once(tmp_path: Path) -> None:
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from shelves import Desk
desk = Desk(Path({str(tmp_path)!r}))
sys.stdin.read()
texts = {{f"{{n}}.txt": f"Honey number {{n}} is sweet. " * 40 for n in range(200)}}
print([(passage.source, passage.start) for passage in desk.find("sweet honey 77", texts)], desk.errors)
"""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in running:
        assert process.stdin
        process.stdin.close()
    said = {process.stdout.read() for process in running if process.stdout}
    assert [process.wait() for process in running] == [0, 0, 0]
    assert len(said) == 1
    assert said.pop().endswith(" []\n")
    assert set(kept_files(tmp_path)) == FILES


def test_the_folders_that_were_not_used_for_longest_go_first(tmp_path: Path) -> None:
    first, second = {"a.txt": "Honey."}, {"a.txt": "Wine."}
    Desk(tmp_path).find("honey", first)
    (kept,) = tmp_path.iterdir()
    Desk(tmp_path).find("wine", second)
    (stale,) = set(tmp_path.iterdir()) - {kept}
    for number in range(KEPT_SHELVES - 2):
        (tmp_path / f"other-{number}").mkdir()
    Desk(tmp_path).find("honey", first)
    os.utime(stale, (1, 1))
    Desk(tmp_path).find("bees", TEXTS)
    assert len(list(tmp_path.iterdir())) == KEPT_SHELVES
    assert kept.exists()
    assert not stale.exists()


def test_what_is_kept_is_recalled_under_its_own_stamp_only(tmp_path: Path) -> None:
    assert keep(tmp_path / "new" / "x.cache", "stamp 1", b"data")
    assert recall(tmp_path / "new" / "x.cache", "stamp 1") == b"data"
    assert recall(tmp_path / "new" / "x.cache", "stamp 2") is None
    assert recall(tmp_path / "none", "stamp 1") is None
    (tmp_path / "file").touch()
    assert not keep(tmp_path / "file" / "x.cache", "stamp", b"")


def test_what_a_killed_process_left_in_the_cache_goes_an_hour_later(tmp_path: Path) -> None:
    left, fresh = tmp_path / "x.cache.abc.new", tmp_path / "x.cache.def.new"
    for draft in (left, fresh):
        draft.write_bytes(b"half")
    os.utime(left, (1, 1))
    assert keep(tmp_path / "x.cache", "stamp", b"data")
    assert {path.name for path in tmp_path.iterdir()} == {"x.cache", fresh.name}


def test_missing_embeddings_are_told_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(FileNotFoundError, match=r"wordllama.* is not installed"):
        Embedder.load()
    desk = Desk(tmp_path)
    assert desk.sources("honey") == ["bees.txt"]
    assert [name for name, _ in desk.errors] == ["static_embeddings"]
