"""The built-in personas are real cartridges, carefully written, and all of them ours."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import whetstone
from whetstone import read_files, source_hash
from whetstone.testing import temporary_host

LIBRARY = Path(whetstone.__file__).parent / "philosophy_library"
IDS = sorted(folder.name for folder in LIBRARY.iterdir() if folder.is_dir())


def files_of(persona_id: str) -> dict[str, bytes]:
    folder = LIBRARY / persona_id
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_there_are_at_least_six():
    assert len(IDS) >= 6


@pytest.mark.parametrize("persona_id", IDS)
def test_a_persona_has_what_makes_one_worth_talking_with(persona_id):
    cartridge = read_files(files_of(persona_id), stem=persona_id)
    assert cartridge.id == persona_id
    assert cartridge.notes == ()
    assert len(cartridge.prompt.split()) >= 600
    assert len(cartridge.library) >= 6
    assert cartridge.avatar is not None
    assert cartridge.config.voice
    assert cartridge.config.greeting
    assert len(cartridge.config.examples) >= 2
    assert cartridge.metadata.source_hash == source_hash(t.encode() for t in cartridge.library.values())


@pytest.mark.parametrize("persona_id", IDS)
def test_every_note_has_a_title_and_an_exact_reference(persona_id):
    for name, text in read_files(files_of(persona_id), stem=persona_id).library.items():
        title, reference, blank, *body = text.split("\n")
        assert title, name
        assert re.search(r"[\dIVXLC]|section", reference), f"{name}: {reference}"
        assert blank == "", name
        assert len(" ".join(body).split()) >= 120, name


@pytest.mark.parametrize("persona_id", IDS)
def test_it_leaves_and_comes_back_as_the_same_content(persona_id, tmp_path):
    with temporary_host(home=tmp_path) as host:
        persona = host.registry.get(persona_id)
        data, _ = host.formats.write(host.registry.cartridge(persona), "whetstone")
        again, _ = host.formats.write(host.formats.read(data, "other-name.whetstone"), "whetstone")
        assert data == again
        assert host.formats.read(data, "x.whetstone").content_hash == persona.content_hash
        installed = host.registry.install(host.formats.read(data, "x.whetstone"), "imported")
        assert installed.outcome == "unchanged"


def test_metadata_is_written_in_one_manner():
    for path in LIBRARY.glob("*/metadata.json"):
        text = path.read_text("utf-8")
        assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n", path.parent.name
