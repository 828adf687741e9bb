"""What is installed: imported, listed, versioned, and in front of what is bundled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cartridges import gardener
from commandline import everything_in, here
from homes import BUNDLED, done, installed, listed, packed
from small_plugins import plugin

from whetstone import Host, build_cartridge
from whetstone.core.home import Home


def test_an_import_is_listed_with_what_its_cartridge_says(tmp_path, home):
    cartridge = gardener(metadata={"description": "Knows soil.", "tags": ["garden", "old"]})
    (result,) = done(here("import", packed(tmp_path, cartridge), "--json", home=home)).json
    assert (result["outcome"], result["id"], result["notes"]) == ("installed", "gardener", [])
    entry = listed(home)["gardener"]
    assert entry["name"] == "The Gardener"
    assert (entry["type"], entry["origin"], entry["version"], entry["author"]) == (
        "persona",
        "imported",
        "1.0",
        "tests",
    )
    assert entry["content_hash"] == result["content_hash"] == cartridge.content_hash
    assert entry["source_hash"] == cartridge.metadata.source_hash
    assert (entry["description"], entry["tags"]) == ("Knows soil.", ["garden", "old"])
    kept = json.loads((home / "personas.json").read_text())
    assert kept["version"] == 1
    assert set(kept["personas"]) == {"gardener"}
    folder = home / kept["personas"]["gardener"]["path"]
    assert {name: (folder / name).read_bytes() for name in cartridge.files} == dict(cartridge.files)
    record = json.loads(folder.with_suffix(".json").read_text())
    assert record == {"id": "gardener", **kept["personas"]["gardener"]}


def test_what_is_installed_is_for_its_user_alone(tmp_path, home):
    done(here("import", packed(tmp_path, gardener()), home=home))
    for path in (home, home / "personas.json", home / "philosophy_library" / "imported" / "gardener"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_same_content_again_changes_nothing(tmp_path, home):
    path = packed(tmp_path, gardener())
    done(here("import", path, home=home))
    before = everything_in(home)
    said = done(here("import", path, home=home))
    assert said.out == "Already here: gardener (The Gardener 1.0)\n"
    assert everything_in(home) == before


def test_another_content_under_the_id_is_refused_with_the_ways_out(tmp_path, home):
    done(here("import", packed(tmp_path, gardener()), home=home))
    other = packed(
        tmp_path / "other", gardener(prompt="You are a young gardener.", metadata={"version": "2"})
    )
    before = everything_in(home)
    sentence = here("import", other, home=home).refused()
    assert "gardener is installed with another content (The Gardener 1.0 by tests)" in sentence
    assert "--as NEW_ID" in sentence
    assert "--replace" in sentence
    assert everything_in(home) == before

    done(here("import", other, "--as", "young-gardener", home=home))
    assert {key: entry["version"] for key, entry in installed(home).items()} == {
        "gardener": "1.0",
        "young-gardener": "2",
    }
    assert here("show", "young-gardener", "--prompt", home=home).out == "You are a young gardener.\n"

    said = done(here("import", other, "--replace", home=home))
    assert said.out == "Replaced gardener (The Gardener 2)\n"
    assert installed(home)["gardener"]["version"] == "2"


def test_every_content_that_an_id_had_stays_on_disk_with_its_record(tmp_path, home):
    for version in ("1", "2", "3"):
        path = packed(tmp_path / version, gardener(metadata={"version": version}))
        done(here("import", path, "--replace", home=home))
    folder = home / "philosophy_library" / "imported" / "gardener"
    kept = {json.loads(record.read_text())["version"]: record for record in folder.glob("*.json")}
    assert sorted(kept) == ["1", "2", "3"]
    for version, record in kept.items():
        metadata = json.loads((record.with_suffix("") / "metadata.json").read_text())
        assert metadata["version"] == version
    done(here("import", tmp_path / "1" / "gardener.whetstone", "--replace", home=home))
    assert installed(home)["gardener"]["version"] == "1"


@pytest.mark.parametrize("bad", ["Plato", "", "a--b", "../up", "a/b", "-a", "con", "x" * 65, "é"])
def test_a_new_id_must_be_an_id(tmp_path, home, bad):
    sentence = here("import", packed(tmp_path, gardener()), f"--as={bad}", home=home).refused()
    assert "is no id; use lower-case letters, digits and single hyphens" in sentence
    assert not home.exists()


def test_a_new_id_is_for_one_file(tmp_path, home):
    paths = [packed(tmp_path, gardener("one")), packed(tmp_path, gardener("two"))]
    assert (
        "--as names one persona, and there are 2 files"
        in here("import", *paths, "--as", "x", home=home).refused()
    )
    assert not home.exists()


def test_a_file_without_id_and_name_is_called_by_its_name_also_after_it_is_installed(tmp_path, home):
    nameless = build_cartridge(
        {"version": "1", "author": "a", "source_hash": "x"}, prompt="You are old.", config={}
    )
    done(here("import", packed(tmp_path, nameless, "wise_old-owl.whetstone"), home=home))
    assert installed(home)["wise-old-owl"]["name"] == "Wise Old Owl"
    with Host(home) as host:
        cartridge = host.registry.cartridge(host.registry.get("wise-old-owl"))
        assert (cartridge.id, cartridge.name) == ("wise-old-owl", "Wise Old Owl")
        assert cartridge.content_hash == nameless.content_hash


def test_many_files_and_folders_are_reported_one_by_one(tmp_path, home):
    for name in ("ash", "birch", "cedar"):
        packed(tmp_path / "trees" / name, gardener(name))
    (tmp_path / "trees" / "broken.whetstone").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "trees" / "readme.txt").write_text("no cartridge")
    loose = tmp_path / "trees" / "loose"
    for name, data in gardener("dogwood").files.items():
        (loose / name).parent.mkdir(parents=True, exist_ok=True)
        (loose / name).write_bytes(data)
    said = here("import", tmp_path / "trees", tmp_path / "not-there", "--json", home=home)
    assert said.code == 1
    results = {Path(result["file"]).name: result for result in said.json}
    assert {name: result["outcome"] for name, result in results.items()} == {
        "broken.whetstone": "failed",
        "ash.whetstone": "installed",
        "birch.whetstone": "installed",
        "cedar.whetstone": "installed",
        "loose": "installed",
        "not-there": "failed",
    }
    assert str(tmp_path / "trees" / "broken.whetstone") in said.stderr
    assert "4 of 6 files imported." in said.stderr
    assert sorted(installed(home)) == ["ash", "birch", "cedar", "dogwood"]


def test_many_imports_in_one_command_share_one_swap(tmp_path, home, monkeypatch):
    done(here("import", packed(tmp_path, gardener("first")), home=home))
    for number in range(12):
        packed(tmp_path / "many", gardener(f"g-{number}"))
    swaps = []
    replace = Home.replace

    def counted(self: Home, path: Path, data: bytes) -> None:
        swaps.append(path.name)
        replace(self, path, data)

    monkeypatch.setattr(Home, "replace", counted)
    done(here("import", tmp_path / "many", home=home))
    assert swaps.count("personas.json") == 1
    assert len(installed(home)) == 13


def test_nothing_is_listed_before_the_swap_and_everything_after_it(tmp_path, home):
    with Host(home) as host, Host(home) as reader:
        with host.registry.batch("imported") as batch:
            batch.add(gardener("one"))
            batch.add(gardener("two"))
            assert not [persona for persona in reader.registry.personas() if persona.origin == "imported"]
        assert {"one", "two"} <= {persona.id for persona in reader.registry.personas()}


def test_an_interrupted_import_keeps_what_was_done(tmp_path, home):
    told = []
    with Host(home) as host:
        host.register(plugin(whetstone_persona_installed=lambda persona: told.append(persona.id)), "listener")
        with pytest.raises(KeyboardInterrupt), host.registry.batch("imported") as batch:
            _add_and_interrupt(batch)
        assert host.registry.get("one").origin == "imported"
    assert told == ["one"]


def _add_and_interrupt(batch):
    batch.add(gardener("one"))
    raise KeyboardInterrupt


def test_two_contents_for_one_id_in_one_command_are_a_conflict(tmp_path, home):
    first = packed(tmp_path / "a", gardener())
    second = packed(tmp_path / "b", gardener(prompt="Another."))
    said = here("import", first, second, home=home)
    assert said.code == 1
    assert "gardener is installed with another content" in said.stderr
    assert installed(home)["gardener"]["content_hash"] == gardener().content_hash


def test_an_import_stands_in_front_of_a_bundled_persona_and_removal_brings_that_back(tmp_path, home):
    bundled = listed(home)[BUNDLED]
    path = packed(tmp_path, gardener(BUNDLED, metadata={"name": "My Socrates"}))
    said = done(here("import", path, home=home))
    assert said.out == "Installed socrates (My Socrates 1.0) in front of the bundled one\n"
    entry = listed(home)[BUNDLED]
    assert (entry["name"], entry["origin"], entry["hides"]) == ("My Socrates", "imported", "Socrates")
    assert "hides a builtin" in here("list", home=home).out
    assert "hides the bundled Socrates" in here("show", BUNDLED, home=home).out
    done(here("remove", BUNDLED, home=home))
    assert listed(home)[BUNDLED] == bundled
    assert "socrates is bundled and stays" in here("remove", BUNDLED, home=home).refused()


def test_importing_what_is_bundled_touches_nothing(tmp_path, home):
    path = tmp_path / "socrates.whetstone"
    done(here("export", BUNDLED, "-o", path, home=home))
    assert done(here("import", path, home=home)).out.startswith("Already here: socrates")
    assert not home.exists()
