"""The log's index is a cache: it reads on from where it was, and nothing that befalls it is an error."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from commandline import Said, everything_in, here, process, unprivileged
from logs import counted, generation, history_in, index_of, many, read_up_to, said, talk, write_log

from whetstone.testing import temporary_host


def found(home: Path, *words: str) -> list[str]:
    told = here("history", "search", "--json", *words, home=home)
    assert told.code == 0, told.stderr
    assert told.stderr == ""
    return [record["text"] for record in told.json]


def test_only_what_was_added_is_read(home, reads):
    history = history_in(home, *talk("one", "two"))
    assert counted(home)["turns"] == 2
    first = history._home.log.stat().st_size
    history.append(said("three"))
    assert counted(home)["turns"] == 3
    second = history._home.log.stat().st_size
    assert found(home, "three") == ["three"]
    assert reads == [(0, first), (first, second)]
    assert read_up_to(home) == second


def test_nothing_is_written_when_nothing_was_said(home):
    assert here("history", "list", home=home).code == 0
    assert not home.exists()
    history_in(home, *talk("one"))
    assert not index_of(home).exists()
    counted(home)
    before = index_of(home).stat().st_mtime_ns, index_of(home).read_bytes()
    counted(home)
    assert (index_of(home).stat().st_mtime_ns, index_of(home).read_bytes()) == before


def test_a_torn_line_waits_until_it_is_closed(home):
    history = history_in(home, *talk("one"))
    end = history._home.log.stat().st_size
    with history._home.log.open("ab") as log:
        log.write(b'{"v": 1, "kind": "turn", "te')
    assert counted(home) == {**counted(home), "turns": 1, "damaged": 1}
    assert read_up_to(home) == end
    history.append(said("two"))
    assert counted(home) == {**counted(home), "turns": 2, "damaged": 1}


def test_a_record_without_its_line_end_counts_at_once_and_once(home):
    history = history_in(home, *talk("one", "two"))
    whole = history._home.log.read_bytes()
    history._home.log.write_bytes(whole[:-1])
    assert counted(home)["turns"] == 2
    history.append(said("three"))
    assert counted(home) == {**counted(home), "turns": 3, "damaged": 0}


def test_the_index_is_for_its_user_alone(home):
    history_in(home, *talk("a secret"))
    counted(home)
    assert stat.S_IMODE(index_of(home).stat().st_mode) == 0o600


def foreign_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE state (layout INTEGER)")


def older_layout(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE state SET layout = 0, turns = 99")


def wrong_numbers(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE state SET turns = 99")


def lost_words(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM words")


DAMAGES = {
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "garbage": lambda path: path.write_bytes(os.urandom(50_000)),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:9_000]),
    "another program's": foreign_database,
    "of another layout": older_layout,
    "of wrong numbers": wrong_numbers,
    "of lost words": lost_words,
    "with a stranger's journal": lambda path: Path(f"{path}-journal").write_bytes(os.urandom(5_000)),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_index_gives_no_wrong_answer_and_comes_back(home, damage):
    history_in(home, *talk("bees dance", "they do"))
    right = counted(home)
    damage(index_of(home))
    assert counted(home) == right
    assert found(home, "dance") == ["bees dance"]
    assert read_up_to(home) == (home / "chat_history.log").stat().st_size


def test_an_index_that_was_written_in_anywhere_gives_no_wrong_answer(home):
    history_in(home, *talk(*(f"bee {n} of the hive" for n in range(40))))
    right, hits = counted(home), found(home, "hive")
    whole = index_of(home).read_bytes()
    for place in range(0, len(whole), len(whole) // 30):
        data = bytearray(whole)
        data[place : place + 16] = bytes(byte ^ 0xFF for byte in data[place : place + 16])
        index_of(home).write_bytes(data)
        assert (counted(home), found(home, "hive")) == (right, hits), place


def test_a_folder_in_its_place_and_a_file_in_the_caches_place_are_no_errors(home):
    history_in(home, *talk("bees dance"))
    index_of(home).mkdir(parents=True)
    assert found(home, "dance") == ["bees dance"]
    shutil.rmtree(home / "cache")
    (home / "cache").write_text("no folder")
    assert found(home, "dance") == ["bees dance"]
    assert counted(home)["turns"] == 1


def test_a_full_disk_is_no_error_and_costs_no_index(home):
    history = history_in(home, *talk(*(f"bee {n}" for n in range(50))))
    counted(home)
    before = index_of(home).read_bytes()
    history.append(said("a wasp"))
    told = process("history", "search", "wasp", "--json", home=home, preexec_fn=no_room)
    assert (told.code, told.stderr) == (0, "")
    assert [record["text"] for record in told.json] == ["a wasp"]
    assert index_of(home).read_bytes() == before
    assert found(home, "wasp") == ["a wasp"]


def no_room() -> None:
    """Let this process write no byte to a file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def test_another_log_in_its_place_is_read_from_the_start(home, tmp_path):
    history_in(home, *talk("first of one", "second of one"))
    assert counted(home)["turns"] == 2
    other = history_in(tmp_path / "other", *talk("of two", "more of two", "and more"))._home.log
    other.replace(home / "chat_history.log")
    assert counted(home)["turns"] == 3
    assert found(home, "one") == []
    assert len(found(home, "two")) == 2


