"""A conversation as a tree: what stands on the branch that is read, and beside each message on it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import history_in, said, talk, write_log

from whetstone.core.conversations.looking import entitle, select, stretch, titled
from whetstone.core.errors import HistoryError, HomeError
from whetstone.core.history import History
from whetstone.core.home import Home
from whetstone.core.values.turn import Record


@st.composite
def trees(draw: st.DrawFn) -> list[Record]:
    """Messages, each behind an earlier one or at the start."""
    records: list[Record] = []
    for number in range(draw(st.integers(1, 14))):
        parent = draw(st.sampled_from([None, *records]))
        role = draw(st.sampled_from(["user", "assistant"]))
        records.append(said(f"m{number}", parent=parent, role=role))
    return records


@given(tree=trees(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_branch_is_the_path_to_its_leaf_with_the_versions_of_each_message(
    tree: list[Record], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_log(Path(folder), tree)
        history = History(Home(folder))
        chosen = data.draw(st.sampled_from(tree))
        leaf = select(history, "c1", chosen.id)
        below = {chosen.id}
        for record in tree:
            if record.parent_id in below:
                below.add(record.id)
        assert leaf.id == [record.id for record in tree if record.id in below][-1]

        found = stretch(history, "c1")
        assert [message.record for message in found.messages] == history.branch("c1")
        assert found.messages[-1].record == leaf
        for message in found.messages:
            versions = [record.id for record in tree if record.parent_id == message.record.parent_id]
            around = [None, *versions, None]
            assert (message.of, versions[message.place - 1]) == (len(versions), message.record.id)
            assert (message.before, message.after) == (around[message.place - 1], around[message.place + 1])

        most = data.draw(st.integers(1, 4))
        middle = data.draw(st.sampled_from(found.messages)).record.id
        path = [message.record.id for message in found.messages]
        at = path.index(middle)
        ahead = stretch(history, "c1", before=middle, most=most)
        assert [message.record.id for message in ahead.messages] == path[max(0, at - most) : at]
        behind = stretch(history, "c1", since=middle, lead=1, most=most)
        start = max(0, at - 1)
        assert [message.record.id for message in behind.messages] == path[start : start + most]
        for one in (ahead, behind):
            assert one.earlier + len(one.messages) + one.later == len(path)
        history.close()


def test_a_branch_is_read_up_to_any_message(home: Path) -> None:
    records = talk("a", "b", "c", "d")
    history = history_in(home, *records)
    assert [record.text for record in history.branch("c1", leaf=records[1].id)] == ["a", "b"]
    assert [record.text for record in history.branch("c1", 1, records[2].id)] == ["c"]
    with pytest.raises(HistoryError, match="no message 'x' is there in the conversation c1"):
        history.branch("c1", leaf="x")
    with pytest.raises(HistoryError, match="no conversation 'c2' is in the log"):
        select(history, "c2", records[0].id)


def test_a_title_is_found_and_stays(home: Path) -> None:
    history = history_in(home, *talk("a", "b"), *talk("c", "d", conversation="c2"))
    entitle(history, "c1", "Über den Apfelbaum")
    history.append(said("e"))
    assert history.about("c1").title == "Über den Apfelbaum"
    assert [info.id for info in titled(history, ["uber", "apfel"], 5)] == ["c1"]
    assert titled(history, ["c"], 5) == [], "the first message is no title that was given"
    with pytest.raises(HistoryError):
        entitle(history, "c3", "Nothing")


def test_nothing_is_changed_where_nothing_can_be_kept(home: Path) -> None:
    records = talk("a", "b")
    history = history_in(home, *records)
    history.kept = False
    for change in (lambda: entitle(history, "c1", "A"), lambda: select(history, "c1", records[0].id)):
        with pytest.raises(HomeError, match="cannot be written"):
            change()
