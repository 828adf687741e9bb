"""`whetstone history import`: each message once, whoever said it, whenever it is run again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from chat_exports import (
    START,
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
    zipped,
)
from commandline import environment, here, process
from homes import done
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone import Host


def imported(home, *files, me=("Ann",), zone="UTC"):
    """What `history import --json` says."""
    names = [part for name in me for part in ("--me", name)]
    return done(here("history", "import", *files, *names, "--zone", zone, "--json", home=home)).json


def records(home):
    with Host(home) as host:
        return list(host.history.records())


def turns(home):
    return [record for record in records(home) if record.kind == "turn"]


def count(home):
    return done(here("history", "count", "--json", home=home)).json


def test_a_chat_is_in_the_log_once_it_was_imported(tmp_path):
    home, path = tmp_path / "home", json_lines(tmp_path, said())
    told = done(here("history", "import", path, "--me", "ANN", home=home)).stderr
    assert "Added 4 messages to 1 conversation (jsonl), 2 of them yours: Ann (2), Bob (2)" in told
    assert "0 were there already." in told
    assert "2 turns of yours count, 2 of them new." in told
    (info,) = done(here("history", "list", "--json", home=home)).json
    assert (info["turns"], info["started_at"]) == (2, "2024-05-31T09:30:00.000+00:00")
    made = turns(home)
    assert [(one.speaker, one.text) for one in made] == list(TALK)
    assert [one.role for one in made] == ["assistant", "user", "assistant", "user"]
    assert {one.source for one in made} == {"jsonl"}
    assert [one.parent_id for one in made] == [None, *(one.id for one in made[:-1])]
    assert "Bring the small knife" in done(here("history", "search", "knife", home=home)).out


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


def test_who_you_are_must_be_said_where_the_file_does_not(tmp_path):
    home, path = tmp_path / "home", json_lines(tmp_path, [*said(), *said([("Cid", "Hm.")])])
    sentence = here("history", "import", path, home=home).refused()
    assert sentence == f"{path} does not say who you are; give --me NAME, one of: Ann (2), Bob (2), Cid (1)"
    sentence = here("history", "import", path, "--me", "Anne", home=home).refused()
    assert f"nobody in {path} is called 'Anne' (did you mean Ann?)" in sentence
    assert sentence.endswith("Ann (2), Bob (2), Cid (1)")
    assert not (home / "chat_history.log").exists()


def test_several_names_of_one_person_are_all_theirs(tmp_path):
    home, path = (
        tmp_path / "home",
        json_lines(tmp_path, said([("Ann", "One."), ("Bob", "Two."), ("ann_", "Three.")])),
    )
    assert imported(home, path, me=("Ann", "ANN_"))["yours"] == 2


@pytest.mark.parametrize(
    ("spelled", "given"), [("Ann\u200e  Marsh", "ann marsh"), ("ÅSA", "åsa"), ("Ａｎｎ", "Ann")]
)
def test_a_name_is_known_however_it_is_spelled(tmp_path, spelled, given):
    path = json_lines(tmp_path, said([(spelled, "One."), ("Bob", "Two.")]))
    assert imported(tmp_path / "home", path, me=(given,))["yours"] == 1


def test_of_many_files_those_in_which_you_do_not_speak_are_left_out(tmp_path):
    home = tmp_path / "home"
    paths = [
        json_lines(tmp_path, said(talk), f"{number}.jsonl")
        for number, talk in enumerate([TALK, [("Bob", "Alone.")], [("Ann", "Here."), ("Cid", "There.")]])
    ]
    told = done(here("history", "import", *paths, "--me", "ann", home=home)).stderr
    assert "Added 6 messages to 2 conversations (jsonl), 3 of them yours" in told
    assert f"{paths[1]} was left out: nobody in it is called ann." in told
    assert {one.speaker for one in turns(home)} == {"Ann", "Bob", "Cid"}
    assert "Alone." not in [one.text for one in turns(home)]


def test_one_bad_file_does_not_hold_up_the_others(tmp_path):
    home = tmp_path / "home"
    bad = text_file(tmp_path, "notes.md", "# Nets")
    said_ = here("history", "import", bad, json_lines(tmp_path, said()), "--me", "Ann", home=home)
    assert said_.code == 1
    assert f"Error: {bad} is no chat that an installed format knows" in said_.stderr
    assert count(home)["turns"] == 4


def test_what_could_not_be_read_is_counted_and_named(tmp_path):
    home, path = tmp_path / "home", json_lines(tmp_path, said())
    path.write_bytes(b"\xff\xfe\n{torn\n" + path.read_bytes() + b'{"speaker": "Ann", "text": " "}\n{"torn": ')
    told = done(here("history", "import", path, "--me", "Ann", home=home)).stderr
    assert (
        f"Passed over in {path}: lines that are no JSON (2, the first is line 2), "
        "lines that are not UTF-8 (1, the first is line 1), messages without words (1)."
    ) in told
    assert imported(home, path)["files"][0]["skipped"]["lines that are no JSON"] == {"count": 2, "line": 2}


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("UTC", "2024-05-31T09:30:00.000+00:00"),
        ("Europe/Berlin", "2024-05-31T07:30:00.000+00:00"),
        ("Asia/Kolkata", "2024-05-31T04:00:00.000+00:00"),
    ],
)
def test_times_without_a_zone_are_of_the_zone_that_is_named(tmp_path, zone, at):
    home, path = tmp_path / "home", text_file(tmp_path, "a.txt", "31/05/2024, 09:30 - Ann: Hm.")
    imported(home, path, zone=zone)
    assert [one.at for one in turns(home)] == [at]
    assert imported(home, path, zone="America/Lima")["added"] == 0


def test_a_zone_that_nobody_knows_is_refused(tmp_path):
    path = json_lines(tmp_path, said())
    sentence = here("history", "import", path, "--zone", "Europe/Berln", home=tmp_path / "home").refused()
    assert "no time zone is called 'Europe/Berln' (did you mean Europe/Berlin" in sentence


def test_clocks_that_go_backwards_are_kept_as_they_are(tmp_path):
    home = tmp_path / "home"
    lines = said()
    lines[2]["ts"] = (START - timedelta(days=400)).isoformat()
    lines[3]["ts"] = "9999-12-31T23:59:59-12:00"
    imported(home, json_lines(tmp_path, lines))
    assert [one.at[:10] for one in turns(home)] == ["2024-05-31", "2024-05-31", "2023-04-27", "2023-04-27"]


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


def test_an_archive_with_several_chats_brings_them_all(tmp_path):
    home = tmp_path / "home"
    members = {
        f"part-{number}.json": json.dumps([claude_talk(key=f"k{number}")]).encode() for number in range(3)
    }
    told = imported(home, zipped(tmp_path / "export.zip", {**members, "users.json": b"[]"}), me=())
    assert (told["added"], told["conversations"], len(told["files"])) == (12, 3, 3)
