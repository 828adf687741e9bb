"""Removed personas, and their way back from the trash."""

from __future__ import annotations

import json

import pytest
from cartridges import gardener
from commandline import everything_in, here
from homes import BUNDLED, done, edit, installed, listed, packed

from whetstone.core.personas.persona_list import PersonaList


def test_a_removed_persona_comes_back_with_its_overlay(planted):
    done(edit(planted, "--set", "name=Rosa"))
    before = everything_in(planted)
    said = done(here("remove", "gardener", home=planted))
    assert "`whetstone restore gardener` brings it back" in said.stderr
    assert "gardener" not in listed(planted)
    assert not (planted / "philosophy_library" / "imported" / "gardener").exists()
    assert here("restore", "--json", home=planted).json == ["gardener"]
    done(here("restore", "gardener", home=planted))
    assert {**before, "trash": None} == everything_in(planted)
    assert here("restore", home=planted).stderr == "Nothing was removed.\n"


def test_the_persona_removed_last_comes_back_first(tmp_path, home):
    for version in ("1", "2"):
        done(here("import", packed(tmp_path / version, gardener(metadata={"version": version})), home=home))
        done(here("remove", "gardener", home=home))
    done(here("restore", "gardener", home=home))
    assert installed(home)["gardener"]["version"] == "2"
    assert "is installed; remove it before" in here("restore", "gardener", home=home).refused()
    done(here("show", "gardener", home=home))


def test_a_persona_comes_back_beside_a_newer_content_of_its_id(tmp_path, home):
    done(here("import", packed(tmp_path / "1", gardener(metadata={"version": "1"})), home=home))
    done(here("remove", "gardener", home=home))
    done(here("import", packed(tmp_path / "2", gardener(metadata={"version": "2"})), home=home))
    assert (
        "gardener is installed; remove it before you restore"
        in here("restore", "gardener", home=home).refused()
    )
    assert installed(home)["gardener"]["version"] == "2"


def test_nobody_in_the_trash_is_told_with_who_is(planted):
    done(here("remove", "gardener", home=planted))
    assert (
        "no persona 'plato' is in the trash; it holds gardener"
        in here("restore", "plato", home=planted).refused()
    )


def test_several_are_removed_and_each_failure_told(tmp_path, home):
    done(here("import", packed(tmp_path, gardener("one")), packed(tmp_path, gardener("two")), home=home))
    said = here("remove", "one", "nobody", BUNDLED, "two", "--json", home=home)
    assert said.code == 1
    assert [persona["id"] for persona in said.json] == ["one", "two"]
    assert said.stderr.count("Error: ") == 2
    assert installed(home) == {}


def test_the_list_is_not_read_more_often_where_more_was_removed_before(tmp_path, home, monkeypatch):
    ids = [f"plant-{number}" for number in range(6)]
    done(here("import", *(packed(tmp_path, gardener(persona_id)) for persona_id in ids), home=home))
    reads: list[PersonaList] = []
    read = PersonaList.read
    monkeypatch.setattr(PersonaList, "read", lambda self: (reads.append(self), read(self))[1])

    def reads_of(*command: str) -> int:
        reads.clear()
        done(here(*command, home=home))
        return len(reads)

    assert reads_of("remove", ids[0]) <= reads_of("remove", ids[1])
    one_is_here = reads_of("restore", ids[1])
    reads_of("remove", ids[1])
    listing = reads_of("restore")
    removing = {reads_of("remove", persona_id) for persona_id in ids[2:]}
    assert len(removing) == 1
    assert reads_of("restore") == listing
    assert reads_of("restore", ids[1]) == one_is_here
    assert set(installed(home)) == {ids[1]}


def test_a_removal_that_fails_leaves_no_trash(home):
    assert "no persona is called 'nobody'" in here("remove", "nobody", home=home).refused()
    assert not home.exists()


def test_a_removal_that_crashed_before_the_files_were_moved_is_undone_by_restore(planted):
    (entry,) = json.loads((planted / "personas.json").read_text())["personas"].values()
    place = planted / "trash" / "gardener.20240101T000000.000000Z-aa11"
    place.mkdir(parents=True)
    (place / "entry.json").write_text(
        json.dumps({"persona": {"id": "gardener", **entry}, "overlay": {"name": "Rosa"}})
    )
    (planted / "personas.json").write_text('{"version": 1, "personas": {}}')
    assert "gardener" not in listed(planted)
    done(here("restore", "gardener", home=planted))
    assert listed(planted)["gardener"]["name"] == "Rosa"
    done(here("show", "gardener", home=planted))
    assert not list((planted / "trash").iterdir())


@pytest.mark.parametrize("damage", ["{", "[]", '{"persona": {}, "overlay": {}}', '{"overlay": {}}'])
def test_damaged_trash_is_told_and_nothing_changes(planted, damage):
    done(here("remove", "gardener", home=planted))
    (entry,) = (planted / "trash").glob("*/entry.json")
    entry.write_text(damage)
    before = everything_in(planted)
    assert (
        f"{entry} is damaged; let `whetstone doctor --repair` write it anew"
        in here("restore", "gardener", home=planted).refused()
    )
    assert everything_in(planted) == before


def test_trash_without_its_files_restores_nothing(planted):
    import shutil

    done(here("remove", "gardener", home=planted))
    (contents,) = (planted / "trash").glob("*/contents")
    shutil.rmtree(contents)
    assert "the files of gardener are gone" in here("restore", "gardener", home=planted).refused()
    assert "gardener" not in listed(planted)
