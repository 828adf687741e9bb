import json
from datetime import date
from pathlib import Path

import whetstone_almanac
from click.testing import CliRunner
from whetstone_almanac.command import almanac

from whetstone import Session, WhetstoneError, build_cartridge, source_hash
from whetstone.testing import ScriptedModel, ask, temporary_host

DIOGENES = build_cartridge(
    {"version": "1", "author": "me", "source_hash": source_hash([]), "name": "Diogenes"},
    prompt="You are Diogenes, and you live in a jar.",
    config={},
    stem="diogenes",
    library={f"{n}.txt": f"On the lamp, part {n}.\n" for n in range(7)},
)


def test_the_persona_is_told_the_date() -> None:
    model = ScriptedModel()
    with temporary_host([whetstone_almanac], model=model) as host:
        ask(host, "socrates", "What day is it?")
    assert f"Today is {date.today():%A, %d %B %Y}." in model.requests[0].messages[-1].content


def test_asked_about_today_it_cites_the_passage_of_the_day() -> None:
    with temporary_host([whetstone_almanac]) as host:
        host.registry.install(DIOGENES, "imported")
        (passage,) = ask(host, "diogenes", "What is worth a thought today?").passages
        assert passage["source"] == f"{date.today().toordinal() % 7}.txt"
        assert ask(host, "diogenes", "And tomorrow?").passages == ()


def test_the_journal_notes_who_was_met_and_talked_with(tmp_path: Path) -> None:
    journal = tmp_path / "mine" / "journal.txt"
    (tmp_path / "whetstone.toml").write_text(f"[almanac]\njournal = '{journal}'\n")
    with temporary_host([whetstone_almanac], home=tmp_path) as host:
        host.registry.install(DIOGENES, "imported")
        ask(host, "diogenes", "Hello?")
    shown = CliRunner().invoke(almanac, ["--json"], obj=Session(tmp_path))
    assert [entry["what"] for entry in json.loads(shown.stdout)] == [
        "met Diogenes, who brings 7 texts",
        "talked with Diogenes",
    ]
    earlier = CliRunner().invoke(almanac, ["--day", "1999-12-31"], obj=Session(tmp_path))
    assert earlier.stdout == "Friday, 31 December 1999\n  nothing noted\n"


def test_without_a_journal_nothing_is_noted(tmp_path: Path) -> None:
    with temporary_host([whetstone_almanac], home=tmp_path) as host:
        ask(host, "socrates", "Hello?")
    shown = CliRunner().invoke(almanac, obj=Session(tmp_path))
    assert isinstance(shown.exception, WhetstoneError)
    assert "name a file with `whetstone config set almanac.journal FILE`" in str(shown.exception)