def test_a_log_that_was_changed_by_hand_is_read_anew(home, tmp_path):
    history = history_in(home, *talk("of oak trees", *("filler " * 900 for _ in range(3))))
    assert found(home, "oak") == ["of oak trees"]
    edited = tmp_path / "edited"
    edited.write_bytes(history._home.log.read_bytes().replace(b"oak", b"elm"))
    edited.replace(history._home.log)
    assert found(home, "oak") == []
    assert found(home, "elm") == ["of elm trees"]


def test_a_log_that_was_copied_is_not_read_into_the_index_again(home, tmp_path, reads):
    history_in(home, *talk("one", "two"))
    counted(home)
    shutil.copytree(home, tmp_path / "copy")
    end = reads[-1][1]
    assert counted(tmp_path / "copy")["turns"] == 2
    assert reads[1:] == [(end, end)]


def test_a_log_that_was_deleted_by_hand_leaves_no_words_behind(home):
    history = history_in(home, *talk("xylophone"))
    counted(home)
    history._home.log.unlink()
    assert counted(home)["turns"] == 0
    assert not index_of(home).exists()


def test_deleting_leaves_no_deleted_word_in_any_file(home):
    keep, drop = (
        talk("of bees", "they dance", conversation="k"),
        talk("xylophone", "zeppelin", conversation="d"),
    )
    history_in(home, *keep, *drop)
    assert found(home, "xylo") == ["xylophone"]
    before = generation(home)
    told = here("history", "delete", "d", "--yes", home=home)
    assert (told.code, told.stderr) == (0, "Deleted 2 records.\n")
    for _ in range(2):
        for name, data in everything_in(home).items():
            assert b"xylophone" not in (data or b""), name
            assert b"zeppelin" not in (data or b""), name
        assert found(home, "xylo") == []
        assert found(home, "dance") == ["they dance"]
    assert generation(home) != before


@pytest.mark.parametrize("linked", [False, True])
def test_what_a_killed_deletion_left_outlives_no_repair_and_no_deletion(home, tmp_path, linked):
    history_in(home, *talk("xylophone", "zeppelin", conversation="d"))
    log = home / "chat_history.log"
    if linked:
        log.rename(tmp_path / "elsewhere.log")
        log.symlink_to(tmp_path / "elsewhere.log")
    draft = log.resolve().with_name(f".{log.resolve().name}.new")
    draft.write_bytes(log.read_bytes()[:-9])
    shown = str(draft) if linked else draft.name
    said_by_doctor = here("doctor", "--repair", home=home)
    assert f"{shown} is a copy of the log that a killed `whetstone history delete` left" in said_by_doctor.out
    assert draft.exists()
    asked = here("history", "delete", "d", home=home)
    assert asked.code == 2
    assert "2 records and a copy of the log that a killed deletion left would be deleted" in asked.stderr
    told = here("history", "delete", "d", "--yes", home=home)
    assert told.stderr == "Deleted 2 records and a copy of the log that a killed deletion left.\n"
    draft.write_bytes(b'{"text": "zeppelin"}')
    told = here("history", "delete", "--all", "--yes", home=home)
    assert told.stderr == "Deleted 0 records and a copy of the log that a killed deletion left.\n"
    for name, data in everything_in(tmp_path).items():
        assert b"xylophone" not in (data or b""), name
        assert b"zeppelin" not in (data or b""), name
    assert "no such conversation" in here("history", "delete", "--all", "--yes", home=home).refused()


