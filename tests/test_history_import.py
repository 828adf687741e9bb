"""`whetstone history import`: who you are, when it was, and what is told."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from chat_exports import (
    START,
    TALK,
    claude_talk,
    json_lines,
    said,
    text_file,
    zipped,
)
from chats_read import imported, turns
from commandline import here
from homes import done


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


def test_the_list_says_with_whom_a_chat_was(tmp_path):
    home = tmp_path / "home"
    talk = [("Ann", "All here?"), *((who, "Yes.") for who in ("Bob", "Cid", "Dee", "Eve", "Bob"))]
    imported(home, json_lines(tmp_path, said(talk)))
    assert "Bob, Cid, Dee and 1 more" in done(here("history", "list", home=home)).out
    imported(home, json_lines(tmp_path, [*said(talk), *said([("Fay", "Late!")] * 3)]))
    (info,) = done(here("history", "list", "--json", home=home)).json
    assert (info["personas"], info["speakers"]) == ([], ["Fay", "Bob", "Cid", "Dee", "Eve"])


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


def test_an_archive_with_several_chats_brings_them_all(tmp_path):
    home = tmp_path / "home"
    members = {
        f"part-{number}.json": json.dumps([claude_talk(key=f"k{number}")]).encode() for number in range(3)
    }
    told = imported(home, zipped(tmp_path / "export.zip", {**members, "users.json": b"[]"}), me=())
    assert (told["added"], told["conversations"], len(told["files"])) == (12, 3, 3)
