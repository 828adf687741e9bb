"""`whetstone history import`: each message once, whenever it is run again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from chat_exports import (
    TALK,
    claude_talk,
    gpt_node,
    gpt_talk,
    json_lines,
    said,
    saved,
    tavern,
    tavern_line,
    telegram_chat,
    telegram_message,
    text_file,
    webui_chat,
)
from chats_read import imported, records, turns
from commandline import environment, here, process
from homes import done
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone import Host


def exports(folder):
    """One chat of each format, some of them twice as long in a second export."""
    more = [*TALK, ("Bob", "Done?"), ("Ann", "Done.")]
    for name, talk in (("one", TALK), ("two", more)):
        place = folder / name
        place.mkdir(parents=True)
        nodes = [gpt_node("root", None)]
        for number, (who, text) in enumerate(talk):
            role = "user" if who == "Ann" else "assistant"
            nodes.append(gpt_node(f"n{number}", nodes[-1][0], role, text, number))
        webui = {
            f"w{number}": {
                "role": "user" if who == "Ann" else "assistant",
                "content": text,
                "parentId": f"w{number - 1}" if number else None,
            }
            for number, (who, text) in enumerate(talk)
        }
        json_lines(place, said(talk), "lines.jsonl")
        saved(place, "gpt.json", [gpt_talk(nodes, nodes[-1][0])])
        saved(place, "claude.json", [claude_talk(talk)])
        saved(place, "webui.json", [webui_chat(webui, f"w{len(talk) - 1}")])
        saved(
            place, "telegram.json", telegram_chat(telegram_message(n, *line) for n, line in enumerate(talk))
        )
        json_lines(place, tavern(tavern_line(who, text) for who, text in talk), "tavern.jsonl")
        clocks = [f"{9 + number}:30" for number in range(len(talk))]
        whatsapp = [f"31/05/2024, {at} - {who}: {text}" for at, (who, text) in zip(clocks, talk, strict=True)]
        text_file(place, "whatsapp.txt", *whatsapp)
        irc = [f"{at} <{who}> {text.splitlines()[0]}" for at, (who, text) in zip(clocks, talk, strict=True)]
        text_file(place, "irc-20240531.log", *irc)
    return folder / "one", folder / "two"


FORMATS = {
    "lines.jsonl": "jsonl",
    "gpt.json": "chatgpt",
    "claude.json": "claude",
    "webui.json": "open-webui",
    "telegram.json": "telegram",
    "tavern.jsonl": "sillytavern",
    "whatsapp.txt": "whatsapp",
    "irc-20240531.log": "irc",
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_again_adds_nothing_and_a_later_export_only_what_is_new(tmp_path, name):
    home = tmp_path / "home"
    first, later = exports(tmp_path)
    renamed = (first / name).rename(first / f"other-{name}")
    assert imported(home, renamed)["added"] == 4
    before = (home / "chat_history.log").read_bytes()
    again = imported(home, renamed)
    assert (again["added"], again["already_there"]) == (0, 4)
    assert (home / "chat_history.log").read_bytes() == before
    assert [one.source for one in turns(home)] == [FORMATS[name]] * 4
    more = imported(home, later / name)
    assert (more["added"], more["already_there"], more["answered"]) == (2, 4, 3)
    made = turns(home)
    assert [one.text for one in made[4:]] == ["Done?", "Done."]
    assert (made[4].parent_id, made[4].conversation) == (made[3].id, made[0].conversation)
    assert len({one.conversation for one in made}) == 1


@pytest.mark.parametrize("name", ["lines.jsonl", "whatsapp.txt", "irc-20240531.log"])
def test_an_export_that_begins_later_goes_on_with_its_conversation(tmp_path, name):
    home = tmp_path / "home"
    first, later = exports(tmp_path)
    assert imported(home, first / name)["added"] == 4
    lines = (later / name).read_bytes().splitlines(keepends=True)
    (later / name).write_bytes(b"".join(lines[2:]))
    told = imported(home, later / name)
    assert told["added"] == 2
    assert len({one.conversation for one in turns(home)}) == 1


def test_what_is_sent_to_two_people_at_once_is_in_both_chats(tmp_path):
    home = tmp_path / "home"
    for who in ("Bob", "Cid"):
        text_file(
            tmp_path,
            f"{who}.txt",
            "31/05/2024, 09:30 - Ann: Happy new net!",
            f"31/05/2024, 09:31 - {who}: Thanks!",
        )
    assert imported(home, tmp_path / "Bob.txt")["added"] == 2
    assert imported(home, tmp_path / "Cid.txt")["added"] == 2
    assert len({one.conversation for one in turns(home)}) == 2


@pytest.mark.parametrize(("after", "conversations"), [("Bob", 1), ("Cid", 2)])
def test_two_messages_of_ones_own_are_enough_with_the_same_other(tmp_path, after, conversations):
    home = tmp_path / "home"
    mine = ["31/05/2024, 09:31 - Ann: Happy new net!", "31/05/2024, 09:31 - Ann: And knots!"]
    text_file(tmp_path, "early.txt", "31/05/2024, 09:30 - Bob: Well?", *mine)
    text_file(tmp_path, "late.txt", *mine, f"31/05/2024, 09:35 - {after}: Thanks!")
    for name in ("early.txt", "late.txt", "late.txt"):
        imported(home, tmp_path / name)
    assert len({one.conversation for one in turns(home)}) == conversations
    assert len(turns(home)) == (4 if conversations == 1 else 6)


def test_words_said_twice_in_a_minute_are_two_messages(tmp_path):
    home = tmp_path / "home"
    path = json_lines(tmp_path, [said()[0], said()[1], said()[0], said()[1]])
    assert imported(home, path)["added"] == 4
    assert imported(home, path)["added"] == 0


def test_branches_and_titles_come_along(tmp_path):
    home = tmp_path / "home"
    nodes = [
        gpt_node("q1", None, "user", "How?", 1),
        gpt_node("a1", "q1", "assistant", "So.", 2),
        gpt_node("q1b", None, "user", "How, then?", 3),
        gpt_node("a2", "q1b", "assistant", "Thus.", 4),
        gpt_node("a3", "q1b", "assistant", "Or thus.", 5),
    ]
    path = saved(tmp_path, "conversations.json", [gpt_talk(nodes, "a2")])
    told = imported(home, path, me=())
    assert (told["added"], told["answered"]) == (5, 1)
    (info,) = done(here("history", "list", "--json", home=home)).json
    assert info["title"] == "Nets"
    branch = done(here("history", "show", info["id"], "--json", home=home)).json
    assert [one["text"] for one in branch] == ["How, then?", "Thus."]


def test_a_conversation_goes_on_where_its_export_says(tmp_path):
    home = tmp_path / "home"
    nodes = [gpt_node("q1", None, "user", "How?", 1), gpt_node("a1", "q1", "assistant", "So.", 2)]
    more = [*nodes, gpt_node("a2", "q1", "assistant", "Or so.", 3)]
    for name, tree in (("old.json", nodes), ("new.json", more), ("new.json", more)):
        imported(home, saved(tmp_path, name, [gpt_talk(tree, "a1")]), me=())
    assert [one.kind for one in records(home)] == ["title", "turn", "turn", "turn", "selected"]
    (info,) = done(here("history", "list", "--json", home=home)).json
    branch = done(here("history", "show", info["id"], "--json", home=home)).json
    assert [one["text"] for one in branch] == ["How?", "So."]


def test_a_changed_title_is_taken_over_and_an_old_one_stays_where_it_was(tmp_path):
    home = tmp_path / "home"
    nodes = [gpt_node("q1", None, "user", "How?", 1)]
    old = saved(tmp_path, "old.json", [gpt_talk(nodes, "q1")])
    new = saved(tmp_path, "new.json", [gpt_talk(nodes, "q1", title="Knots")])
    for path in (old, new, old):
        imported(home, path, me=())
    assert [one.text for one in records(home) if one.kind == "title"] == ["Nets", "Knots"]


def test_a_branch_of_a_tavern_chat_is_a_branch_and_no_second_chat(tmp_path):
    home = tmp_path / "home"
    talk = [tavern_line(who, text) for who, text in TALK]
    other = [*talk[:3], tavern_line("Ann", "No, today.")]
    assert imported(home, json_lines(tmp_path, tavern(talk), "main.jsonl"), me=())["added"] == 4
    told = imported(home, json_lines(tmp_path, tavern(other), "branch.jsonl"), me=())
    assert (told["added"], told["already_there"], told["answered"]) == (1, 3, 2)
    made = turns(home)
    assert made[4].parent_id == made[3].parent_id == made[2].id


def test_a_log_of_another_home_keeps_its_ids_and_sources(tmp_path):
    path = json_lines(tmp_path, said())
    imported(tmp_path / "home", path)
    log = tmp_path / "home" / "chat_history.log"
    told = imported(tmp_path / "other", log, me=())
    assert (told["added"], told["yours"], told["answered"]) == (4, 2, 2)
    assert records(tmp_path / "other") == records(tmp_path / "home")
    assert imported(tmp_path / "other", log, me=())["added"] == 0
    written = tmp_path / "all.jsonl"
    done(here("history", "export", "-o", written, home=tmp_path / "home"))
    assert imported(tmp_path / "other", written, me=())["added"] == 0


SMALL_BATCHES = """
import sys
from whetstone.core.chats import importing
from whetstone.core.cli import run

