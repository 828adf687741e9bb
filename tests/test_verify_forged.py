"""A persona that the real Forge made is reported, verified, tampered with, and found out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cartridges import write_cartridge
from commandline import Said, here
from homes import done

import whetstone
from whetstone import Host

NOTES = Path(whetstone.__file__).parent / "philosophy_library" / "montaigne" / "library"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The file of a persona forged from study notes of ours, without a model, and the folder of the notes."""
    folder = tmp_path_factory.mktemp("forged")
    shelf = Path(shutil.copytree(NOTES, folder / "notes"))
    file = folder / "essayist.whetstone"
    options = ("--name", "The Essayist", "--model", "none", "-o", file)
    done(here("forge", shelf, *options, home=folder / "home"))
    return file, shelf


def verify(file: Path, *options: str | Path, home: Path) -> Said:
    return here("verify", file, *options, "--json", home=home)


def failed(said: Said) -> dict[str, str]:
    assert said.code == (0 if said.json["verified"] else 1)
    return {check["about"]: check["reason"] for check in said.json["checks"] if check["state"] == "failed"}


def test_it_verifies_with_and_without_its_sources(made: tuple[Path, Path], home: Path) -> None:
    file, shelf = made
    assert failed(verify(file, home=home)) == {}
    said = verify(file, "--sources", shelf, home=home)
    assert failed(said) == {}
    assert [check["about"] for check in said.json["checks"] if check["state"] == "open"] == ["signature"]


def test_its_report_tells_what_it_was_made_from(made: tuple[Path, Path], home: Path) -> None:
    said = done(here("report", made[0], home=home))
    assert "The Essayist" in said.out.splitlines()[0]
    assert "without a model: all of it was measured" in said.out
    assert "Made from 12 files in English" in said.out
    assert "held-out passages find a text of their theme" in said.out
    assert len(said.out.splitlines()) < 50


def test_the_page_names_every_part_of_the_report(made: tuple[Path, Path], home: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "cartridge-format.md").read_text(encoding="utf-8")
    report = here("report", made[0], "--json", home=home).json
    parts = [
        *report.keys() - {"kind", "version", "made_from"},
        *(f"made_from.{key}" for key in report["made_from"]),
    ]
    assert [part for part in parts if f"`{part}`" not in page] == []


def one_word_in_the_library(files: dict[str, bytes]) -> None:
    name = min(name for name in files if name.startswith("library/"))
    heading, body = files[name].split(b"\n\n", 1)
    files[name] = heading + b"\n\n" + body.replace(b" the ", b" thy ", 1)


def an_invented_quotation(files: dict[str, bytes]) -> None:
    files["prompt.txt"] += "\nYou once wrote: “The sea owes nothing to those who count its waves.”\n".encode()


def a_citation_of_nothing(files: dict[str, bytes]) -> None:
    report = json.loads(files["report.json"])
    report["distillation"]["claims"].append(
        {"facet": "voice", "text": "He doubts.", "cites": ["p0123456789ab"], "quotes": []}
    )
    files["report.json"] = json.dumps(report).encode()


def another_passage_in_the_prompt(files: dict[str, bytes]) -> None:
    report = json.loads(files["report.json"])
    report["prompt"]["quotes"] = report["selection"]["library"][0]["ids"][:1]
    files["report.json"] = json.dumps(report).encode()


@pytest.mark.parametrize(
    ("change", "about", "reason"),
    [
        (one_word_in_the_library, "library", "word for word"),
        (an_invented_quotation, "quotations", "The sea owes nothing to those"),
        (a_citation_of_nothing, "citations", "p0123456789ab"),
        (another_passage_in_the_prompt, "prompt", "is not in prompt.txt"),
    ],
)
def test_a_change_to_it_is_found_and_named(
    made: tuple[Path, Path],
    tmp_path: Path,
    home: Path,
    change: Callable[[dict[str, bytes]], None],
    about: str,
    reason: str,
) -> None:
    with Host(tmp_path / "maker") as host:
        files = dict(host.formats.read_file(made[0]).files)
        change(files)
        file = write_cartridge(host, tmp_path, whetstone.read_files(files, stem="essayist"))
    found = failed(verify(file, home=home))
    assert list(found) == [about]
    assert reason in found[about]
    assert about in failed(verify(file, "--sources", made[1], home=home))


def test_a_source_that_was_changed_by_one_word_is_named(
    made: tuple[Path, Path], tmp_path: Path, home: Path
) -> None:
    file, notes = made
    shelf = Path(shutil.copytree(notes, tmp_path / "shelf"))
    book = min(shelf.iterdir())
    book.write_text(book.read_text(encoding="utf-8").replace(" the ", " thy ", 1), encoding="utf-8")
    found = failed(verify(file, "--sources", shelf, home=home))
    assert f"{book.name} was changed" in found["source files"]
