"""The Forge at the public door: texts in, a persona out, and what is told where that is not possible."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import shelf as shelves
from commandline import Said, here, process
from homes import done, listed
from shelf import ID, NAME, Reader, honest, inventing, wanted

from whetstone.core.errors import ForgeError, JobCancelled, ModelTimeout, PersonaConflict
from whetstone.core.jobs.patience import Pauses
from whetstone.core.text.quoting.quotations import quotations
from whetstone.core.text.quoting.verbatim import invented
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.model import ChatRequest
from whetstone.testing import ScriptedModel, temporary_host


@pytest.fixture(scope="module")
def texts(tmp_path_factory) -> Path:
    return shelves.shelf(tmp_path_factory.mktemp("texts") / "shelf")


@pytest.fixture(scope="module")
def measured(texts, tmp_path_factory) -> Path:
    """A persona that was forged without a model, by the command line."""
    folder = tmp_path_factory.mktemp("measured")
    path = folder / "librarian.whetstone"
    done(here("forge", texts, "--name", NAME, "--model", "none", "-o", path, home=folder / "home"))
    return path


@dataclass
class Read:
    """A persona that was forged with a model that reads."""

    model: Reader
    result: dict[str, Any]
    cartridge: Cartridge
    origin: str


@pytest.fixture(scope="module")
def read(texts) -> Read:
    model = Reader(honest)
    with temporary_host(model=model) as host:
        job = host.jobs.start("forge", wanted(texts, install=True))
        result = host.jobs.run(job)
        left = [path.name for path in (host.home.jobs / job.id / "files").iterdir()]
        assert left == [f"{ID}.whetstone"], "passages that nobody needs any more"
        return Read(model, result, host.registry.contents(ID), host.registry.get(ID).origin)


def report_of(path: Path) -> dict:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("report.json"))


def failure(said: Said) -> str:
    """The one sentence with which a job failed, behind its progress."""
    assert said.code == 1
    assert said.out == ""
    (line,) = [line for line in said.stderr.splitlines() if line.startswith("Error: ")]
    return line


def whole(texts: Path) -> list[str]:
    return [path.read_text() for path in sorted(texts.iterdir())]


def test_a_shelf_becomes_a_persona_that_is_installed_verified_and_listed(texts, measured, home):
    verified = here("verify", measured, "--sources", texts, "--json", home=home)
    assert verified.code == 0, verified.out
    done(here("import", measured, home=home))
    persona = listed(home)[ID]
    assert (persona["name"], persona["origin"], persona["type"]) == (NAME, "imported", "persona")
    with zipfile.ZipFile(measured) as archive:
        names = archive.namelist()
        prompt = archive.read("prompt.txt").decode()
        config = json.loads(archive.read("config.json"))
    assert "avatar.png" in names
    assert sum(name.startswith("library/") for name in names) >= 8
    assert prompt.startswith(f"You are {NAME}.")
    assert 0.25 <= config["weirdness"] <= 0.75


def test_all_that_is_quoted_stands_in_the_sources(texts, measured):
    with zipfile.ZipFile(measured) as archive:
        prompt = archive.read("prompt.txt").decode()
        config = json.loads(archive.read("config.json"))
        library = [archive.read(name).decode() for name in archive.namelist() if name.startswith("library/")]
    quoted = quotations(prompt) + [example["reply"] for example in config["examples"]]
    assert len(quoted) > 5
    assert invented(quoted, whole(texts)) == []
    bodies = [text.partition("\n\n")[2].strip() for text in library]
    assert invented(bodies, whole(texts)) == []


def test_the_same_texts_make_the_same_bytes_in_another_process_which_tells_programs_of_it(
    texts, measured, tmp_path
):
    again = tmp_path / "again.whetstone"
    command = ("forge", texts, "--name", NAME, "--model", "none", "-o", again, "--json")
    said = done(process(*command, home=tmp_path / "home", env={"PYTHONHASHSEED": "12345"}))
    assert again.read_bytes() == measured.read_bytes()
    assert said.json["id"] == ID
    assert said.json["file"] == str(again)
    phases = [json.loads(line)["phase"] for line in said.stderr.splitlines()]
    assert {"reading", "measuring style", "choosing passages", "packing"} <= set(phases)
    assert phases.index("reading") < phases.index("gathering")


def test_the_report_says_what_it_was_made_from_and_why_the_settings_are_as_they_are(texts, measured):
    report = report_of(measured)
    made_from = report["made_from"]
    assert made_from["language"] == "en"
    assert {source["outcome"] for source in made_from["sources"]} == {"read"}
    assert len(made_from["sources"]) == len(list(texts.iterdir()))
    assert made_from["held_out"]["passages"] > 5
    assert made_from["held_out"]["seal"].startswith("sha256:")
    assert report["profile"]["rhythm"]["words_per_sentence_mean"] > 5
    assert all(setting["why"] for setting in report["config"].values())
    held_out = report["coverage"]
    assert held_out["held_out_passages"] > 0
    assert report["model"] is None
    assert report["trials"] is None


def test_a_model_that_reads_adds_claims_that_cite_passages(read):
    report = read.cartridge.report
    assert report is not None
    assert read.origin == "forged"
    assert read.result["installed"]
    claims = report["distillation"]["claims"]
    assert claims
    assert all(set(claim["cites"]) <= set(report["passages"]) for claim in claims)
    assert "dwell on" in read.cartridge.prompt
    assert "distilled from passages of them by the model scripted" in read.cartridge.prompt
    assert report["model"] == {"name": "scripted", "calls": len(read.model.requests), "budget": 24}
    assert len(read.model.requests) <= 24


def test_nothing_that_a_model_invents_gets_into_the_persona(texts, home):
    with temporary_host(home=home, model=Reader(inventing)) as host:
        result = host.jobs.run(host.jobs.start("forge", wanted(texts, install=True)))
        cartridge = host.registry.contents(ID)
    kept = b"\n".join(data for name, data in cartridge.files.items() if name != "report.json").decode(
        "latin-1"
    )
    for lie in ("tax collectors", "submarines", "marmalade"):
        assert lie not in kept
    assert invented(quotations(cartridge.prompt), whole(texts)) == []
    assert "Nothing that scripted said" in result["notes"][0]


def test_a_model_that_never_answers_leaves_the_measured_persona_and_says_so(texts, home, monkeypatch):
    model = ScriptedModel([ModelTimeout("the model did not answer within 60 seconds")], name="scripted")
    with temporary_host(home=home, model=model) as host:
        monkeypatch.setattr(host.jobs, "pauses", Pauses(failed=(0.0,), busy=(0.0,)))
        result = host.jobs.run(host.jobs.start("forge", wanted(texts, install=True, budget=6)))
        cartridge = host.registry.contents(ID)
    assert cartridge.library
    silent, failed, *reasons = result["notes"]
    assert silent == "scripted said nothing of the passages; the prompt is made of what was measured alone."
    calls = cartridge.report["model"]["calls"]
    assert failed == f"{calls} of {calls} calls of scripted failed."
    assert reasons == [f"the model did not answer within 60 seconds ({calls} times)"]


def test_a_resumed_forge_asks_nothing_twice_and_makes_the_same_persona(texts, read, home):
    stopped: list[str] = []

    def until_the_tenth(request: ChatRequest) -> str:
        if len(stops.requests) == 10:
            host.jobs.cancel(stopped[0])
        return honest(request)

    stops = Reader(until_the_tenth)
    with temporary_host(home=home, model=stops) as host:
        stopped.append(host.jobs.start("forge", wanted(texts)).id)
        with pytest.raises(JobCancelled):
            host.jobs.run(stopped[0])
        assert host.jobs.get(stopped[0]).status == "cancelled"
    goes_on = Reader(honest)
    with temporary_host(home=home, model=goes_on) as host:
        resumed = host.jobs.resume(stopped[0])
    assert resumed["content_hash"] == read.result["content_hash"]
    assert len(stops.requests) >= 10
    assert len(goes_on.requests) == len(read.model.requests) - len(stops.requests)


def test_a_persona_that_could_not_be_installed_is_refused_before_anything_is_read(texts, measured, home):
    done(here("import", measured, home=home))
    model = Reader(honest)
    with temporary_host(home=home, model=model) as host:
        job = host.jobs.start("forge", wanted(texts, install=True))
        with pytest.raises(PersonaConflict, match="--replace"):
            host.jobs.run(job)
    assert model.requests == []


def test_each_file_has_its_outcome_and_the_rest_goes_on(texts, tmp_path, home):
    folder = shelves.shelf(tmp_path / "mixed", "zhuangzi")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "broken.epub").write_bytes(b"PK\x03\x04 but not more")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing follows")
    path = tmp_path / "made.whetstone"
    said = here("forge", folder, "--name", NAME, "--model", "none", "-o", path, home=home)
    assert said.code == 0, said.stderr
    outcomes = {source["name"]: source["outcome"] for source in report_of(path)["made_from"]["sources"]}
    for name in ("empty.txt", "picture.txt", "broken.epub", "broken.pdf"):
        (outcome,) = [told for shown, told in outcomes.items() if shown.endswith(name)]
        assert outcome != "read"
        assert name in said.stderr
    assert sum(outcome == "read" for outcome in outcomes.values()) > 10


def test_too_little_text_is_refused_with_what_is_needed(tmp_path, home):
    folder = tmp_path / "little"
    folder.mkdir()
    (folder / "short.txt").write_text("I wrote little. What I wrote was short, and that is all of it. " * 3)
    (folder / "film.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nGood morning.\n")
    said = here("forge", folder, "--name", "Ada", "--model", "none", home=home)
    assert "1,500" in failure(said)
    assert "1 of 2 files gave nothing" in failure(said)
    assert "film.srt: " in failure(said)


def test_nothing_that_can_be_read_is_refused_with_the_reasons(tmp_path, home):
    path = tmp_path / "nothing.txt"
    path.write_bytes(b"")
    said = here("forge", path, "--name", "Ada", "--model", "none", home=home)
    assert "nothing.txt" in failure(said)
    said = here("forge", tmp_path / "nowhere", "--name", "Ada", "--model", "none", home=home)
    assert "nowhere" in failure(said)


def test_a_forge_that_fails_says_so_to_a_program_too(tmp_path, home):
    with temporary_host(home=home) as host:
        job = host.jobs.start("forge", wanted(tmp_path / "nowhere", model="none"))
        with pytest.raises(ForgeError):
            host.jobs.run(job)
        assert host.jobs.get(job.id).status == "failed"
