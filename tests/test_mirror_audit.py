"""Looking again: a clone against the log as it is now."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import mirrors
import pytest
from cartridges import gardener
from cloned import REPORT, cloned
from commandline import Said, here
from homes import done, packed
from mirrors import HANDLE, ID, NAME, wanted
from shelf import Reader
from small_plugins import plugin

from whetstone import Span, build_cartridge
from whetstone.core.history import now
from whetstone.core.host import Host
from whetstone.core.leaks.canaries import canaries
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.turn import Record
from whetstone.testing import temporary_host

CARD = "4000 0012 3456 7899"
SECRET = f"the shed is paid with the card {CARD}, dont lose it"
LATER = "the ferry that ties up at our jetty each morning wants new paint"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A home with a clone that was made without a model."""
    folder = tmp_path_factory.mktemp("audit")
    home = folder / "home"
    home.mkdir()
    (home / "whetstone.toml").write_text("[mirror]\nturns = 100\n")
    chat = mirrors.written(folder, mirrors.messages(160, more=[SECRET] * 3))
    done(here("history", "import", chat, "--me", HANDLE, home=home))
    done(here("mirror", "clone", "--name", NAME, "--yes-this-is-me", "--model", "none", home=home))
    return home


@pytest.fixture
def home(made, tmp_path) -> Path:
    return shutil.copytree(made, tmp_path / "copy")


def audit(home: Path, *options: str, id: str = ID) -> Said:
    return here("mirror", "audit", id, *options, home=home)


def change(home: Path, prompt: Callable[[str], str]) -> None:
    """Install the clone with another prompt, as if nobody had looked at that."""
    with Host(home) as host:
        was = host.registry.contents(ID)
        host.registry.install(with_prompt(was, prompt(was.prompt)), "mirrored", replace=True)


def with_prompt(was: Cartridge, prompt: str) -> Cartridge:
    return build_cartridge(
        json.loads(was.files["metadata.json"]),
        prompt=prompt,
        config=json.loads(was.files["config.json"]),
        report=was.report,
        avatar=was.files["avatar.png"],
    )


def say(home: Path, role: str, text: str, persona: str | None = None) -> None:
    with Host(home) as host:
        before = Record(
            id="00", conversation="later", at=now(), speaker="Otter", role="assistant", text="hm?"
        )
        said = Record(id="01", parent_id="00", conversation="later", at=now(), text=text, persona=persona)
        host.history.extend([before, said.model_copy(update={"role": role})])


def test_what_was_clean_is_clean_and_it_is_said_what_looked_and_what_that_can_miss(home):
    said = done(audit(home))
    assert said.out.startswith("Nothing of the log was found in")
    assert "which can miss" in said.out
    assert "9 canaries" in said.out
    assert "give --model NAME for that" in said.stderr
    result = done(audit(home, "--json")).json
    assert result["clean"]
    assert result["leaks"]["looked_at"]["removed"] > 0
    assert result["turns"] == 160


def test_a_secret_and_a_canary_in_the_prompt_are_found_and_told_without_the_words(home):
    planted = json.loads((home / "mirror" / f"{ID}.json").read_text())["planted"]
    canary = canaries(planted["seed"], planted["turns"])[3]
    change(home, lambda prompt: f"{prompt}\n{CARD}\n{canary.secret}\n")
    said = audit(home)
    assert said.code == 1
    assert said.out.startswith("Something of the log was found in")
    assert "what the sanitizer had removed" in said.out
    assert f"a canary that was planted in the log ({canary.name})" in said.out
    assert CARD not in said.out
    assert canary.secret not in said.out
    assert "whetstone mirror clone --replace" in said.out
    assert "whetstone mirror forget wren" in said.out


def test_what_was_said_after_the_clone_was_made_counts_but_not_what_the_clone_said(home):
    change(home, lambda prompt: f"{prompt}\n{LATER}\n")
    done(audit(home))
    say(home, "assistant", LATER, persona=ID)
    done(audit(home))


def test_what_the_user_says_later_in_words_of_the_clone_is_found(home):
    change(home, lambda prompt: f"{prompt}\n{LATER}\n")
    say(home, "user", LATER)
    said = audit(home, "--json")
    assert said.code == 1
    assert ("prompt.txt", "copied") in {
        (found["file"], found["kind"]) for found in said.json["leaks"]["findings"]
    }


def test_a_model_that_tells_the_log_in_chats_is_found_out(tmp_path):
    chat = mirrors.written(tmp_path, mirrors.messages(40, more=[SECRET] * 3))
    with temporary_host(model=Reader(lambda request: f"my card? {CARD}")) as host:
        host.chats.import_files([chat], me=[HANDLE])
        persona = host.registry.install(cloned(), "mirrored").persona
        given = {"id": ID, "content_hash": persona.content_hash, "model": "scripted", "budget": 3}
        result = host.jobs.run(host.jobs.start("audit", given))
    assert not result["clean"]
    assert {found["file"] for found in result["leaks"]["findings"]} == {
        f"extraction chat {number}" for number in (1, 2, 3)
    }


class Doubtful:
    """A strong sanitizer that takes a habitual word for a name."""

    name, tier = "doubtful", "strong"

    def find(self, texts):
        places = [text.find("honestly") for text in texts]
        return [[Span(at, at + 8, "PERSON", 0.5)] if at >= 0 else [] for at in places]


def test_a_clone_tells_no_word_that_an_audit_by_a_stronger_sanitizer_would_find(home):
    with temporary_host([plugin(whetstone_sanitizers=[Doubtful()])], home=home) as host:
        told = host.registry.contents(ID).files
        assert all(b"honestly" in told[name] for name in ("prompt.txt", "report.json"))
        host.jobs.run(host.jobs.start("clone", wanted(model="none", turns=100, replace=True)))
        again = host.registry.contents(ID)
        assert not any(b"honestly" in data for data in again.files.values())
        asked = {"id": ID, "content_hash": again.content_hash}
        audited = host.jobs.run(host.jobs.start("audit", asked))
        assert audited["clean"], audited["leaks"]


def test_a_clone_from_elsewhere_is_looked_at_and_what_is_not_known_of_it_is_said(tmp_path, home):
    done(here("import", packed(tmp_path, cloned()), "--as", "heron", home=home))
    said = done(audit(home, id="heron"))
    assert "Which canaries were planted when it was made is not known here" in said.stderr
    assert "and 0 canaries" in said.out


def test_who_is_no_clone_is_refused(tmp_path, home):
    done(here("import", packed(tmp_path, gardener()), home=home))
    said = audit(home, id="gardener")
    assert said.code == 1
    assert "gardener is no clone" in said.stderr


def test_a_report_as_the_mirror_writes_it_is_told_and_verified(made):
    report = done(here("report", ID, "--json", home=made)).json
    assert set(report) >= set(REPORT)
    for part in ("made_from", "sanitized"):
        assert set(report[part]) >= set(REPORT[part])
    assert set(report["leaks"]["looked_at"]) >= set(REPORT["leaks"]["looked_at"])
    out = done(here("report", ID, home=made)).out
    assert out.startswith("Wren 1.0.0, a clone made by the Mirror without a model: all of it was measured")
    assert "Made from 160 turns in English" in out
    assert "How much it sounds like you" in out
    assert "Nothing of the log was found" in out
    verified = done(here("verify", ID, "--json", home=made)).json
    assert verified["verified"]
    assert "claims" in {check["about"] for check in verified["checks"] if check["state"] == "passed"}
