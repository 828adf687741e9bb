"""Exports of one chat that overlap, imported in whatever order."""

from __future__ import annotations

from itertools import permutations

import pytest
from chat_exports import json_lines, said
from chats_read import imported, turns
from commandline import here
from homes import done
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone import Host

TALK = [(who, f"Knot {number}.") for number, who in enumerate("ABAABBAABABA")]
RANGES = st.lists(st.tuples(st.integers(0, 5), st.integers(8, 12)), min_size=1, max_size=4, unique=True)
"""All of them have the messages 5 to 7, one of them of either speaker."""


def links(records):
    """The messages, each with the one before it."""
    texts = {record.id: record.text for record in records}
    return sorted((one.text, texts.get(one.parent_id, "")) for one in records if one.kind == "turn")


def shown(host):
    (info,) = host.history.conversations()
    return [one.text for one in host.history.branch(info.id)]


@settings(max_examples=25, deadline=None)
@given(RANGES, st.sampled_from(["", "c"]), st.randoms(use_true_random=False))
def test_the_order_in_which_exports_are_imported_makes_no_difference(tmp_path_factory, ranges, key, random):
    folder = tmp_path_factory.mktemp("order")
    lines = [{**line, **({"conversation": key} if key else {})} for line in said(TALK)]
    paths = [json_lines(folder, lines[first:last], f"{first}-{last}.jsonl") for first, last in ranges]
    first, last = min(one[0] for one in ranges), max(one[1] for one in ranges)
    texts = [text for _, text in TALK[first:last]]
    chain = sorted(zip(texts, ["", *texts], strict=False))
    counts = set()
    for name, order in (("sorted", sorted(paths)), ("shuffled", random.sample(paths, len(paths)))):
        with Host(folder / name) as host:
            for path in order:
                host.chats.import_files([path], ["A"])
            assert links(list(host.history.records())) == chain
            assert shown(host) == texts
            counts.add(host.history.counts().answered)
            log = (folder / name / "chat_history.log").read_bytes()
            again = host.chats.import_files(random.sample(paths, len(paths)), ["A"])
            assert sum(one.added for one in again.files) == 0
            assert (folder / name / "chat_history.log").read_bytes() == log
    assert len(counts) == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_messages_that_one_export_lacks_come_where_they_belong(tmp_path, order):
    lines = [{**line, "conversation": "c"} for line in said(TALK[:6])]
    parts = [lines, [lines[0], lines[1], lines[4], lines[5]], lines[3:]]
    home = tmp_path / "home"
    for number in order:
        imported(home, json_lines(tmp_path, parts[number], f"{number}.jsonl"), me=("A",))
    texts = [text for _, text in TALK[:6]]
    assert links(turns(home)) == sorted(zip(texts, ["", *texts], strict=False))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_parts_that_share_nothing_are_one_chat_once_the_whole_is_there(tmp_path, order):
    home, lines = tmp_path / "home", said(TALK)
    parts = [json_lines(tmp_path, some, f"{n}.jsonl") for n, some in enumerate((lines, lines[:4], lines[7:]))]
    told = [imported(home, parts[number], me=("A",)) for number in order]
    texts = [text for _, text in TALK]
    assert links(turns(home)) == sorted(zip(texts, ["", *texts], strict=False))
    assert len({one.conversation for one in turns(home)}) == 1
    assert sum(one["files"][0]["joined"] for one in told) == (order[2] == 0)
    assert [imported(home, part, me=("A",))["added"] for part in parts] == [0, 0, 0]


def test_exports_that_contradict_each_other_make_no_circle(tmp_path):
    home = tmp_path / "home"
    lines = [{**line, "conversation": "c"} for line in said(TALK[:4])]
    imported(home, json_lines(tmp_path, lines), me=("A",))
    imported(home, json_lines(tmp_path, [lines[3], lines[1], lines[0], lines[2]], "b.jsonl"), me=("A",))
    texts = [text for _, text in TALK[:4]]
    assert links(turns(home)) == sorted(zip(texts, ["", *texts], strict=False))


def test_what_was_said_earlier_does_not_hide_what_was_said_last(tmp_path):
    home = tmp_path / "home"
    lines = [{**line, "conversation": "c"} for line in said(TALK)]
    imported(home, json_lines(tmp_path, lines[8:], "late.jsonl"), me=("A",))
    imported(home, json_lines(tmp_path, lines[:3], "early.jsonl"), me=("A",))
    (info,) = done(here("history", "list", "--json", home=home)).json
    assert "Knot 11." in done(here("history", "show", info["id"], home=home)).out
    imported(home, json_lines(tmp_path, lines, "all.jsonl"), me=("A",))
    out = done(here("history", "show", info["id"], home=home)).out
    assert all(f"Knot {number}." in out for number in range(12))


def test_linking_changes_nothing_else_in_the_log(tmp_path):
    home = tmp_path / "home"
    lines = [{**line, "conversation": "c"} for line in said(TALK[:6])]
    imported(home, json_lines(tmp_path, lines[3:], "late.jsonl"), me=("A",))
    log = home / "chat_history.log"
    with log.open("ab") as file:
        file.write(b"\xff torn\n" + b'{"other": "program"}\n')
    before = log.read_bytes().splitlines()
    imported(home, json_lines(tmp_path, lines, "all.jsonl"), me=("A",))
    after = log.read_bytes().splitlines()
    assert [one for one in before[1:] if one not in after] == [before[1]]
    assert b'"generation"' in after[0]
    assert after[0] != before[0]


def test_short_talks_without_times_are_not_taken_for_parts(tmp_path):
    home = tmp_path / "home"
    talk = [{"speaker": who, "text": text} for who, text in [("B", "Hi."), ("A", "Hello."), *TALK]]
    small = [{"speaker": "A", "text": "Well?"}, {"speaker": "B", "text": "Hi."}]
    imported(home, json_lines(tmp_path, small, "small.jsonl"), me=("A",))
    before = [one.id for one in turns(home)]
    told = imported(home, json_lines(tmp_path, [*talk, *small], "large.jsonl"), me=("A",))
    assert told["files"][0]["joined"] == 0
    assert set(before) <= {one.id for one in turns(home)}
