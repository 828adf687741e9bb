"""Which id a signature covers: one in the metadata, and none that a file name or `--as` gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from cartridges import gardener
from commandline import here
from homes import done, installed, packed
from trusting import Maker, imported, refused

from whetstone import Cartridge, read_files


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def ada(tmp_path: Path) -> Maker:
    return Maker(tmp_path / "ada")


def nameless(version: str, stem: str, prompt: str = "You are nobody in particular.") -> Cartridge:
    """A persona whose file alone says who it is."""
    whole = gardener()
    metadata = f'{{"version": "{version}", "author": "ada", "source_hash": "none"}}'.encode()
    return read_files({**whole.files, "metadata.json": metadata, "prompt.txt": prompt.encode()}, stem=stem)


def test_a_signed_file_that_was_renamed_takes_nobodys_place_unasked(home: Path, ada: Maker) -> None:
    bigs = packed(ada.folder, ada.signed(nameless("1.0", "bigs")))
    other = packed(ada.folder, ada.signed(nameless("2.0", "other", "You are somebody else.")))
    done(here("import", bigs, home=home))
    before = installed(home)["bigs"]["content_hash"]
    assert "--replace" in refused(home, other.rename(bigs))
    assert installed(home)["bigs"]["content_hash"] == before
    assert imported(home, bigs, "--replace")["outcome"] == "replaced"


def test_another_persona_by_the_same_key_takes_no_place_unasked_with_as(home: Path, ada: Maker) -> None:
    done(here("import", ada.file(), home=home))
    other = packed(ada.folder, ada.signed(gardener("other", metadata={"version": "2.0"})))
    assert "--replace" in refused(home, other, "--as", "gardener")
    assert imported(home, ada.file("2.0"), "--as", "gardener")["outcome"] == "replaced"


def test_whoever_signs_what_has_no_id_is_told(home: Path, ada: Maker, tmp_path: Path) -> None:
    done(here("import", packed(tmp_path, nameless("1.0", "bigs")), ada.file(), home=home))
    done(here("key", "new", home=home))
    folder = tmp_path / "unpacked"
    for name, data in nameless("1.0", "unpacked").files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    out = ("--sign", "-o", tmp_path / "out.whetstone")
    assert "its id is not signed" in done(here("export", "bigs", *out, home=home)).stderr
    assert "its id is not signed" in done(here("pack", folder, *out, home=home)).stderr
    assert "its id" not in done(here("export", "gardener", *out, home=home)).stderr
    assert "its id" not in done(here("export", "bigs", *out[1:], home=home)).stderr
