"""The chat log: what is acknowledged is on disk, whole, whoever else writes or crashes."""

from __future__ import annotations

import json
import multiprocessing
import stat

import pytest
from commandline import here
from logs import said

from whetstone.core.errors import HistoryError
from whetstone.core.history import History, new_id, now
from whetstone.core.home import Home
from whetstone.core.log import lines as log_lines
from whetstone.core.values.turn import Record


@pytest.fixture
def history(tmp_path):
    return History(Home(tmp_path / "home"))


def lines(history: History) -> list[bytes]:
    return history._home.log.read_bytes().splitlines(keepends=True)


def test_a_record_is_one_json_line_that_only_its_user_may_read(history):
    history.append(said("What is\ncourage?\u2028"))
    header, line = lines(history)
    assert json.loads(header)["kind"] == "generation"
    assert json.loads(line)["text"] == "What is\ncourage?\u2028"
    assert stat.S_IMODE(history._home.log.stat().st_mode) == 0o600


def test_a_torn_last_line_is_closed_by_the_next_writer_and_passed_over(history):
    history.append(said("first"))
    with history._home.log.open("ab") as log:
        log.write(b'{"v": 1, "kind": "turn", "id": "x", "te')
    history.append(said("second"))
    assert [record.text for record in history.records()] == ["first", "second"]
    assert history.damaged_lines() == 1


def test_foreign_lines_are_passed_over_and_counted(history):
    history.append(said("first"))
    with history._home.log.open("ab") as log:
        log.write(b"\xff\xfe not json\n[1, 2]\n" + b'{"a":' * 100_000 + b"\n\n")
    history.append(said("second"))
    assert [record.text for record in history.records()] == ["first", "second"]
    assert history.damaged_lines() == 3


def _write_many(root: str, name: str, count: int) -> None:
    log = History(Home(root))
    for number in range(count):
        log.append(said(f"{name} {number} " + "x" * 5_000, conversation=name))


def test_processes_that_write_at_once_lose_and_mix_nothing(tmp_path):
    context = multiprocessing.get_context("spawn")
    names = ["ann", "bob", "cy", "dee"]
    writers = [context.Process(target=_write_many, args=(str(tmp_path), name, 40)) for name in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    log = History(Home(tmp_path))
    assert log.damaged_lines() == 0
    for name in names:
        assert [r.text.split()[1] for r in log.records(name)] == [str(n) for n in range(40)]
    assert sum(json.loads(line)["kind"] == "generation" for line in lines(log)) == 1


def test_unknown_keys_of_a_record_survive_reading(history):
    record = said("hello").model_copy(update={"mood": "calm"})
    history.append(record)
    assert next(history.records()).model_extra == {"mood": "calm"}


def test_retries_and_edits_are_branches_and_the_latest_one_is_read(history):
    question = said("What is courage?")
    first = said("Endurance.", parent=question, role="assistant")
    second = said("Knowing what to fear.", parent=question, role="assistant")
    edited = said("What is fear?")
    for record in (question, first, second):
        history.append(record)
    assert [r.text for r in history.branch("c1")] == ["What is courage?", "Knowing what to fear."]
    history.append(edited)
    assert [r.text for r in history.branch("c1")] == ["What is fear?"]
    history.append(Record(kind="selected", id=new_id(), parent_id=first.id, conversation="c1", at=now()))
    assert [r.text for r in history.branch("c1")] == ["What is courage?", "Endurance."]


def test_a_circle_of_parents_ends(history):
    one = said("one")
    two = said("two", parent=one)
    history.append(two)
    history.append(one.model_copy(update={"parent_id": two.id}))
    assert {r.text for r in history.branch("c1")} == {"one", "two"}


def test_conversations_are_listed_the_latest_first_with_a_short_title(history):
    history.append(said("an early question " * 20, conversation="old"))
    history.append(said("a late one", conversation="new"))
    history.append(Record(kind="title", id=new_id(), conversation="new", at=now(), text="My own title"))
    new, old = history.conversations()
    assert (new.id, new.title, new.turns) == ("new", "My own title", 1)
    assert len(old.title) <= 72


def test_deleting_takes_just_what_was_asked_and_changes_the_generation(history):
    for conversation in ("keep", "drop", "keep"):
        history.append(said(f"in {conversation}", conversation=conversation))
    with history._home.log.open("ab") as log:
        log.write(b"a line of another program\n")
    before = lines(history)
    assert history.delete(lambda record: record.conversation == "drop") == 1
    after = lines(history)
    assert after[0] != before[0]
    assert after[1:] == [before[1], before[3], before[4]]


def test_an_unknown_conversation_is_told_with_near_ones(history):
    history.append(said("hello", conversation="abcdef"))
    with pytest.raises(HistoryError, match="abcdef"):
        history.branch("abcdeg")


def test_a_line_too_long_for_memory_is_passed_over_and_counted(history, monkeypatch):
    monkeypatch.setattr(log_lines, "LONGEST", 2_000)
    history.append(said("first"))
    with history._home.log.open("ab") as log:
        log.write(b'{"text": "' + b"x" * 10_000 + b'"}\n')
    history.append(said("second"))
    assert [record.text for record in history.records()] == ["first", "second"]
    assert history.damaged_lines() == 1
    with history._home.log.open("ab") as log:
        log.write(b'{"text": "' + b"x" * 10_000)
    assert history.damaged_lines() == 2
    history.append(said("third"))
    assert [record.text for record in history.records("c1")] == ["first", "second", "third"]
    assert history.damaged_lines() == 2
    assert history.delete_conversations(["c1"]) == 3
    assert [len(line) for line in lines(history)[1:]] == [10_013, 10_011]


def test_half_characters_are_kept_found_and_deleted(history):
    history.append(said("half \ud83d a smile", conversation="odd \ud800"))
    (info,) = history.conversations()
    assert (info.id, info.title) == ("odd \ud800", "half \ud83d a smile")
    assert [record.text for record in history.search(["smile"], 5)] == ["half \ud83d a smile"]
    assert [record.text for record in history.branch("odd \ud800")] == ["half \ud83d a smile"]
    assert "half \\ud83d a smile" in history._home.log.read_text("utf-8")
    file = str(history._home.root / "out")
    to_files = [["history", "export", *one, "-o", file] for one in ([], ["odd \ud800"])]
    for asked in (
        ["history", "list", "--json"],
        ["history", "export"],
        ["history", "search", "half"],
        *to_files,
    ):
        assert here(*asked, home=history._home.root).code == 0
    assert history.delete_conversations(["odd \ud800"]) == 1