def test_deleting_all_leaves_an_empty_log(home):
    history_in(home, *talk("one", "two"), said("title").model_copy(update={"kind": "title"}))
    assert here("history", "delete", "--all", "--yes", home=home).stderr == "Deleted 3 records.\n"
    assert counted(home) == dict.fromkeys(counted(home), 0)
    assert here("history", "delete", "--all", "--yes", home=home).code == 1


def test_deleting_what_is_written_in_other_ways_finds_it(home):
    record = said("xylophone", conversation='a"é\\')
    log = write_log(home, [record, said("kept")])
    with log.open("ab") as file:
        file.write(json.dumps(record.model_dump(mode="json"), ensure_ascii=True).encode() + b"\n")
    assert history_in(home).delete_conversations(['a"é\\']) == 2
    assert b"xylophone" not in log.read_bytes()


@pytest.fixture
def sealed() -> Iterator[Path]:
    """A home that its reader may read and not write."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        home = Path(folder) / "home"
        history_in(home, *talk("bees dance", "they do"))
        yield home
        seal(home, write=True)


def seal(home: Path, write: bool = False) -> None:
    for path in [home, *home.rglob("*")]:
        path.chmod((0o555 if path.is_dir() else 0o444) | (0o200 if write else 0))


@pytest.mark.parametrize("indexed", [False, True])
def test_a_home_that_cannot_be_written_is_searched_all_the_same(sealed, indexed):
    if indexed:
        counted(sealed)
    seal(sealed)
    before = everything_in(sealed)
    told = unprivileged("history", "search", "dance", "--json", home=sealed)
    assert (told.code, told.stderr) == (0, "")
    assert [record["text"] for record in told.json] == ["bees dance"]
    assert unprivileged("history", "count", "--json", home=sealed).json["answered"] == 1
    assert everything_in(sealed) == before


def test_continue_goes_on_with_the_latest_conversation_of_the_persona(home):
    other = said("hm", conversation="other").model_copy(update={"persona": "plato"})
    history = history_in(home, said("old", conversation="old"), said("new", conversation="new"), other)
    assert history.latest_with("socrates") == "new"
    assert history.latest_with("plato") == "other"
    assert history.latest_with("diogenes") is None
    history.append(said("again", conversation="old"))
    assert history.latest_with("socrates") == "old"


def test_going_on_with_a_long_conversation_reads_its_end_alone(home):
    spoken = talk(*(f"turn {n}" for n in range(3_000)))
    write_log(home, [*spoken, said("aside", parent=spoken[5]), said("end", parent=spoken[-1])])
    with temporary_host(home=home, replies=["Yes."]) as host:
        branch = host.converse("socrates", conversation="c1").branch
        assert [r.text for r in branch] == [*(f"turn {n}" for n in range(2_001, 3_000)), "end"]
        assert [r.text for r in host.history.branch("c1")] == [*(r.text for r in spoken), "end"]


def test_answered_messages_count_once_for_each_place(home):
    question, reply, more, end = talk("What?", "That.", "And?", "This.")
    again = said("This!", parent=more, role="assistant")
    edited = said("Or?", parent=reply)
    alone = said("Anyone?", conversation="c2")
    failed = said("", "c2", alone, "assistant").model_copy(update={"error": "the model is away"})
    history = history_in(home, question, reply, more, end, again, edited, alone, failed)
    assert history.counts().answered == 2
    assert history.counts().user_messages == 4
    history.append(said("Here.", "c2", alone, "assistant"))
    assert history.counts().answered == 3


def test_all_records_are_exported_as_they_are_in_the_log(home, tmp_path):
    spoken = many(2_400)
    write_log(home, spoken)
    told = here("history", "export", home=home)
    assert [json.loads(line)["id"] for line in told.out.splitlines()] == [record.id for record in spoken]
    out = tmp_path / "all.jsonl"
    assert here("history", "export", "-o", out, home=home).code == 0
    assert out.read_bytes() == told.stdout


def told_by(*arguments: str, home: Path) -> Said:
    return process("history", *arguments, home=home)


def test_the_count_is_for_people_too(home):
    history_in(home, *talk("What?", "That."))
    assert told_by("count", home=home).out.splitlines() == [
        "turns\t2",
        "user messages\t1",
        "answered\t1",
        "conversations\t1",
        "damaged\t0",
    ]


def test_a_torn_line_that_is_cut_off_is_no_longer_counted(home):
    home.mkdir()
    log = home / "chat_history.log"
    log.write_bytes(b"\n{torn")
    assert counted(home)["damaged"] == 1
    log.write_bytes(b"\n")
    assert counted(home)["damaged"] == 0
