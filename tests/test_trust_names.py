"""Which id a signature covers: one in the metadata, and none that a file name or `--as` gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from cartridges import gardener
from commandline import here
from homes import BUNDLED, done, installed, packed
from trusting import Maker, imported, refused

from whetstone import Cartridge, read_files


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


def test_a_signed_copy_of_a_bundled_persona_says_that_its_signature_is_not_kept(
    home: Path, ada: Maker, tmp_path: Path
) -> None:
    path = tmp_path / "socrates.whetstone"
    done(here("export", BUNDLED, "--sign", "-o", path, home=ada.folder / "home"))
    result = imported(home, path)
    assert (result["outcome"], result["signed_by"]) == ("unchanged", None)
    [note] = result["notes"]
    assert f"it is signed by {ada.key[:24]}…, and that is not kept" in note
    assert not home.exists()
    assert imported(home, path, "--as", "my-socrates")["signed_by"] == ada.key
    assert not any("kept" in note for note in imported(home, path, "--as", "my-socrates")["notes"])


@pytest.mark.parametrize("persona_id", ["gardener", "my-gardener"])
def test_show_says_when_an_id_is_bound_to_another_key_than_what_was_rolled_back_to(
    home: Path, ada: Maker, tmp_path: Path, persona_id: str
) -> None:
    bob = Maker(tmp_path / "bob")
    done(here("import", ada.file("1.0"), "--as", persona_id, home=home))
    accept = ("--as", persona_id, "--replace", "--accept-signature")
    done(here("import", bob.file("2.0"), *accept, home=home))
    assert "bound" not in done(here("show", persona_id, home=home)).out
    for said in (done(here("rollback", persona_id, home=home)), done(here("show", persona_id, home=home))):
        assert f"{persona_id} is bound to the key {bob.key} here, which did not sign this" in said.stderr
    assert f"by {ada.key}, trusted" in said.out
    assert f"; the id is bound to {bob.key}\n" in said.out
    assert done(here("show", persona_id, "--json", home=home)).json["signature"]["bound_to"] == bob.key