importing.BATCH = 250
run(sys.argv[1:])
"""


def importing_in_small_batches(home, path):
    return subprocess.Popen(
        [sys.executable, "-c", SMALL_BATCHES, "history", "import", path, "--me", "Ann"],
        env=environment(home),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_what_kills_an_import_in_the_middle_loses_and_doubles_nothing(tmp_path):
    home = tmp_path / "home"
    rng = random.Random(5)
    talk = [(rng.choice(["Ann", "Bob"]), f"Knot {number} {rng.random()}") for number in range(3_000)]
    path = json_lines(tmp_path, said(talk))
    log = home / "chat_history.log"
    for size in (1, 400_000):
        running = importing_in_small_batches(home, path)
        while running.poll() is None and not (log.exists() and log.stat().st_size >= size):
            time.sleep(0.001)
        if running.poll() is None:
            os.kill(running.pid, signal.SIGKILL)
        running.wait()
    with log.open("ab") as file:
        file.write(b'{"v": 1, "kind": "turn", "id": "to')
    done(process("history", "import", path, "--me", "Ann", home=home))
    made = turns(home)
    assert [(one.speaker, one.text) for one in made] == talk
    assert [one.parent_id for one in made] == [None, *(one.id for one in made[:-1])]


def test_two_imports_at_once_add_each_message_once(tmp_path):
    home, path = tmp_path / "home", json_lines(tmp_path, said([("Ann", f"Knot {n}") for n in range(2_000)]))
    running = [importing_in_small_batches(home, path) for _ in range(2)]
    assert [one.wait() for one in running] == [0, 0]
    assert [one.text for one in turns(home)] == [f"Knot {n}" for n in range(2_000)]


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "ts": st.sampled_from(["2024-05-31T09:30:00Z", "x", "1717147800", ""]),
            "speaker": st.sampled_from("ABC"),
        },
        optional={
            "text": st.sampled_from(["One.", "Two.", " ", ""]),
            "conversation": st.sampled_from(["", "c", "d"]),
        },
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=15, deadline=None)
@given(LINES, st.integers(0, 12))
def test_any_lines_are_imported_once_in_whatever_parts(tmp_path_factory, lines, cut):
    folder = tmp_path_factory.mktemp("parts")
    lines = [{"speaker": "A", "text": "Me."}, *lines]
    part, whole = json_lines(folder, lines[: cut + 1], "part.jsonl"), json_lines(folder, lines, "whole.jsonl")
    wanted = [(one["speaker"], one["text"]) for one in lines if one.get("text", "").strip()]
    with Host(folder / "home") as host:
        for path in (part, whole, whole, part):
            host.chats.import_files([path], ["A"])
        made = [(one.speaker, one.text) for one in host.history.records()]
        assert sorted(made) == sorted(wanted)
        assert host.history.counts().damaged == 0
