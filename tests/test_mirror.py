"""The Mirror at the public door: one's own chats in, a clone out that holds no word of them."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import importlib_metadata
import mirrors
import pytest
from commandline import here, process
from homes import done, listed
from mirrors import HANDLE, ID, NAME, attentive, wanted
from shelf import Reader
from small_plugins import plugin

from whetstone.core.errors import LeakError, MirrorError, PersonaConflict, PluginError, SanitizerError
from whetstone.core.host import Host
from whetstone.core.values.model import ChatRequest
from whetstone.testing import temporary_host

PRIVATE = (
    "write me at wren.marsh@example.org when you are there",
    "the shed is paid with the card 4000 0012 3456 7899, dont lose it",
    "my passphrase is kestrel turnip velvet anvil, dont tell",
    "i met Gudrun Tavulmor from Felmouth at the slipway",
)
SOUGHT = ("wren.marsh", "7899", "kestrel", "turnip velvet", "tavulmor", "felmouth", "otter", "heron")


@pytest.fixture(scope="module")
def chat(tmp_path_factory) -> Path:
    return mirrors.written(tmp_path_factory.mktemp("chat"), mirrors.messages(more=PRIVATE * 10))


@contextmanager
def host_with(chat: Path, model: Reader | None = None, plugins: tuple[object, ...] = ()) -> Iterator[Host]:
    with temporary_host(plugins, model=model) as host:
        host.chats.import_files([chat], me=[HANDLE])
        yield host


def clone(host: Host, **rest: object) -> dict:
    return host.jobs.run(host.jobs.start("clone", wanted(**rest)))


def files_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def cloned(chat, tmp_path_factory) -> tuple[Path, Path]:
    """A home with a clone that was made without a model, by the command line, and the clone's file."""
    home = tmp_path_factory.mktemp("mirror") / "home"
    done(process("history", "import", chat, "--me", HANDLE, home=home))
    out = home.parent / "wren.whetstone"
    yes = "--yes-this-is-me"
    done(process("mirror", "clone", "--name", NAME, yes, "--model", "none", "-o", out, home=home))
    return home, out


def test_a_person_becomes_a_clone_that_is_listed_as_one(cloned):
    home, out = cloned
    persona = listed(home)[ID]
    assert (persona["name"], persona["type"], persona["origin"]) == (NAME, "clone", "mirrored")
    files = files_of(out)
    assert json.loads(files["metadata.json"])["consent"]["given"] == "yes-this-is-me"
    prompt = files["prompt.txt"].decode()
    assert prompt.startswith(f"You are {NAME}, chatting.")
    assert "Begin messages with a small letter and leave off the full stop." in prompt
    assert "“honestly”" in prompt


def test_nothing_that_was_said_in_private_is_in_any_file_however_often_it_was_said(cloned):
    _, out = cloned
    for name, data in files_of(out).items():
        text = data.decode("utf-8", "replace").casefold()
        assert [sought for sought in SOUGHT if sought in text] == [], name


def test_the_report_says_what_was_looked_for_and_that_nothing_was_found(cloned):
    _, out = cloned
    report = json.loads(files_of(out)["report.json"])
    assert report["kind"] == "clone"
    made_from = report["made_from"]
    assert made_from["turns"] == 640
    assert made_from["built_on"] + made_from["held_out"]["turns"] == 640
    assert 0.7 < made_from["built_on"] / 640 < 0.9
    assert report["sanitized"]["tier"] == "rules"
    assert report["sanitized"]["found_by_type"]["EMAIL"] == 10
    assert report["leaks"]["clean"]
    assert report["leaks"]["looked_at"]["canaries"] == 9
    assert report["leaks"]["looked_at"]["log_texts"] > 1_280


def test_the_same_chats_make_the_same_clone_in_another_process(chat, cloned, tmp_path):
    home, out = cloned
    again = tmp_path / "again.whetstone"
    yes = "--yes-this-is-me"
    said = process(
        *("mirror", "clone", "--name", NAME, yes, "--model", "none", "-o", again, "--replace"),
        home=home,
        env={"PYTHONHASHSEED": "4321"},
    )
    done(said)
    assert files_of(again) == files_of(out)


def test_without_a_word_of_consent_nothing_is_read(cloned):
    home, _ = cloned
    said = here("mirror", "clone", "--name", "Other", "--model", "none", home=home)
    assert said.code == 1
    assert "--yes-this-is-me" in said.stderr


def test_too_few_turns_are_refused_with_their_number(tmp_path):
    few = mirrors.written(tmp_path, mirrors.messages(499))
    with host_with(few) as host, pytest.raises(MirrorError, match=r"^499 turns of yours are too few"):
        clone(host, model="none")


def test_a_log_with_two_people_in_the_users_place_asks_which_one_is_meant(chat, tmp_path):
    said = mirrors.messages(40, year=2019)
    for message in said:
        message["speaker"] = message["speaker"].replace(HANDLE, "crow_tits")
    with host_with(chat) as host:
        host.chats.import_files([mirrors.written(tmp_path, said, "fields")], me=["crow_tits"])
        with pytest.raises(MirrorError, match=r"several names: wren_of_the_marsh \(640\), crow_tits \(40\)"):
            clone(host, model="none")
        assert clone(host, model="none", me=(HANDLE,))["id"] == ID


def test_a_model_adds_claims_whose_turns_are_kept_at_home_and_none_about_others(chat):
    with host_with(chat, Reader(attentive)) as host:
        result = clone(host)
        cartridge = host.registry.contents(ID)
        evidence = json.loads((host.home.mirror / f"{ID}.json").read_text())
        ids = {record.id for record in host.history.records()}
    assert result["leaks"]["looked_at"]["replies"] > 0
    report = cartridge.report
    assert report is not None
    told = [claim["text"] for claim in report["distillation"]["claims"]]
    assert any("old rope" in text for text in told)
    assert not any("sister" in text for text in told)
    assert evidence["claims"]
    for claim in evidence["claims"]:
        assert claim["turns"]
        assert set(claim["turns"]) <= ids
    assert not any(id.encode() in data for id in ids for data in cartridge.files.values())


def test_a_trial_tells_the_clone_from_somebody_else_and_from_the_model_alone(chat):
    with host_with(chat, Reader(attentive)) as host:
        trials = clone(host, budget=120)["trials"]
        report = host.registry.contents(ID).report
    assert set(trials["likeness"]) == {"clone", "somebody_else", "generic"}
    assert trials["windows"] >= 2
    assert report is not None
    assert set(report["distributions"]) == {"clone", "somebody_else", "generic", "person"}
    small = "paragraphs_that_begin_small_percent"
    assert report["distributions"]["person"][small] == report["distributions"]["clone"][small] == 100


def test_a_model_that_repeats_the_log_is_refused_and_nothing_is_saved(chat):
    said = [
        message["text"] for message in mirrors.messages(more=PRIVATE * 10) if message["speaker"] == HANDLE
    ]
    long = [text.partition(": ")[2] for text in said if len(text.split()) > 12]

    def parrot(request: ChatRequest) -> str:
        return long[len(request.messages[-1].content) % len(long)]

    with host_with(chat, Reader(parrot)) as host:
        with pytest.raises(LeakError, match="nothing was saved"):
            clone(host)
        assert ID not in {persona.id for persona in host.registry.personas()}
        assert not (host.home.mirror / f"{ID}.json").exists()
        assert not [path for path in host.home.steps.rglob("*.json") if path.is_file()]
        assert host.jobs.list()[0].status == "failed"


def test_what_a_claim_gives_away_is_dropped_and_not_the_clone(chat):
    def telling(request: ChatRequest) -> str:
        asked = "\n".join(message.content for message in request.messages)
        said = dict.fromkeys(
            re.findall(r"passphrase is ([a-z]+ [a-z]+ [a-z]+)|(?:met|know) (\w+ \w+)", asked)
        )
        cited = "".join(
            f"[{number}]" for number in re.findall(r"^\[(\d+)\] chats of", asked, re.MULTILINE)[:3]
        )
        told = [f"beliefs: {NAME} keeps {max(secret)} in mind {cited}" for secret in said] if cited else []
        life = f"beliefs: {NAME} works at the harbour office and sands varnish {cited}"
        return "\n".join([attentive(request), *told, *([life] if cited else [])])

    with host_with(chat, Reader(telling)) as host:
        clone(host)
        report = host.registry.contents(ID).report
    assert report is not None
    reasons = {drop["reason"] for drop in report["distillation"]["dropped"]}
    assert {"gives something of the log away", "about where or how they live"} <= reasons
    assert [claim["text"] for claim in report["distillation"]["claims"] if "old rope" in claim["text"]]


@pytest.mark.parametrize("tier", ["rules", "strong"])
def test_a_sanitizer_that_fails_withholds_the_log(chat, tier):
    class Broken:
        name = "broken"

        def find(self, texts):
            raise RuntimeError("oops")

    broken, model = Broken(), Reader(attentive)
    broken.tier = tier
    with host_with(chat, model, (plugin(whetstone_sanitizers=[broken]),)) as host:
        with pytest.raises(SanitizerError, match="broken"):
            clone(host)
        assert model.requests == []


def test_a_library_that_is_missing_is_told_before_the_log_is_read(chat, monkeypatch):
    known = importlib_metadata.distribution

    def distribution(name: str) -> importlib_metadata.Distribution:
        if name == "wordfreq":
            raise importlib_metadata.PackageNotFoundError(name)
        return known(name)

    with host_with(chat) as host:
        monkeypatch.setattr(importlib_metadata, "distribution", distribution)
        monkeypatch.setattr(type(host.sanitizing), "open", lambda self: pytest.fail("the log was read"))
        with pytest.raises(PluginError, match=r"wordfreq is not installed.*\[forge\]"):
            clone(host)


def test_a_clone_takes_nobodys_place_unasked(cloned):
    home, _ = cloned
    with Host(home) as host, pytest.raises(PersonaConflict, match="--replace"):
        clone(host, model="none")
